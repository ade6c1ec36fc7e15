// @ts-check
import tseslint from 'typescript-eslint';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';

/** Folders of `src/` and the folders each may import from. Everything not listed is refused. */
const mayImport = {
  base: [],
  model: ['base'],
  net: ['base', 'model'],
  yandex: ['base', 'model', 'net'],
  gitlab: ['base', 'model', 'net'],
  ssh: ['base', 'model'],
  git: ['base', 'model'],
  terraform: ['base', 'model'],
  provision: ['base', 'model'],
  stores: ['base', 'model', 'provision'],
  host: ['base', 'model', 'stores'],
  commands: ['base', 'model', 'stores', 'provision', 'views', 'host'],
  views: ['base', 'model', 'stores', 'provision'],
  webviews: ['base', 'model', 'stores', 'provision', 'host'],
  sandbox: ['base'],
};
const folders = Object.keys(mayImport);

/** @type {Record<string, string[]>} what only some folders may import, by package */
const wall = Object.entries(mayImport).map(([folder, allowed]) => ({
  target: `./src/${folder}`,
  from: folders.filter((f) => f !== folder && !allowed.includes(f)).map((f) => `./src/${f}`),
  message: `src/${folder} may import only from: ${allowed.join(', ') || 'nothing'}.`,
}));

/** Only these files may import the editor's API. */
const editorFiles = [
  'src/extension.ts',
  'src/host/**',
  'src/views/treeView.ts',
  'src/commands/register.ts',
  'src/webviews/**/panel.ts',
  'test/host/**',
];

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'node_modules/', '.cache/', 'sample/', 'test/fixtures/'] },
  {
    files: ['src/**/*.{ts,tsx}', 'test/**/*.{ts,tsx}', 'bench/**/*.{ts,tsx}'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './tsconfig.app.json'] },
    },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createTypeScriptImportResolver({ project: 'tsconfig.json' })],
    },
    rules: {
      'import-x/no-default-export': 'error',
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-restricted-paths': ['error', { zones: wall }],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'vscode',
              message:
                'Only host/, views/treeView.ts, commands/register.ts and panel.ts files talk to the editor.',
            },
          ],
        },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      'no-console': 'error',
      eqeqeq: ['error', 'smart'],
    },
  },
  { files: editorFiles, rules: { 'no-restricted-imports': 'off' } },
  { files: ['src/sandbox/**', 'bench/**', 'test/host/index.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/base/abort.ts', 'src/sandbox/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "CallExpression[callee.property.name='addEventListener'][arguments.0.value='abort'][arguments.2.properties.0.key.name!='signal']",
          message: 'Use whenAborted of base/abort: it takes itself off and adds one listener only.',
        },
      ],
    },
  },
  { files: ['test/**'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
);
