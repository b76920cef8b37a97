import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from '../../edits';
import { insert, replace } from '../../edits';
import type { SourceFile } from '../../sourceFile';
import { ancestors, descendants, field, namedChildren } from '../../syntax';
import type { ClientUse } from './httpClientUse';
import { initializerOf } from './locals';
import { addField, addUsings, enclosingType, isModernDotnet } from './members';

/** Base classes whose objects ASP.NET Core and its host make. */
const madeByHost = /^(Controller|ControllerBase|BackgroundService|PageModel|ViewComponent|Hub)$/;

/** Whether a container evidently makes the objects of a type, so that it can hand them a factory. */
export function isInjected(file: SourceFile, type: Node): boolean {
  const isModern = isModernDotnet(file) ?? /\bMicrosoft\.Extensions\b/.test(file.text);
  // System.Web.Mvc has a Controller too, and nobody hands it a factory.
  if (!isModern || /\busing\s+System\.Web\b/.test(file.text)) return false;
  const attributes = namedChildren(type).filter((node) => node.type === 'attribute_list');
  if (attributes.some(({ text }) => /\bApiController\b/.test(text))) return true;
  const bases = namedChildren(type).find((node) => node.type === 'base_list');
  const [base] = bases === undefined ? [] : namedChildren(bases);
  if (madeByHost.test(base?.text ?? '')) return true;
  return /\busing\s+Microsoft\.(AspNetCore|Extensions)\b/.test(file.text) && takesServices(type);
}

/** Whether its constructor takes interfaces and nothing else: a container makes it. */
function takesServices(type: Node): boolean {
  const list = constructorParameters(type);
  const parameters = list === undefined ? [] : descendants(list, 'parameter');
  return (
    parameters.length > 0 &&
    parameters.every((each) => /^I[A-Z]\w*(<.*>)?$/.test(field(each, 'type')?.text ?? ''))
  );
}

/** The parameters of a type's only constructor, its primary one included. */
function constructorParameters(type: Node): Node | undefined {
  const primary = namedChildren(type).find((node) => node.type === 'parameter_list');
  const [only, ...others] = constructorsOf(type);
  if (primary !== undefined) return only === undefined ? primary : undefined;
  return only !== undefined && others.length === 0 ? field(only, 'parameters') : undefined;
}

function constructorsOf(type: Node): Node[] {
  const body = field(type, 'body');
  return body === undefined
    ? []
    : namedChildren(body).filter(
        (node) => node.type === 'constructor_declaration' && !/\bstatic\b[^(]*\(/.test(node.text),
      );
}

/**
 * The edits that take a client from an `IHttpClientFactory` that the constructor is given. The
 * client is still the call's own, so what is set on it stays. `undefined` where the code is static,
 * the client has a handler or an initializer of its own, or the file also makes such objects itself.
 */
export function injectFactory(file: SourceFile, use: ClientUse): SourceEdit[] | undefined {
  const type = enclosingType(use.creation);
  const name = type && field(type, 'name')?.text;
  if (type === undefined || name === undefined || !isInjected(file, type)) return undefined;
  if (use.hasHandler || initializerOf(use.creation) !== undefined) return undefined;
  if (isStatic(use.creation, type) || file.text.includes(`new ${name}(`)) return undefined;
  const client = (factory: string): SourceEdit =>
    replace(use.creation, `${factory}.CreateClient()`);
  const existing = existingFactory(type);
  if (existing !== undefined) return [client(existing)];
  const injection = injected(file, type, name);
  return (
    injection && [
      ...injection.edits,
      ...addUsings(file, ['System.Net.Http']),
      client(injection.name),
    ]
  );
}

function isStatic(creation: Node, type: Node): boolean {
  for (const node of ancestors(creation)) {
    if (node.id === type.id) return false;
    if (node.children.some((child) => child?.type === 'modifier' && child.text === 'static')) {
      return true;
    }
  }
  return false;
}

/** A field, a property or a primary constructor's parameter that holds a factory. */
function existingFactory(type: Node): string | undefined {
  const body = field(type, 'body');
  const primary = namedChildren(type).filter((node) => node.type === 'parameter_list');
  const members = (body === undefined ? [] : namedChildren(body)).filter((node) =>
    /^(field|property)_declaration$/.test(node.type),
  );
  const texts = [...primary, ...members].map(({ text }) => text);
  return texts
    .map((text) => /\bIHttpClientFactory\s+(\w+)/.exec(text)?.[1])
    .find((name) => name !== undefined);
}

interface Injection {
  readonly name: string;
  readonly edits: readonly SourceEdit[];
}

function injected(file: SourceFile, type: Node, typeName: string): Injection | undefined {
  const parameter = file.freeName('httpClientFactory', 'clientFactory');
  const given = `IHttpClientFactory ${parameter}`;
  const primary = namedChildren(type).find((node) => node.type === 'parameter_list');
  const [only, ...others] = constructorsOf(type);
  if (primary !== undefined) {
    return only === undefined ? { name: parameter, edits: [lastItem(primary, given)] } : undefined;
  }
  if (others.length > 0) return undefined;
  const isUnderscored = /\breadonly\s+[\w<>.?]+\s+_\w+/.test(type.text) || only === undefined;
  const name = isUnderscored ? file.freeName('_httpClientFactory') : parameter;
  const declaration = `private readonly IHttpClientFactory ${name};`;
  const assignment = `${name === parameter ? 'this.' : ''}${name} = ${parameter};`;
  if (only === undefined) {
    const constructor = `public ${typeName}(${given})\n{\n    ${assignment}\n}`;
    const hasMembers = namedChildren(field(type, 'body') ?? type).length > 0;
    const text = `${declaration}\n\n${constructor}${hasMembers ? '\n' : ''}`;
    return { name, edits: [addField(file, type, text)] };
  }
  const [list, body] = [field(only, 'parameters'), field(only, 'body')];
  if (list === undefined || body?.type !== 'block') return undefined;
  const initializer = namedChildren(only).find((node) => node.type === 'constructor_initializer');
  if (initializer?.text.replace(/\s/g, '').startsWith(':this') === true) return undefined;
  const edits = [addField(file, type, declaration), lastItem(list, given)];
  return { name, edits: [...edits, firstStatement(file, body, assignment)] };
}

/** Adds a statement at the head of a block, on a line of its own where the others have one. */
function firstStatement(file: SourceFile, block: Node, statement: string): SourceEdit {
  const [first] = namedChildren(block);
  const inside = file.text.slice(block.startIndex + 1, first?.startIndex ?? block.endIndex - 1);
  const outer = file.indentation(block.startIndex);
  if (first !== undefined) {
    const gap = inside.includes('\n') ? file.eol + file.indentation(first.startIndex) : ' ';
    return insert(first.startIndex, statement + gap);
  }
  const own = file.eol + outer;
  return inside.includes('\n') && inside.trim() === ''
    ? replace(block, `{${own}${file.indentUnit}${statement}${own}}`)
    : insert(block.startIndex + 1, ` ${statement}`);
}

function lastItem(list: Node, item: string): SourceEdit {
  const last = namedChildren(list).at(-1);
  return last === undefined
    ? insert(list.startIndex + 1, item)
    : insert(last.endIndex, `, ${item}`);
}
