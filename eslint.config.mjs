import { readdirSync } from 'node:fs';
import eslint from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/**
 * The direction of imports (ARCHITECTURE.md): a folder may import itself, what is listed for it,
 * and packages. `vscode` belongs to src/extension alone.
 */
const mayImport = {
  'src/shared': [],
  'src/bitcoin': ['shared'],
  'src/capture': ['shared', 'bitcoin'],
  'src/helper': ['shared'],
  'src/client': ['shared'],
  'src/fleet': ['shared', 'bitcoin', 'capture'],
  'src/cli': ['shared', 'bitcoin', 'capture', 'client', 'fleet'],
  'src/extension': ['shared', 'bitcoin', 'capture', 'client', 'fleet'],
  webview: ['shared', 'bitcoin'],
};
/** So that src/bitcoin can be published on its own: six files of shared and two packages go along. */
const alone = {
  'src/bitcoin': [
    {
      regex: '^(\\.\\./)+shared/(?!families$|text/(quantity|visible|quoted|bytesText|jsonBytes)$)',
      message:
        'Of shared, src/bitcoin takes families, quantity, visible, quoted, bytesText and jsonBytes only.',
    },
    {
      regex: '^(?!\\.|bitcoinjs-lib$|@noble/hashes/|node:crypto$)',
      message: 'src/bitcoin depends on bitcoinjs-lib and @noble/hashes only.',
    },
  ],
};
const folders = [
  'shared',
  'bitcoin',
  'capture',
  'helper',
  'client',
  'fleet',
  'cli',
  'extension',
  'webview',
];

/**
 * The rooms of a folder, the lowest first: a room may import itself and those before it. `.` is what
 * stands in the folder itself; where there is none, that is open to all (test/unit/imports.test.ts
 * finds cycles).
 */
const rooms = {
  'src/shared': ['text', 'frames', 'events', 'helper', 'errors', 'webview'],
  'src/capture': ['index', 'store', '.', 'pcap', 'sources', 'model', 'query', 'redact', 'export'],
  'src/fleet': ['wire', 'nats', 'agent', 'reader', 'peerObserver'],
  'src/extension': [
    'host',
    'captures',
    'views',
    'traffic',
    'peers',
    'filter',
    'inspector',
    'ladder',
    'monitor',
    'compactBlocks',
    'propagation',
    'fleet',
    'start',
    'setup',
    '.',
  ],
  webview: ['common', 'inspector', 'ladder', 'monitor', 'compactBlocks', 'propagation', 'peers'],
};
/** These throw errors of their own: the words depend on who is told. */
const wordless = ['src/capture/index', 'src/capture/store'];

/** Where there are no `{ ...{ a, b } }`, no nested ternaries and no getters that change something. */
const swept = ['{src,webview,test,scripts}/**/*.ts'];

function folderPatterns(folder) {
  const allowed = mayImport[folder];
  const own = folder.split('/').at(-1);
  const forbidden = folders.filter((name) => name !== own && !allowed.includes(name));
  const patterns = forbidden.map((name) => ({
    regex: `^(\\.\\./)+(src/)?${name}(/|$)`,
    message: `${folder} must not import ${name} (see ARCHITECTURE.md).`,
  }));
  if (own === 'helper')
    patterns.push({
      regex: '^(?!\\.{1,2}/|node:(events|fs|net|os|path)$)',
      message: 'What runs as root imports nothing but src/shared and these parts of Node.',
    });
  return [...patterns, ...(alone[folder] ?? [])];
}

function importRule(folder, files, patterns) {
  const paths =
    folder === 'src/extension'
      ? []
      : [{ name: 'vscode', message: 'Only src/extension knows vscode.' }];
  return { files, rules: { 'no-restricted-imports': ['error', { patterns, paths }] } };
}

/** The rule of a folder, and one for each of its rooms, which says what that says and more. */
function importRules(folder) {
  const patterns = folderPatterns(folder);
  const order = rooms[folder] ?? [];
  const entries = order.length === 0 ? [] : readdirSync(folder, { withFileTypes: true });
  for (const entry of entries)
    if (entry.isDirectory() && !order.includes(entry.name))
      throw new Error(`${folder}/${entry.name} has no place among the rooms in eslint.config.mjs`);
  return [
    importRule(folder, [`${folder}/**/*.ts`], patterns),
    ...order.map((room, i) => {
      const files = room === '.' ? [`${folder}/*.ts`] : [`${folder}/${room}/**/*.ts`];
      const above = order.slice(i + 1).map((name) => aboveRoom(folder, room, name));
      return importRule(folder, files, [...patterns, ...above, ...errorWords(`${folder}/${room}`)]);
    }),
  ];
}

function aboveRoom(folder, room, name) {
  const path = name === '.' ? '[^/]+$' : `${name}/`;
  // src/extension/fleet is called as src/fleet is, which is two levels up.
  const up = folders.includes(name) ? '\\.\\./' : '(\\.\\./)+';
  return {
    regex: room === '.' ? `^\\./${path}` : `^${up}${path}`,
    message: `The order of the rooms of ${folder} is ${rooms[folder].join(', ')}: ${name} comes after ${room}.`,
  };
}

function errorWords(room) {
  if (!wordless.includes(room)) return [];
  const message = `${room} throws errors of its own, which src/capture/capture.ts or a view words.`;
  return [{ regex: '/shared/errors/', message }];
}

export default tseslint.config(
  { ignores: ['dist/', 'build/', 'node_modules/', '.cache/', 'test-results/'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Kinds arrive as numbers from a frame.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-unused-expressions': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    languageOptions: { globals: globals.node },
  },
  {
    files: swept,
    rules: {
      'no-nested-ternary': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ObjectExpression > SpreadElement > ObjectExpression',
          message: 'Name the properties one by one.',
        },
        {
          selector:
            '[kind="get"] :matches(AssignmentExpression[operator!="??="][left.type="MemberExpression"], UpdateExpression[argument.type="MemberExpression"])',
          message: 'A getter only looks, or keeps what it found (??=): make it a method.',
        },
      ],
    },
  },
  ...Object.keys(mayImport).flatMap(importRules),
);
