import { fileURLToPath } from 'node:url'
import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'

const cwd = fileURLToPath(new URL('../../..', import.meta.url))
const eslint = new ESLint({ cwd })

/** Rules that text breaks if it stood in that file; variables nobody uses do not count. */
async function broken(filePath: string, text: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(text, { filePath: `${cwd}/${filePath}` })
  return (result?.messages ?? [])
    .filter(({ ruleId }) => !ruleId?.endsWith('no-unused-vars'))
    .map(({ ruleId, fatal, message }) => (fatal ? message : ruleId))
}

const uses = (module: string) => `import { thing } from '${module}'\nthing()\n`

describe('imports between layers', () => {
  it.each([
    ['src/shared/job.ts', '../main/services.ts'],
    ['src/shared/job.ts', '../renderer/theme.ts'],
    ['src/shared/job.ts', '../preload/bridge.ts'],
    ['src/shared/job.ts', 'node:fs'],
    ['src/shared/job.ts', 'electron'],
    ['src/shared/job.ts', 'vue'],
    ['src/preload/bridge.ts', '../main/services.ts'],
    ['src/preload/bridge.ts', 'electron'],
    ['src/preload/index.ts', 'electron-store'],
    ['src/preload/index.ts', '../renderer/desktop.ts'],
    ['src/preload/index.ts', 'node:fs'],
    ['src/renderer/stores/jobs.ts', '../../main/services.ts'],
    ['src/renderer/stores/jobs.ts', '../../preload/bridge.ts'],
    ['src/renderer/stores/jobs.ts', 'electron'],
    ['src/renderer/stores/jobs.ts', 'node:fs'],
    ['src/main/exports/service.ts', 'electron'],
    ['src/main/exports/service.ts', 'electron/main'],
    ['src/main/exports/service.ts', 'electron-store'],
    ['src/main/exports/service.ts', '@databricks/sdk-experimental'],
    ['src/main/exports/service.ts', '@databricks/sdk-experimental/dist/index.js'],
    ['src/main/exports/service.ts', 'keytar'],
    ['src/main/exports/service.ts', '../../renderer/theme.ts'],
    ['src/main/exports/service.ts', '../../preload/bridge.ts'],
    ['src/main/exports/service.ts', '../shell/state-file.ts'],
    ['src/main/exports/service.ts', '../../shared/ipc.ts'],
    ['src/main/databricks/jobs.ts', 'keytar'],
    ['src/main/databricks/jobs.ts', 'electron'],
    ['src/main/connections/keychain.ts', '@databricks/sdk-experimental'],
    ['src/main/connections/keychain.ts', 'electron'],
    ['src/main/connections/service.ts', 'keytar'],
    ['src/main/shell/tray.ts', 'keytar'],
    ['src/main/shell/tray.ts', '@databricks/sdk-experimental'],
    ['src/main/index.ts', '../renderer/theme.ts'],
  ])('%s does not import %s', async (file, module) => {
    expect(await broken(file, uses(module))).toEqual(['house/layers'])
  })

  it.each([
    ['src/shared/job.ts', 'zod'],
    ['src/shared/job.ts', './errors.ts'],
    ['src/preload/index.ts', 'electron'],
    ['src/preload/bridge.ts', '../shared/channels.ts'],
    ['src/renderer/stores/jobs.ts', '../../shared/errors.ts'],
    ['src/renderer/stores/jobs.ts', '../../shared/no-filters.ts'],
    ['src/renderer/stores/jobs.ts', 'vue'],
    ['src/main/exports/service.ts', '../../shared/export.ts'],
    ['src/main/exports/service.ts', '../catalog/service.ts'],
    ['src/main/exports/service.ts', 'node:fs'],
    ['src/main/databricks/jobs.ts', '@databricks/sdk-experimental/dist/index.js'],
    ['src/main/connections/keychain.ts', 'keytar'],
    ['src/main/shell/tray.ts', 'electron'],
    ['src/main/shell/state-file.ts', 'electron-store'],
    ['src/main/shell/handlers.ts', '../../shared/ipc.ts'],
    ['src/main/index.ts', 'electron'],
    ['src/main/index.ts', './shell/tray.ts'],
    ['tests/unit/main/services.test.ts', '../../../src/main/services.ts'],
  ])('%s may import %s', async (file, module) => {
    expect(await broken(file, uses(module))).toEqual([])
  })

  it.each([
    "import electron from 'electron'\nelectron.quit()\n",
    "import * as electron from 'electron'\nelectron.quit()\n",
    "import type { App } from 'electron'\nexport type Own = App\n",
    "import 'electron'\n",
    "export const load = () => import('electron')\n",
    "export { app } from 'electron'\n",
  ])('count in whatever form: %s', async (text) => {
    expect(await broken('src/main/exports/service.ts', text)).toEqual(['house/layers'])
  })

  it('hold in components too', async () => {
    const text = `<script setup lang="ts">\n${uses('../../main/services.ts')}</script>\n`
    expect(await broken('src/renderer/pages/Page.vue', text)).toEqual(['house/layers'])
  })

  it('name the file with its extension', async () => {
    const file = 'src/main/exports/service.ts'
    expect(await broken(file, uses('../catalog/service'))).toEqual(['house/explicit-extension'])
    expect(await broken(file, uses('./poller.ts'))).toEqual([])
    expect(await broken('src/renderer/main.ts', "import './styles/global.css'\n")).toEqual([])
  })
})

describe('raw IPC', () => {
  const main = "import { ipcMain } from 'electron'\nipcMain.removeHandler('call')\n"
  const page = "import { ipcRenderer } from 'electron'\nipcRenderer.send('call')\n"

  it('belongs to the host and to the bridge', async () => {
    expect(await broken('src/main/shell/ipc-host.ts', main)).toEqual([])
    expect(await broken('src/preload/index.ts', page)).toEqual([])
  })

  it.each(['src/main/shell/tray.ts', 'src/main/index.ts'])('is not for %s', async (file) => {
    expect(await broken(file, main)).toContain('no-restricted-syntax')
    const roundabout = "import electron from 'electron'\nelectron.ipcMain.removeHandler('call')\n"
    expect(await broken(file, roundabout)).toEqual(['no-restricted-syntax'])
  })
})

describe('the clock', () => {
  it.each(['Date.now()', 'new Date()', 'Date()'])('is not read with %s', async (reading) => {
    const text = `export const at = ${reading}\n`
    for (const file of [
      'src/main/exports/service.ts',
      'src/shared/export.ts',
      'src/main/index.ts',
    ]) {
      expect(await broken(file, text)).toEqual(['no-restricted-syntax'])
    }
  })

  it('is handed over, and dates are made of what it says', async () => {
    const text = 'export const clock = Date.now\nexport const at = (ms: number) => new Date(ms)\n'
    expect(await broken('src/main/index.ts', text)).toEqual([])
  })
})

describe('colours', () => {
  const rule = 'no-restricted-syntax'
  it.each([
    "'#fff'",
    "'#FF3621'",
    "'1px solid #ff362180'",
    "'rgba(0, 0, 0, 0.5)'",
    '`hsl(${hue} 1% 1%)`',
  ])('are not named in scripts of the page: %s', async (value) => {
    const text = `const hue = 1\nexport const value = [hue, ${value}]\n`
    expect(await broken('src/renderer/components/color.ts', text)).toEqual([rule])
    expect(await broken('src/renderer/theme.ts', text)).toEqual([])
  })

  it.each(["'#section-2'", "'job #12'", "'&#123;'", "'var(--text)'", "'#/workflows'", "'hsluv'"])(
    'are not everything with a hash: %s',
    async (value) => {
      expect(await broken('src/renderer/links.ts', `export const value = ${value}\n`)).toEqual([])
    },
  )

  const vueFile = (parts: { template?: string; style?: string }) =>
    `<template>\n  ${parts.template ?? '<div />'}\n</template>\n\n<style scoped>\n${parts.style ?? ''}\n</style>\n`

  it.each([
    'a { color: #fff; }',
    'a { background: linear-gradient(90deg, var(--a), #00000080); }',
    'a { color: rgb(0 0 0 / 50%); }',
    'a { border: 1px solid white; }',
    'a { fill: oklch(50% 0.1 20); }',
  ])('are not named in styles: %s', async (style) => {
    const file = 'src/renderer/components/Thing.vue'
    expect(await broken(file, vueFile({ style }))).toEqual(['house/no-colour-in-style'])
    expect(await broken('src/renderer/styles/global.css', style)).toEqual(['house/style-sheet'])
  })

  it.each([
    'a { color: var(--text); }',
    'a { background: color-mix(in srgb, var(--control) 55%, transparent); }',
    '#app { white-space: nowrap; color: currentcolor; }',
    '.red { color: var(--red); }',
    '/* as in #123 */ a { transition: color 1s; }',
  ])('are tokens in styles: %s', async (style) => {
    expect(await broken('src/renderer/components/Thing.vue', vueFile({ style }))).toEqual([])
    expect(await broken('src/renderer/styles/global.css', style)).toEqual([])
  })

  it.each([
    '<i style="color: #fff" />',
    '<i :style="{ color: \'#fff\' }" />',
    '<i stroke="#ff3621" />',
  ])('are not named in templates: %s', async (template) => {
    const file = 'src/renderer/components/Thing.vue'
    expect(await broken(file, vueFile({ template }))).toContain('vue/no-restricted-syntax')
  })

  it('are told with the place they are at', async () => {
    const text = 'a {\n  margin: 0;\n  color: #fff;\n}\n'
    const [result] = await eslint.lintText(text, { filePath: `${cwd}/src/renderer/styles/a.css` })
    expect(result?.messages).toMatchObject([{ line: 3, column: 10, severity: 2 }])
  })
})

describe('the language', () => {
  const files = ['src/shared/a.ts', 'src/main/exports/a.ts', 'src/renderer/a.ts', 'tests/unit/a.ts']

  it.each([
    [
      'default exports',
      'export default function thing() {\n  return 1\n}\n',
      'no-restricted-syntax',
    ],
    ['enums', 'export enum Kind {\n  Job,\n}\n', 'no-restricted-syntax'],
    ['barrels', "export * from './errors.ts'\n", 'no-restricted-syntax'],
    ['any', 'export const value: any = 1\n', '@typescript-eslint/no-explicit-any'],
    [
      'exceptions without a reason',
      '// eslint-disable-next-line @typescript-eslint/no-explicit-any\nexport const value: any = 1\n',
      'house/reason-to-disable',
    ],
    [
      'exceptions that are none',
      '// eslint-disable-next-line no-console -- it was one\nexport const value = 1\n',
      null,
    ],
  ])('has no %s', async (_what, text, rule) => {
    for (const file of files) expect(await broken(file, text)).toEqual([rule])
  })

  it('has exceptions with a reason', async () => {
    const rule = '@typescript-eslint/no-explicit-any'
    const text = `// eslint-disable-next-line ${rule} -- the library wants it\nexport const value: any = 1\n`
    for (const file of files) expect(await broken(file, text)).toEqual([])
  })

  it('asserts that something is there only in tests', async () => {
    const text = 'export const first = (list: string[]): string => list[0]!\n'
    const rule = '@typescript-eslint/no-non-null-assertion'
    expect(await broken('src/main/exports/a.ts', text)).toEqual([rule])
    expect(await broken('src/renderer/a.ts', text)).toEqual([rule])
    expect(await broken('tests/unit/a.test.ts', text)).toEqual([])
  })

  it('exports a default where a tool asks for it', async () => {
    const text = 'export default { value: 1 }\n'
    expect(await broken('vitest.config.ts', text)).toEqual([])
    expect(await broken('eslint.config.js', text)).toEqual([])
  })

  it('puts no HTML into the page', async () => {
    const text = '<template>\n  <p v-html="text" />\n</template>\n'
    expect(await broken('src/renderer/components/Thing.vue', text)).toContain('vue/no-v-html')
  })

  it('speaks to a terminal from scripts and tests only', async () => {
    const text = "console.log('here')\n"
    expect(await broken('src/main/exports/a.ts', text)).toEqual(['no-console'])
    expect(await broken('scripts/a.ts', text)).toEqual([])
  })
})

describe('the schema library and the page', () => {
  it('a schema file is for types only', async () => {
    const file = 'src/renderer/stores/jobs.ts'
    expect(await broken(file, uses('../../shared/catalog.ts'))).toEqual([
      '@typescript-eslint/no-restricted-imports',
    ])
    const type =
      "import type { Kind } from '../../shared/catalog.ts'\nexport const kind: Kind = 'workflow'\n"
    expect(await broken(file, type)).toEqual([])
  })
})
