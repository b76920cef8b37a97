import assert from 'node:assert/strict';
import { planLaunch, planTerminal } from '../../../src/measure/probe/launchPlan';

const files = { nodeScript: '/data/probe-1/node.cjs', pythonFolder: '/data/probe-1/python' };
const variable = `1:${'a'.repeat(32)}:/tmp/probe`;

function plan(configuration: Record<string, unknown>, environmentFile?: string) {
  return planLaunch(
    { type: 'node', request: 'launch', ...configuration },
    files,
    variable,
    environmentFile,
    ':',
  );
}

function environmentOf(configuration: Record<string, unknown>, environmentFile?: string) {
  const planned = plan(configuration, environmentFile);
  assert.equal(planned.kind, 'probed', JSON.stringify(planned));
  return planned.environment;
}

describe('a launch', () => {
  it('of Node gets the preload script, before options of its own', () => {
    assert.deepEqual(environmentOf({}), {
      SOCKET_DOCTOR_PROBE: variable,
      NODE_OPTIONS: '--require "/data/probe-1/node.cjs"',
    });
    const { NODE_OPTIONS } = environmentOf({ env: { NODE_OPTIONS: '--max-old-space-size=99' } });
    assert.equal(NODE_OPTIONS, '--require "/data/probe-1/node.cjs" --max-old-space-size=99');
  });

  it('of Python gets the folder, before a path of its own', () => {
    assert.deepEqual(environmentOf({ type: 'debugpy', env: { PYTHONPATH: 'src' } }), {
      SOCKET_DOCTOR_PROBE: variable,
      PYTHONPATH: '/data/probe-1/python:src',
    });
  });

  it('keeps what its environment file sets', () => {
    const file = '# NODE_OPTIONS=--no\nexport NODE_OPTIONS="--inspect-port 0"\nPYTHONPATH=lib\n';
    assert.match(environmentOf({}, file)['NODE_OPTIONS'] ?? '', / --inspect-port 0$/);
    assert.match(environmentOf({ type: 'debugpy' }, file)['PYTHONPATH'] ?? '', /:lib$/);
    // Its own environment comes before the file, as the debuggers have it.
    const own = environmentOf({ env: { NODE_OPTIONS: '--mine' } }, file);
    assert.doesNotMatch(own['NODE_OPTIONS'] ?? '', /inspect-port/);
  });

  const declined: readonly (readonly [string, Record<string, unknown>, string?])[] = [
    ['not-launched-here', { request: 'attach' }],
    ['not-launched-here', { __pendingTargetId: 'x' }],
    ['not-launched-here', { env: { SOCKET_DOCTOR_PROBE: variable } }],
    ['opted-out', { env: { SOCKET_DOCTOR_PROBE: 'off' } }],
    ['other-runtime', { type: 'go' }],
    ['other-runtime', { type: 'extensionHost' }],
    ['other-runtime', { runtimeExecutable: '/usr/local/bin/deno' }],
    ['other-runtime', { runtimeExecutable: 'C:\\tools\\bun.exe' }],
    ['other-runtime', { runtimeExecutable: 'docker' }],
    ['permission-model', { runtimeArgs: ['--permission', '--allow-fs-read=*'] }],
    ['permission-model', { env: { NODE_OPTIONS: '--experimental-permission' } }],
    ['isolated', { type: 'python', pythonArgs: ['-I'] }],
    ['isolated', { type: 'python', pythonArgs: ['-bE'] }],
    ['environment-file', {}, 'NODE_OPTIONS=$OTHER --x'],
    ['environment-file', { type: 'python' }, 'PYTHONPATH=${HOME}/lib'],
  ];
  for (const [reason, configuration, file] of declined) {
    it(`is left alone: ${reason}, ${JSON.stringify(file ?? configuration)}`, () => {
      assert.deepEqual(plan(configuration, file), { kind: 'none', reason });
    });
  }

  it('may be anything that somebody wrote by hand', () => {
    for (const odd of [null, 1, [], 'x', { a: 1 }]) {
      plan({ env: odd, runtimeArgs: odd, runtimeExecutable: odd, pythonArgs: odd, args: odd });
    }
    assert.equal(plan({ env: { NODE_OPTIONS: null } }).kind, 'probed');
    for (const runtimeExecutable of [
      'node',
      'node18',
      'C:\\x\\node.exe',
      'npm',
      'npx.cmd',
      'tsx',
    ]) {
      assert.equal(plan({ runtimeExecutable }).kind, 'probed', runtimeExecutable);
    }
  });

  it('on Windows names the script with slashes, which NODE_OPTIONS would take for escapes', () => {
    const windows = { ...files, nodeScript: 'C:\\Users\\A B\\node.cjs' };
    const planned = planLaunch(
      { type: 'node', request: 'launch' },
      windows,
      variable,
      undefined,
      ';',
    );
    assert.equal(planned.kind, 'probed');
    assert.equal(planned.environment['NODE_OPTIONS'], '--require "C:/Users/A B/node.cjs"');
  });
});

describe('a probed terminal', () => {
  it('brings both probes, beside what was inherited', () => {
    assert.deepEqual(planTerminal(files, variable, { NODE_OPTIONS: '--x', PYTHONPATH: 'a' }, ':'), {
      SOCKET_DOCTOR_PROBE: variable,
      NODE_OPTIONS: '--require "/data/probe-1/node.cjs" --x',
      PYTHONPATH: '/data/probe-1/python:a',
    });
  });
});
