import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as TreeSitter from '@vscode/tree-sitter-wasm';

/** The parts of the Tree-sitter runtime that are made per grammar. */
export interface Grammar {
  readonly language: TreeSitter.Language;
  readonly parser: TreeSitter.Parser;
  readonly query: (source: string) => TreeSitter.Query;
}

/** Loads the runtime and grammars on demand, each once; `load` rejects with the loader's error. */
export interface GrammarShelf {
  readonly load: (name: string) => Promise<Grammar>;
  readonly dispose: () => void;
}

/**
 * A shelf over the folder that holds `tree-sitter.js`, `tree-sitter.wasm` and
 * `tree-sitter-<name>.wasm`. The runtime is required by path, so that it stays out of the bundle.
 */
export function openGrammarShelf(grammarsDir: string): GrammarShelf {
  let runtime: Promise<typeof TreeSitter> | undefined;
  const grammars = new Map<string, Promise<Grammar>>();
  const owned: { delete: () => void }[] = [];

  const start = async (): Promise<typeof TreeSitter> => {
    const path = join(grammarsDir, 'tree-sitter.js');
    const module = createRequire(path)(path) as typeof TreeSitter;
    await module.Parser.init({ locateFile: (file) => join(grammarsDir, file) });
    return module;
  };

  const open = async (name: string): Promise<Grammar> => {
    runtime ??= start();
    const { Language, Parser, Query } = await runtime;
    const language = await Language.load(join(grammarsDir, `tree-sitter-${name}.wasm`));
    const parser = new Parser().setLanguage(language);
    owned.push(parser);
    const queries = new Map<string, TreeSitter.Query>();
    const query = (source: string): TreeSitter.Query => {
      let compiled = queries.get(source);
      if (compiled === undefined) {
        compiled = new Query(language, source);
        queries.set(source, compiled);
        owned.push(compiled);
      }
      return compiled;
    };
    return { language, parser, query };
  };

  return {
    load: (name) => {
      let grammar = grammars.get(name);
      if (grammar === undefined) {
        grammar = open(name);
        grammars.set(name, grammar);
      }
      return grammar;
    },
    dispose: () => {
      for (const resource of owned.splice(0)) resource.delete();
      grammars.clear();
    },
  };
}
