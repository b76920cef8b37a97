import assert from 'node:assert/strict';
import { isQuotingCommand } from '../../src/watch/quotingCommand';

describe('isQuotingCommand', () => {
  const quotes = [
    'cat app.log',
    'cat app.log | grep EADDRINUSE | less',
    'git log -p --grep "listen EADDRINUSE"',
    'sudo less /var/log/syslog',
    'LC_ALL=C grep -rn EADDRINUSE src 2>&1',
    '/usr/bin/rg EADDRINUSE',
    'man 2 bind',
    'Get-Content .\\server.log | Select-String 10048',
    'C:\\Windows\\System32\\findstr.exe 10048 app.log',
    'type server.log',
    'echo "address already in use; see the log"',
  ];
  for (const commandLine of quotes) {
    it(`is true of ${commandLine}`, () => {
      assert.equal(isQuotingCommand(commandLine), true);
    });
  }

  const speak = [
    'node server.js',
    'npm test',
    'npm test 2>&1 | tee test.log',
    'cat seeds.sql | psql',
    'cat a.log && npm start',
    'tail -f app.log',
    'docker logs web',
    'env PORT=3000 node server.js',
    './cat.js',
    'python3 -m http.server 8000',
    'echo start; node server.js',
    '',
    '   ',
    '"',
    '|||',
  ];
  for (const commandLine of speak) {
    it(`is false of ${JSON.stringify(commandLine)}`, () => {
      assert.equal(isQuotingCommand(commandLine), false);
    });
  }
});
