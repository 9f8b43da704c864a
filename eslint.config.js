import js from '@eslint/js'
import { defineConfig } from 'eslint/config'
import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import tseslint from 'typescript-eslint'
import { colour, colourMessage, house } from './scripts/lib/house-rules.mjs'

// The rules of the house (CONTRIBUTING.md), as far as a linter can see them. A later block replaces
// the options of a rule that an earlier one has set, so each block lists all that holds for its files.

const electron = {
  from: '^electron(/|$)|^electron-store$',
  message: 'Only src/main/shell and the composition (src/main/index.ts, app.ts) import Electron.',
}
const sdk = {
  from: '^@databricks/',
  message: 'Only src/main/databricks imports the Databricks SDK.',
}
const keytar = {
  from: '^(@github/)?keytar$',
  message: 'Only src/main/connections/keychain.ts imports the keychain library.',
}
const main = { from: '(^|/)main/', message: 'This layer does not import the main process.' }
const renderer = { from: '(^|/)renderer/', message: 'This layer does not import the page.' }
const preload = { from: '(^|/)preload/', message: 'This layer does not import the bridge.' }
const node = { from: '^node:', message: 'This layer has no Node.' }
const shell = {
  from: '(^|/)shell/',
  message: 'Services know nothing of the shell: take what is needed as an argument.',
}
const contract = {
  from: '(^|/)shared/(ipc|contract|channels)\\.ts$',
  message: 'Services know nothing of IPC: the shell maps calls to their methods.',
}
const notZod = { from: '^(?!\\.\\.?/|zod$)', message: 'src/shared imports nothing but zod.' }

const layers = (...forbidden) => ({ 'house/layers': ['error', forbidden] })
const syntax = (...forbidden) => ({ 'no-restricted-syntax': ['error', ...forbidden] })

const defaultExport = { selector: 'ExportDefaultDeclaration', message: 'Exports have names.' }
const enumeration = { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' }
const barrel = {
  selector: 'ExportAllDeclaration',
  message: 'Import from the file that has it, not through another.',
}
const everywhere = [defaultExport, enumeration, barrel]
const clock = [
  "CallExpression[callee.object.name='Date'][callee.property.name='now']",
  "NewExpression[callee.name='Date'][arguments.length=0]",
  "CallExpression[callee.name='Date']",
].map((selector) => ({
  selector,
  message: 'Take a clock as an argument, so that tests can steer it.',
}))
const rawIpc = {
  selector: 'Identifier[name=/^ipc(Main|Renderer)$/]',
  message: 'Raw IPC belongs to src/main/shell/ipc-host.ts and src/preload/index.ts only.',
}
const colours = (...selectors) =>
  selectors.map((selector) => ({
    selector: `${selector}=/${colour.replaceAll('/', '\\/')}/]`,
    message: colourMessage,
  }))
const colourInScript = colours('Literal[value', 'TemplateElement[value.raw')

const typescript = ['**/*.ts', '**/*.vue']

export default defineConfig(
  { ignores: ['out/', 'dist/', 'node_modules/', 'test-results/', '.vitest/'] },
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { house },
  },
  {
    files: ['**/*.{js,mjs,cjs,ts,vue}'],
    extends: [js.configs.recommended],
    rules: { 'house/reason-to-disable': 'error' },
  },
  { files: typescript, extends: [tseslint.configs.strict, tseslint.configs.stylistic] },
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      'vue/multi-word-component-names': 'off',
      'vue/require-default-prop': 'off',
      'vue/no-v-html': 'error',
      'vue/no-restricted-syntax': [
        'error',
        ...colours('VLiteral[value', 'Literal[value', 'TemplateElement[value.raw'),
      ],
      'house/no-colour-in-style': 'error',
    },
  },
  { files: ['src/renderer/**/*.css'], processor: 'house/style-sheet' },
  {
    files: typescript,
    rules: {
      'no-undef': 'off',
      'no-unused-vars': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports' },
      ],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      'no-console': 'error',
      'house/explicit-extension': 'error',
      ...syntax(...everywhere),
    },
  },
  {
    files: ['src/shared/**/*.ts'],
    rules: { ...layers(notZod, main, renderer, preload), ...syntax(...everywhere, ...clock) },
  },
  {
    files: ['src/preload/**/*.ts'],
    rules: {
      ...layers(electron, sdk, keytar, main, renderer, node),
      ...syntax(...everywhere, ...clock, rawIpc),
    },
  },
  {
    files: ['src/preload/index.ts'],
    rules: {
      ...layers({ ...electron, from: '^electron(/|-store$)' }, sdk, keytar, main, renderer, node),
      ...syntax(...everywhere, ...clock),
    },
  },
  {
    files: ['src/renderer/**/*.{ts,vue}'],
    languageOptions: { globals: globals.browser },
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex:
                'shared/(catalog|configuration|configuration-preview|connection|contract|export|ipc|log|network|schemas|selection-set|session|settings)\\.ts$',
              allowTypeImports: true,
              message:
                'The page does without the schema library: import types, or a file without schemas.',
            },
          ],
        },
      ],
      ...layers(electron, sdk, keytar, main, preload, node),
      ...syntax(...everywhere, rawIpc, ...colourInScript),
    },
  },
  { files: ['src/renderer/theme.ts'], rules: syntax(...everywhere, rawIpc) },
  {
    files: ['src/main/**/*.ts'],
    rules: {
      ...layers(electron, sdk, keytar, renderer, preload, shell, contract),
      ...syntax(...everywhere, ...clock, rawIpc),
    },
  },
  {
    files: ['src/main/databricks/**/*.ts'],
    rules: layers(electron, keytar, renderer, preload, shell, contract),
  },
  {
    files: ['src/main/connections/keychain.ts'],
    rules: layers(electron, sdk, renderer, preload, shell, contract),
  },
  {
    files: ['src/main/shell/**/*.ts', 'src/main/index.ts', 'src/main/app.ts'],
    rules: layers(sdk, keytar, renderer, preload),
  },
  { files: ['src/main/shell/ipc-host.ts'], rules: syntax(...everywhere, ...clock) },
  {
    files: ['scripts/**', 'tests/**', '*.config.{js,ts}', 'src/main/demo/main.ts'],
    languageOptions: { globals: globals.node },
    rules: { 'no-console': 'off' },
  },
  {
    files: ['tests/**'],
    // A test that meets the undefined it did not expect fails, which is what it is for.
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  { files: ['*.config.{js,ts}'], rules: syntax(enumeration, barrel) },
  prettier,
)
