import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import tseslint from 'typescript-eslint'

// The rules of the house (CONTRIBUTING.md), as far as a linter can see them.

const electron = {
  group: ['electron', 'electron/*', 'electron-store'],
  message: 'Only src/main/shell and src/main/index.ts import Electron.',
}
const sdk = {
  group: ['@databricks/*'],
  message: 'Only src/main/databricks imports the Databricks SDK.',
}
const keytar = {
  group: ['keytar', '@github/keytar'],
  message: 'Only src/main/connections/keychain.ts imports the keychain library.',
}
const main = { regex: '(^|/)main/', message: 'This layer does not import the main process.' }
const renderer = { regex: '(^|/)renderer/', message: 'This layer does not import the page.' }
const preload = { regex: '(^|/)preload/', message: 'This layer does not import the bridge.' }
const node = { regex: '^node:', message: 'This layer has no Node.' }
const rawIpc = {
  name: 'electron',
  importNames: ['ipcMain', 'ipcRenderer'],
  message: 'Raw IPC belongs to src/main/shell/ipc-host.ts and src/preload/index.ts only.',
}

const restrictImports = (patterns, paths = []) => ({
  'no-restricted-imports': ['error', { patterns, paths }],
})

const colour = '(^|[^&\\w])#([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\\b|\\b(rgb|hsl)a?\\('
const colourMessage = 'Colours are tokens of src/renderer/theme.ts; nothing else names one.'

/** Colours in the styles of a component, which the rules for scripts do not see. */
const house = {
  rules: {
    'no-colour-in-style': {
      meta: { type: 'problem', schema: [] },
      create(context) {
        return {
          Program() {
            const text = context.sourceCode.getText()
            const pattern = new RegExp(colour, 'g')
            for (const style of text.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)) {
              for (const found of style[0].matchAll(pattern)) {
                const start = style.index + found.index
                context.report({
                  loc: context.sourceCode.getLocFromIndex(start),
                  message: colourMessage,
                })
              }
            }
          },
        }
      },
    },
  },
}

const typescript = ['**/*.ts', '**/*.vue']

export default tseslint.config(
  { ignores: ['out/', 'dist/', 'node_modules/', 'test-results/'] },
  js.configs.recommended,
  { files: typescript, extends: [tseslint.configs.strict, tseslint.configs.stylistic] },
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    plugins: { house },
    rules: {
      'vue/multi-word-component-names': 'off',
      'vue/require-default-prop': 'off',
      'house/no-colour-in-style': 'error',
    },
  },
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
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Exports have names.' },
        { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' },
      ],
    },
  },
  {
    files: ['src/shared/**/*.ts'],
    rules: restrictImports([electron, sdk, keytar, main, renderer, preload, node]),
  },
  {
    files: ['src/preload/**/*.ts'],
    rules: restrictImports([
      { group: ['electron/*', 'electron-store'], message: electron.message },
      sdk,
      keytar,
      main,
      renderer,
      node,
    ]),
  },
  {
    files: ['src/preload/**/*.ts'],
    ignores: ['src/preload/index.ts'],
    rules: restrictImports([electron, sdk, keytar, main, renderer, node]),
  },
  {
    files: ['src/renderer/**/*.{ts,vue}'],
    languageOptions: { globals: globals.browser },
    rules: {
      ...restrictImports([electron, sdk, keytar, main, preload, node]),
      'no-restricted-syntax': [
        'error',
        { selector: `Literal[value=/${colour.replaceAll('/', '\\/')}/]`, message: colourMessage },
        {
          selector: `TemplateElement[value.raw=/${colour.replaceAll('/', '\\/')}/]`,
          message: colourMessage,
        },
      ],
    },
  },
  { files: ['src/renderer/theme.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['src/main/**/*.ts'],
    rules: {
      ...restrictImports([electron, sdk, keytar, renderer, preload]),
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Exports have names.' },
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'Take a clock as an argument, so that tests can steer it.',
        },
      ],
    },
  },
  {
    files: ['src/main/databricks/**/*.ts'],
    rules: restrictImports([electron, keytar, renderer, preload]),
  },
  {
    files: ['src/main/connections/keychain.ts'],
    rules: restrictImports([electron, sdk, renderer, preload]),
  },
  {
    files: ['src/main/shell/**/*.ts', 'src/main/index.ts'],
    rules: restrictImports([sdk, keytar, renderer, preload], [rawIpc]),
  },
  {
    files: ['src/main/shell/ipc-host.ts'],
    rules: restrictImports([sdk, keytar, renderer, preload]),
  },
  {
    files: ['scripts/**', 'tests/**', '*.config.{js,ts}', 'src/main/demo/main.ts'],
    languageOptions: { globals: globals.node },
    rules: { 'no-console': 'off' },
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  prettier,
)
