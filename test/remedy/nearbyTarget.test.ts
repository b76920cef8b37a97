import assert from 'node:assert/strict';
import { createAnalyzer, type Analyzer } from '../../src/remedy/analyzer';
import type { Finding } from '../../src/remedy/finding';
import { patient } from './fixtures';

const go = (url: string, more = '') => `package main

import (
	"io"
	"net/http"
)
${more}
func call() error {
	client := &http.Client{Transport: &http.Transport{}}
	response, err := client.Get(${url})
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return err
}

func main() {
	for {
		call()
	}
}
`;
const java = (url: string) => `import java.net.URI;
import java.net.http.*;

class Calls {
  static void call() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    client.send(HttpRequest.newBuilder(URI.create(${url})).build(), HttpResponse.BodyHandlers.ofString());
  }

  public static void main(String[] arguments) throws Exception {
    for (;;) call();
  }
}
`;
const csharp = (url: string) => `using System.Net.Http;

class Calls
{
    static void Main()
    {
        while (true)
        {
            using (var client = new HttpClient())
            {
                client.GetStringAsync(${url}).Wait();
            }
        }
    }
}
`;

describe('the destination that code names near a finding', function () {
  this.timeout(60_000);
  let analyzer: Analyzer;
  before(() => {
    analyzer = createAnalyzer(patient);
  });
  after(() => {
    analyzer.dispose();
  });

  const targets = async (text: string, languageId: string): Promise<Finding['target'][]> => {
    const analysis = await analyzer.analyze(text, languageId, {});
    assert.ok(analysis.kind === 'findings');
    assert.ok(analysis.findings.length > 0, 'no finding to have a target');
    return analysis.findings.map(({ target }) => target);
  };

  it('is told for Go, Java and C#', async () => {
    const url = '"http://orders.test:5000/list"';
    const target = { host: 'orders.test', port: 5_000 };
    for (const [text, languageId] of [
      [go(url), 'go'],
      [java(url), 'java'],
      [csharp(url), 'csharp'],
    ] as const) {
      for (const each of await targets(text, languageId))
        assert.deepEqual(each, target, languageId);
    }
  });

  it('has the usual port of its scheme, and an address without its brackets', async () => {
    assert.deepEqual(await targets(go('"https://orders.test/a"'), 'go'), [
      { host: 'orders.test', port: 443 },
    ]);
    assert.deepEqual(await targets(go('"http://[::1]:81/"'), 'go'), [{ host: '::1', port: 81 }]);
  });

  it('is that of the function before those of the file, and none where there are several', async () => {
    const other = 'const docs = "http://docs.test:80/"\n';
    assert.deepEqual(await targets(go('"http://orders.test:5000/"', other), 'go'), [
      { host: 'orders.test', port: 5_000 },
    ]);
    assert.deepEqual(await targets(go('docs', other), 'go'), [{ host: 'docs.test', port: 80 }]);
    const two = `${other}const more = "http://more.test:80/"\n`;
    assert.deepEqual(await targets(go('docs', two), 'go'), [undefined]);
  });

  it('is none for a port that cannot be, nor for what a comment names', async () => {
    assert.deepEqual(await targets(go('"http://orders.test:70000/"'), 'go'), [undefined]);
    assert.deepEqual(await targets(go('url', '// see http://docs.test:80/\n'), 'go'), [undefined]);
  });
});
