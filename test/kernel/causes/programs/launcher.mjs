// What npm and many a script do: start the program, pass its arguments on, and end as soon as they
// are told to, after having told the program. `node launcher.mjs FILE ARGUMENTS…`.
import { spawn } from 'node:child_process';
import process from 'node:process';

const child = spawn(process.execPath, process.argv.slice(2), { stdio: 'inherit' });
child.on('exit', (code) => process.exit(code ?? 1));
process.on('SIGTERM', () => {
  child.kill('SIGTERM');
  process.exit(0);
});
