import type { SourceFile } from '../../sourceFile';
import { bindingsOf } from './bindings';

/** The modules whose calls some rule looks at. */
const modules =
  /^(https?|undici|axios|got|node-fetch|cross-fetch|request(-promise)?|needle|superagent|pg|mysql2?|redis|ioredis|mongodb)(\/|$)/;

/** A name that is given one of two modules, or an instance of one: see `originOf`. */
const chosen = /\b(?:const|let|var)\s+([\w$]+)[^=\n;]{0,80}=(?=([^;]{0,400}))/g;

/** How a module is got on the spot, and the options and headers that rules look at. */
const always = [
  'require',
  'import',
  'fetch',
  'agent',
  'Agent',
  'connection',
  'Connection',
  'CONNECTION',
];

/**
 * The words of which one stands in every piece of code that a rule of this language finds: the names
 * under which the file knows their modules, how a module is got on the spot, and the options that they
 * look at.
 */
export function anchorsOf(file: SourceFile): RegExp {
  const names = new Set(always);
  for (const { name, module } of bindingsOf(file).values()) {
    if (modules.test(module)) names.add(name);
  }
  const known = wordsOf(names);
  for (const [, name = '', value = ''] of file.text.matchAll(chosen)) {
    const mayChoose = /\?|\.(?:create|extend|defaults)\(/.test(value);
    if (mayChoose && value.search(known) >= 0) names.add(name);
  }
  return wordsOf(names);
}

/** `\b` knows ASCII alone, and is the quicker one. */
function wordsOf(names: ReadonlySet<string>): RegExp {
  const all = [...names];
  const plain = all.filter((name) => /^\w+$/.test(name));
  const others = all
    .filter((name) => !plain.includes(name))
    .map((name) => `(?<![\\p{L}\\w$])${name.replaceAll('$', '\\$')}(?![\\p{L}\\w$])`);
  return new RegExp([`\\b(?:${plain.join('|')})\\b`, ...others].join('|'), 'gu');
}
