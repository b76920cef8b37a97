import js from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

// The house has six rooms, and data walks through them once, in this order. A room may import from
// the rooms before it and from itself, never from one behind it.
const rooms = ['watch', 'recognize', 'measure', 'explain', 'remedy', 'present'];

/** For each room, a zone per room behind it, with what to do instead. */
const oneWay = rooms.flatMap((room, index) =>
  rooms.slice(index + 1).map((later) => ({
    target: `./src/${room}`,
    from: `./src/${later}`,
    message: `Data walks one way: '${room}' comes before '${later}'. Pass what you need in as an argument; src/extension.ts wires the rooms.`,
  })),
);

const doors = [
  {
    target: './src/!(extension.ts)/**',
    from: './src/extension.ts',
    message: 'Only VS Code imports extension.ts. Move what you need into its room.',
  },
  {
    target: './src',
    from: './media',
    message:
      'media is a leaf: nobody imports it. Shared types live in src/present/panel/protocol.ts.',
  },
  {
    target: ['./src', './media'],
    from: './test',
    message: 'Tests look at the product, never the other way round.',
  },
  {
    target: './media',
    from: ['./src/watch', './src/measure', './src/remedy', './src/extension.ts'],
    message:
      'The panel knows the protocol and the pure model only. The host sends the rest in a snapshot.',
  },
  {
    target: './src/measure',
    from: './src/watch',
    message: 'measure looks at the machine, not at the program output.',
  },
  {
    target: ['./src/!(probe)/**', './media'],
    from: './src/probe',
    message:
      'The probe is a leaf: it runs inside other programs. What both ends know lives in src/measure/probe/wire.ts.',
  },
  {
    target: './src/probe',
    from: './src',
    except: ['./probe', './measure/probe/wire.ts'],
    message:
      'The probe carries nothing of the house into other programs but the contract, src/measure/probe/wire.ts.',
  },
];

const noVscode = {
  name: 'vscode',
  message:
    'Only watch, present and extension.ts import vscode. Take a plain value as an argument instead.',
};
const noNode = {
  regex: '^(node:|fs$|path$|os$|child_process$|util$|crypto$|events$)',
  message: 'This room is pure: no Node. Time, text and tables come in as arguments.',
};
const noPackage = {
  regex: '^(?!node:|\\.)',
  message: 'The probe runs inside other programs: it has no dependency, only node:.',
};

export default tseslint.config(
  { ignores: ['dist/', 'out/', '.cache/', '.vscode-test/', 'test/fixtures/', 'test/workspaces/'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.mjs', 'test/*.mjs', 'test/*/*.mjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [
        createTypeScriptImportResolver({ project: ['src', 'media', 'test'] }),
      ],
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      'max-lines': ['error', { max: 400 }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/**/*.ts', 'media/**/*.ts'],
    rules: {
      'import-x/no-restricted-paths': [
        'error',
        { basePath: import.meta.dirname, zones: [...oneWay, ...doors] },
      ],
    },
  },
  {
    files: ['src/{recognize,explain}/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', { paths: [noVscode], patterns: [noNode] }],
      'no-restricted-globals': [
        'error',
        'process',
        'Buffer',
        'setTimeout',
        'setInterval',
        'console',
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'The time comes in as an argument.' },
        { object: 'Math', property: 'random', message: 'Randomness comes in as an argument.' },
      ],
    },
  },
  {
    files: ['src/{measure,remedy}/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [noVscode] }] },
  },
  {
    files: ['src/probe/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', { paths: [noVscode], patterns: [noPackage] }],
    },
  },
  {
    files: ['media/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [noVscode], patterns: [noNode] }] },
  },
  {
    files: ['test/**/*.{ts,mts}'],
    rules: {
      // Tests may pin down an optional value; a wrong guess fails the test, which is its job.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['**/*.{mjs,cjs}', 'test/**/*.{ts,mts}'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.mjs', 'test/bench/**/*.mts'],
    rules: { 'import-x/no-default-export': 'off' },
  },
  {
    files: ['**/*.mjs'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: {
      parserOptions: { projectService: false, project: false },
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        fetch: 'readonly',
        performance: 'readonly',
      },
    },
  },
  {
    // Loaded by programs that know no modules (node --require, and packages of the editor).
    files: ['**/*.cjs'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: {
      sourceType: 'commonjs',
      parserOptions: { projectService: false, project: false },
      globals: {
        process: 'readonly',
        console: 'readonly',
        setInterval: 'readonly',
        setTimeout: 'readonly',
      },
    },
    rules: {
      ...tseslint.configs.disableTypeChecked.rules,
      '@typescript-eslint/no-require-imports': 'off',
    },
  },
);
