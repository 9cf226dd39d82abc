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
  'src/cli': ['shared', 'bitcoin', 'capture', 'client'],
  'src/extension': ['shared', 'bitcoin', 'capture', 'client'],
  webview: ['shared', 'bitcoin'],
};
/** So that src/bitcoin can be published on its own: four files of shared and two packages go along. */
const alone = {
  'src/bitcoin': [
    {
      regex: '^(\\.\\./)+shared/(?!families$|text/(quantity|visible|bytesText)$)',
      message: 'Of shared, src/bitcoin takes families, quantity, visible and bytesText only.',
    },
    {
      regex: '^(?!\\.|bitcoinjs-lib$|@noble/hashes/|node:crypto$)',
      message: 'src/bitcoin depends on bitcoinjs-lib and @noble/hashes only.',
    },
  ],
};
const folders = ['shared', 'bitcoin', 'capture', 'helper', 'client', 'cli', 'extension', 'webview'];

function importRule(folder, allowed) {
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
  patterns.push(...(alone[folder] ?? []));
  const paths =
    own === 'extension' ? [] : [{ name: 'vscode', message: 'Only src/extension knows vscode.' }];
  return {
    files: [`${folder}/**/*.ts`],
    rules: { 'no-restricted-imports': ['error', { patterns, paths }] },
  };
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
  ...Object.entries(mayImport).map(([folder, allowed]) => importRule(folder, allowed)),
);
