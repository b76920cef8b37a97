import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { portPlaces } from '../../../src/present/acts/portPlaces';

/** The digits that a place names, in a row with what stands around them. */
function found(path: string, text: string, port = 3000): string[] {
  return portPlaces([{ path, text }], port).map(({ offset, length, lineNumber }) => {
    assert.equal(text.slice(offset, offset + length), String(port));
    return `${lineNumber}: ${text.slice(0, offset).split('\n').at(-1)!.trim()}^`;
  });
}

/** Each is a line that names port 3000 to listen on; `§` stands for the digits. */
const right: Readonly<Record<string, readonly string[]>> = {
  '.vscode/launch.json': [
    '"env": { "PORT": "§" }',
    '"env": { "API_PORT": § }',
    '"args": ["--port", "§"],',
    '"args": ["--port=§"],',
    '"url": "http://localhost:§/"',
    '"port": §,',
  ],
  '.env': ['PORT=§', 'export API_PORT="§"', 'URL=http://localhost:§/x', ' PORT = §'],
  '.env.local': ['PORT=§'],
  'package.json': [
    '"dev": "next dev -p §"',
    '"dev": "vite --port § --host"',
    '"start": "PORT=§ node server.js"',
    '"start": "cross-env NODE_ENV=x PORT=§ node ."',
  ],
  'Properties/launchSettings.json': [
    '"applicationUrl": "http://localhost:§;https://localhost:7000"',
    '"applicationUrl": "https://localhost:7000;http://localhost:§"',
    '"httpPort": §,',
  ],
  'appsettings.Development.json': ['"Url": "http://*:§"', '"Url": "http://0.0.0.0:§"'],
  'src/main/resources/application.properties': ['server.port=§', 'server.port = §'],
  'application-dev.properties': ['port=§'],
  'application.yml': ['  port: §', 'port: "§"'],
  'docker-compose.yml': ['- "§:80"', "- '127.0.0.1:§:80'", '- §:80'],
  'server.js': [
    'app.listen(§, () => {});',
    'server.listen({ host, port: § });',
    'const port = process.env.PORT || §;',
    'const port = process.env.PORT ?? §;',
    'const PORT = §;',
    "const url = 'http://localhost:§';",
  ],
  'main.ts': ['const port: number = §;', 'await app.listen(process.env.PORT ?? §);'],
  'app.py': [
    'app.run(host="0.0.0.0", port=§)',
    'uvicorn.run(app, port=§)',
    'sock.bind(("", §))',
    'server = HTTPServer(("", §), Handler)',
  ],
  'main.go': ['http.ListenAndServe(":§", nil)', 'port := "§"'],
  'Program.cs': ['app.Run("http://localhost:§");', 'options.ListenLocalhost(§);'],
};

/** Lines that hold the number and are no port to listen on. */
const wrong: Readonly<Record<string, readonly string[]>> = {
  'package.json': ['"version": "1.0.3000"', '"timeout": 3000', '"x": "sleep 3000"'],
  '.env': ['TIMEOUT=3000', 'PORT=13000', 'PORT=30001', '# 3000 files', 'REPORT_AFTER=3000'],
  'application.properties': ['server.timeout=3000', 'port.timeout=3000'],
  'docker-compose.yml': ['- "80:3000"', 'timeout: 3000', '- "x 3000"'],
  'server.js': [
    'setTimeout(f, 3000);',
    'const limit = 3000;',
    'const hex = 0x3000;',
    'const price = 3000.5;',
    'x.listen(13000)',
  ],
  'README.md': ['PORT=3000'],
};

describe('where a port is configured', () => {
  for (const [path, lines] of Object.entries(right)) {
    it(`is found in ${path}`, () => {
      for (const line of lines) {
        const text = `first\n${line.replace('§', '3000')}\n`;
        const [before] = line.split('§');
        assert.deepEqual(found(path, text), [`2: ${before!.trim()}^`], line);
      }
    });
  }

  it('is not where the number is something else', () => {
    for (const [path, lines] of Object.entries(wrong)) {
      for (const line of lines) assert.deepEqual(found(path, line), [], `${path}: ${line}`);
    }
  });

  it('comes with settings before code', () => {
    const files = [
      { path: 'server.js', text: 'app.listen(3000)' },
      { path: 'sub\\.env', text: 'PORT=3000' },
      { path: '.vscode\\launch.json', text: '"PORT": "3000"' },
    ];
    assert.deepEqual(
      portPlaces(files, 3000).map(({ path }) => path),
      ['.vscode\\launch.json', 'sub\\.env', 'server.js'],
    );
  });

  it('is bounded, whatever a workspace holds', () => {
    const many = portPlaces([{ path: '.env', text: 'PORT=3000\n'.repeat(10_000) }], 3000);
    assert.equal(many.length, 50);
    const long = `${'x'.repeat(5_000)} port=3000`;
    assert.deepEqual(found('server.js', long), []);
    const evil = `${'port'.repeat(70)} 3000\n`.repeat(1_000);
    assert.ok(Array.isArray(found('server.js', evil)));
  });
});
