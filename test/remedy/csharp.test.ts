import assert from 'node:assert/strict';
import type { Analyzer } from '../../src/remedy/analyzer';
import { createAnalyzer, fixAll } from '../../src/remedy/analyzer';
import type { AnalysisContext } from '../../src/remedy/finding';
import { findingsOf, patient, readFixture, readFixtures } from './fixtures';

describe('fixes for C#', function () {
  this.timeout(60_000);
  let analyzer: Analyzer;
  before(() => {
    analyzer = createAnalyzer(patient);
  });
  after(() => {
    analyzer.dispose();
  });

  const inMethod = (body: string): string =>
    `using System.Net;\nusing System.Net.Http;\n\nclass A\n{\n    void F(string url)\n    {\n        ${body}\n    }\n}\n`;
  const fixIds = async (text: string, context: AnalysisContext = {}): Promise<string[]> => {
    const findings = await findingsOf(analyzer, text, 'csharp', context);
    return findings.flatMap(({ fixes }) => fixes.map(({ id }) => id));
  };

  it('may be applied unseen only where a response is disposed of', async () => {
    const safe = new Set<string>();
    for (const { text } of readFixtures('csharp/wrong')) {
      for (const { fixes } of await findingsOf(analyzer, text, 'csharp')) {
        for (const fix of fixes) if (fix.isSafe) safe.add(fix.id);
      }
    }
    assert.deepEqual([...safe], ['dispose-response']);
  });

  it('leave alone, unseen, what somebody wrote on purpose', async () => {
    for (const statement of [
      'WebRequest.CreateHttp(url).KeepAlive = false;',
      'new HttpClient().GetStringAsync(url).Wait();',
    ]) {
      const text = inMethod(statement);
      assert.equal(await fixAll(analyzer, text, 'csharp', {}, 'safe'), text);
    }
    const both = inMethod(
      'WebRequest.Create(url).GetResponse();\n        new HttpClient().GetStringAsync(url).Wait();',
    );
    const fixed = await fixAll(analyzer, both, 'csharp', {}, 'safe');
    assert.match(fixed, /GetResponse\(\)\.Close\(\);/);
    assert.match(fixed, /new HttpClient\(\)/);
  });

  it('write a using declaration only where the framework has C# 8', async () => {
    const text = inMethod(
      'var r = WebRequest.Create(url).GetResponse();\n        System.Console.WriteLine(r.ContentType);',
    );
    for (const targetFramework of ['net8.0', 'net6.0-windows', 'netcoreapp3.1', 'net10.0']) {
      const fixed = await fixAll(analyzer, text, 'csharp', { targetFramework });
      assert.equal(fixed, text.replace('var r', 'using var r'), targetFramework);
    }
    for (const targetFramework of ['net48', 'net35', 'netcoreapp2.1', 'netstandard2.0']) {
      const fixed = await fixAll(analyzer, text, 'csharp', { targetFramework });
      assert.match(fixed, /using \(var r = .*\)\n {8}\{\n/, targetFramework);
    }
  });

  it('inject a factory only into what a container makes', async () => {
    const { text } = readFixture('csharp/wrong/background-service.cs');
    assert.equal((await fixIds(text))[0], 'inject-factory');
    for (const other of [
      text.replace(': BackgroundService', ''),
      text.replace('using Microsoft.Extensions.Hosting;', 'using System.Web.Mvc;'),
      `${text}\nstatic class Maker { static object Make() => new Refresher(); }\n`,
      text.replace('protected override async', 'static async'),
    ]) {
      assert.ok(!(await fixIds(other)).includes('inject-factory'), other);
    }
    assert.ok(!(await fixIds(text, { targetFramework: 'net48' })).includes('inject-factory'));
  });

  it('find no cost of shared Windows connections where .NET keeps them by user', async () => {
    const text = inMethod(
      'var r = WebRequest.CreateHttp(url);\n        r.UseDefaultCredentials = true;',
    );
    assert.deepEqual(await fixIds(text, { targetFramework: 'net48' }), ['share-authenticated']);
    assert.deepEqual(await fixIds(text, { targetFramework: 'net8.0' }), []);
  });

  it('leave a setting behind that stands in a branch, for it does not hold for every call', async () => {
    const setting = 'client.Timeout = System.TimeSpan.FromSeconds(1);';
    const use = 'client.GetStringAsync(url).Wait();';
    const plain = inMethod(`var client = new HttpClient();\n        ${setting}\n        ${use}`);
    assert.ok((await fixIds(plain)).includes('share-client'));
    const branched = inMethod(
      `var client = new HttpClient();\n        if (url == null) { ${setting} }\n        ${use}`,
    );
    assert.deepEqual(await fixIds(branched), []);
    assert.equal((await findingsOf(analyzer, branched, 'csharp')).length, 1);
  });

  it('take Pooling=false out of a connection string wherever it stands', async () => {
    const fixed = async (value: string): Promise<string> => {
      const text = inMethod(`new System.Data.SqlClient.SqlConnection(url + ${value});`);
      const result = await fixAll(analyzer, text, 'csharp');
      return /url \+ (.*)\);\n/.exec(result)?.[1] ?? result;
    };
    assert.equal(await fixed('"Server=a;Pooling=false"'), '"Server=a"');
    assert.equal(await fixed('"Server=a; pooling = No ;Database=b"'), '"Server=a;Database=b"');
    assert.equal(await fixed('"Pooling=False;Server=a"'), '"Server=a"');
    assert.equal(await fixed('";Pooling=false;"'), '";"');
    assert.equal(await fixed('"Pooling=false"'), '"Pooling=true"');
    assert.equal(await fixed('@"Pooling=false;"'), '@"Pooling=true;"');
    assert.equal(await fixed('"Pooling=falsehood"'), '"Pooling=falsehood"');
  });

  it('know a connection string by its keys where no library is named', async () => {
    const ids = async (value: string, more = ''): Promise<string[]> =>
      fixIds(`class Settings { const string Database = "${value}"; }${more}\n`);
    assert.deepEqual(await ids('Host=db;Username=a;Pooling=false'), ['use-pool']);
    assert.deepEqual(await ids('Pooling=false'), []);
    const sqlite = ' class Cache { Microsoft.Data.Sqlite.SqliteConnection file; }';
    assert.deepEqual(await ids('Data Source=a.db;Pooling=false', sqlite), []);
    assert.deepEqual(await ids('Server=db;Pooling=false', sqlite), ['use-pool']);
  });
});
