import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  newestNodeMajorOfPackage,
  nodeMajorOfPackage,
  nodeMajorOfVersionFile,
  projectContext,
  targetFrameworkOfProject,
  type ProjectFolder,
} from '../../src/remedy/project';

function folder(files: Readonly<Record<string, string>>): ProjectFolder {
  return {
    fileNames: () => Promise.resolve(Object.keys(files)),
    read: (name) => Promise.resolve(files[name]),
  };
}

const engines = (node: unknown) => JSON.stringify({ engines: { node } });

describe('the Node major of a project', () => {
  for (const [range, major] of [
    ['>=18', 18],
    ['>= 18.17.0', 18],
    ['^20.1', 20],
    ['~16.4', 16],
    ['22', 22],
    ['22.x', 22],
    ['=v20.0.0', 20],
    ['>20', 21],
    ['>20.1', 20],
    ['>=16 <19', 16],
    ['<23 >=20', 20],
    ['18.1 - 20', 18],
    ['^18 || >=20', 18],
    ['^20 || ^18', 18],
    ['*', undefined],
    ['<19', undefined],
    ['>=20 || *', undefined],
    ['lts/*', undefined],
    ['', undefined],
    [20, undefined],
    [null, undefined],
  ] as const) {
    it(`reads engines.node ${JSON.stringify(range)} as ${String(major)}`, () => {
      assert.equal(nodeMajorOfPackage(engines(range)), major);
    });
  }

  for (const [text, major] of [
    ['v20.11.1\n', 20],
    ['18', 18],
    ['# what we run\n\n22.3.0 # for now\r\n', 22],
    ['lts/iron\n', 20],
    ['lts/Hydrogen', 18],
    ['lts/*', undefined],
    ['lts/constructor', undefined],
    ['node', undefined],
    ['', undefined],
  ] as const) {
    it(`reads a version file ${JSON.stringify(text)} as ${String(major)}`, () => {
      assert.equal(nodeMajorOfVersionFile(text), major);
    });
  }

  for (const [range, major] of [
    ['>=18', undefined],
    ['18', 18],
    ['18.x', 18],
    ['^18.1', 18],
    ['~16.4', 16],
    ['=v18.0.0', 18],
    ['<19', 18],
    ['<19.0.0', 18],
    ['<19.2', 19],
    ['<=18.20', 18],
    ['>=16 <19', 18],
    ['16.1 - 18', 18],
    ['^16 || ^18', 18],
    ['^16 || >=18', undefined],
    ['*', undefined],
    ['', undefined],
    [18, undefined],
  ] as const) {
    it(`reads the newest of engines.node ${JSON.stringify(range)} as ${String(major)}`, () => {
      assert.equal(newestNodeMajorOfPackage(engines(range)), major);
    });
  }

  it('finds nothing in a file that is broken, and never throws', () => {
    for (const text of ['', '{', 'null', '[]', '"x"', '{"engines":null}', '{"engines":[]}']) {
      assert.equal(nodeMajorOfPackage(text), undefined, text);
      assert.equal(newestNodeMajorOfPackage(text), undefined, text);
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        nodeMajorOfPackage(engines(text));
        newestNodeMajorOfPackage(engines(text));
        nodeMajorOfVersionFile(text);
        targetFrameworkOfProject(text);
      }),
    );
  });
});

describe('the target framework of a project', () => {
  const project = (inner: string) => `<Project><PropertyGroup>${inner}</PropertyGroup></Project>`;

  for (const [inner, framework] of [
    ['<TargetFramework>net8.0</TargetFramework>', 'net8.0'],
    ['<TargetFramework Condition="true"> NET6.0-windows </TargetFramework>', 'net6.0-windows'],
    ['<TargetFrameworks>net8.0;net472</TargetFrameworks>', 'net472'],
    ['<TargetFrameworks>netstandard2.0;net8.0</TargetFrameworks>', 'netstandard2.0'],
    ['<TargetFrameworkVersion>v4.7.2</TargetFrameworkVersion>', 'net472'],
    ['<TargetFrameworkVersion>v4.5</TargetFrameworkVersion>', 'net45'],
    ['<!-- <TargetFramework>net48</TargetFramework> -->', undefined],
    ['<TargetFramework>$(Ours)</TargetFramework>', undefined],
    ['<TargetFramework>', undefined],
    ['', undefined],
  ] as const) {
    it(`reads ${inner || 'nothing'} as ${String(framework)}`, () => {
      assert.equal(targetFrameworkOfProject(project(inner)), framework);
    });
  }
});

describe('projectContext', () => {
  it('takes the nearest folder that knows', async () => {
    const folders = [
      folder({ 'a.js': '' }),
      folder({ 'package.json': '{}' }),
      folder({ 'package.json': engines('>=16') }),
      folder({ '.nvmrc': '22' }),
    ];
    assert.deepEqual(await projectContext('javascript', folders), { nodeMajor: 16 });
    assert.deepEqual(await projectContext('csharp', folders), {});
  });

  it('prefers the version that runs to the versions that the package allows', async () => {
    const folders = [folder({ 'package.json': engines('>=16'), '.node-version': '22.1.0' })];
    assert.deepEqual(await projectContext('typescript', folders), {
      nodeMajor: 22,
      newestNodeMajor: 22,
    });
  });

  it('takes the types of Node only where no folder says what runs', async () => {
    const types = folder({
      'package.json': JSON.stringify({ devDependencies: { '@types/node': '^18.19.0' } }),
    });
    const seen = { nodeMajor: 18, newestNodeMajor: 18 };
    assert.deepEqual(await projectContext('javascript', [types]), seen);
    const outer = folder({ 'package.json': engines('>=20') });
    assert.deepEqual(await projectContext('javascript', [types, outer]), { nodeMajor: 20 });
  });

  it('knows the version of node-fetch that is installed, or an exact one that is asked for', async () => {
    const asks = (range: string) =>
      JSON.stringify({ engines: { node: '>=20' }, dependencies: { 'node-fetch': range } });
    const version = async (files: Record<string, string>) =>
      (await projectContext('javascript', [folder(files)])).nodeFetchVersion;
    const installed = { 'node_modules/node-fetch/package.json': '{"version":"2.6.7"}' };
    assert.equal(await version({ ...installed, 'package.json': asks('^2.6.0') }), '2.6.7');
    assert.equal(await version({ 'package.json': asks('2.6.9') }), '2.6.9');
    assert.equal(await version({ 'package.json': asks('^2.6.9') }), undefined);
    assert.equal(await version({ 'node_modules/node-fetch/package.json': '{' }), undefined);
  });

  it('reads the project file of C#, and does not choose between two', async () => {
    const net8 = '<TargetFramework>net8.0</TargetFramework>';
    const net48 = '<TargetFramework>net48</TargetFramework>';
    const folders = [
      folder({ 'A.csproj': net48, 'B.csproj': net48 }),
      folder({ 'Shop.csproj': net8, 'package.json': engines('>=16') }),
    ];
    assert.deepEqual(await projectContext('csharp', folders), { targetFramework: 'net8.0' });
  });

  it('goes on where a file cannot be read', async () => {
    const gone: ProjectFolder = {
      fileNames: () => Promise.resolve(['package.json', '.nvmrc', 'A.csproj']),
      read: () => Promise.resolve(undefined),
    };
    assert.deepEqual(await projectContext('javascript', [gone, folder({ '.nvmrc': '20' })]), {
      nodeMajor: 20,
      newestNodeMajor: 20,
    });
    assert.deepEqual(await projectContext('csharp', [gone]), {});
  });
});
