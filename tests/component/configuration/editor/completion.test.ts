import { CompletionContext } from '@codemirror/autocomplete'
import type { Completion, CompletionResult } from '@codemirror/autocomplete'
import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { afterEach, describe, expect, it } from 'vitest'
import { completeYaml } from '../../../../src/renderer/components/configuration/editor/completion.ts'
import { explainAt } from '../../../../src/renderer/components/configuration/editor/hover.ts'
import type { Lookup } from '../../../../src/renderer/components/configuration/editor/lookup.ts'
import type { CatalogItem } from '../../../../src/shared/catalog.ts'
import type { DocumentKind } from '../../../../src/shared/configuration.ts'
import { fakePipelines, fakeWorkflows } from '../../support/fake-items.ts'

const workflow: CatalogItem = {
  ...fakeItem('workflow'),
  name: 'daily "load"',
  id: '810105583362026',
}
const pipeline: CatalogItem = {
  ...fakeItem('pipeline'),
  name: 'gold',
  id: 'd4623163-fa76-4fb3-a117-663851c9f32f',
}

function fakeItem(kind: 'workflow' | 'pipeline'): CatalogItem {
  const [item] = kind === 'workflow' ? fakeWorkflows(1) : fakePipelines(1)
  if (item === undefined) throw new Error('no item')
  return item
}

const lookup: Lookup = {
  items: (kind) => Promise.resolve([kind === 'workflow' ? workflow : pipeline]),
  item: (_kind, id) => Promise.resolve([workflow, pipeline].find((one) => one.id === id) ?? null),
  folders: (path) => Promise.resolve(path === '/Workspace' ? ['Shared', 'Users'] : []),
}

let view: EditorView

afterEach(() => view.destroy())

/** What is offered at “▮”. */
async function offered(
  marked: string,
  document: DocumentKind = 'main',
  using = lookup,
): Promise<CompletionResult | null> {
  const at = marked.indexOf('▮')
  const state = EditorState.create({ doc: marked.replace('▮', ''), selection: { anchor: at } })
  view = new EditorView({ state, parent: window.document.body })
  return completeYaml(document, using)(new CompletionContext(state, at, true, view))
}

const labels = (result: CompletionResult | null) => result?.options.map(({ label }) => label) ?? []

function choose(result: CompletionResult | null, label: string): string {
  const option = result?.options.find((one) => one.label === label)
  if (!result || !option) throw new Error(`“${label}” is not offered`)
  const { from } = result
  const to = view.state.selection.main.head
  const { apply } = option
  if (typeof apply === 'function') apply(view, option, from, to)
  else view.dispatch({ changes: { from, to, insert: apply ?? option.label } })
  return view.state.doc.toString()
}

describe('completing', () => {
  it('offers the sections that are not there yet', async () => {
    expect(labels(await offered('workflows: []\n▮'))).toEqual([
      'initial_variables',
      'global_settings',
      'spark_conf_key_replacements',
      'path_replacement',
      'value_replacements',
      'pipelines',
    ])
    expect(labels(await offered('▮', 'app'))).toEqual(['export-job'])
  })

  it('offers the keys that an item does not have, with what they are for', async () => {
    const result = await offered('workflows:\n  - job_name: a\n    ▮\n    is_active: true')
    expect(labels(result)).toEqual(['job_id', 'is_existing', 'export_libraries'])
    const info = result?.options[1]?.info as (completion: Completion) => HTMLElement
    expect(info({ label: '' }).textContent).toMatch(
      /Bind to the job.*Left out.*false.*Example.*true/,
    )
    expect(choose(result, 'is_existing')).toContain('    is_existing: \n')
  })

  it('puts the cursor between the quotes of a text, and below the key of a section', async () => {
    choose(await offered('initial_variables:\n  ▮'), 'v_start_path')
    expect(view.state.sliceDoc(0, view.state.selection.main.head)).toMatch(/v_start_path: "$/)
    expect(choose(await offered('▮'), 'global_settings')).toBe('global_settings:\n  ')
  })

  it('leaves a colon that is there alone', async () => {
    expect(choose(await offered('workflows:\n  - is_▮: true'), 'is_active')).toBe(
      'workflows:\n  - is_active: true',
    )
  })

  it('offers true and false for a switch', async () => {
    expect(labels(await offered('global_settings:\n  export_libraries: ▮'))).toEqual([
      'true',
      'false',
    ])
  })

  it('writes the id beside a chosen name, where it stands or on a line of its own', async () => {
    const there = await offered('workflows:\n  - job_id: 1 # old\n    job_name: da▮')
    expect(choose(there, 'daily "load"')).toBe(
      'workflows:\n  - job_id: 810105583362026 # old\n    job_name: "daily \\"load\\""',
    )
    const missing = await offered('workflows:\n  - job_name: "da▮"\n    is_active: true')
    expect(choose(missing, 'daily "load"')).toBe(
      'workflows:\n  - job_name: "daily \\"load\\""\n    job_id: 810105583362026\n    is_active: true',
    )
  })

  it('writes the name beside a chosen id', async () => {
    const result = await offered('pipelines:\n  - pipeline_name: x\n    pipeline_id: ▮')
    expect(choose(result, pipeline.id)).toBe(
      `pipelines:\n  - pipeline_name: "gold"\n    pipeline_id: "${pipeline.id}"`,
    )
    expect(choose(await offered('export-job:\n  job_id: ▮', 'app'), workflow.id)).toBe(
      `export-job:\n  job_id: ${workflow.id}\n  job_name: "daily \\"load\\""`,
    )
  })

  it('offers a new item to fill in, and whole items of the catalog', async () => {
    const result = await offered('workflows:\n  ▮')
    expect(labels(result)).toEqual(['New workflow', 'daily "load"'])
    expect(choose(result, 'New workflow')).toBe(
      'workflows:\n  - job_name: ""\n    job_id: \n    is_existing: true\n    is_active: true\n    export_libraries: true\n  ',
    )
    expect(choose(await offered('workflows:\n  - ▮'), 'daily "load"')).toBe(
      'workflows:\n  - job_name: "daily \\"load\\""\n    job_id: 810105583362026\n    is_existing: true\n    is_active: true\n    export_libraries: true',
    )
  })

  it('offers the variables of the file in a placeholder', async () => {
    const result = await offered(
      'initial_variables:\n  v_start_path: "/a" # why\n  v_b: 1\nx: "{v▮"\ny: v_no: 1',
    )
    expect(result?.options.map(({ label, detail }) => [label, detail])).toEqual([
      ['v_start_path', '"/a"'],
      ['v_b', '1'],
    ])
    expect(choose(result, 'v_b')).toContain('x: "{v_b}"')
  })

  it('offers folders of the workspace in a path', async () => {
    const result = await offered('initial_variables:\n  v_start_path: "/Workspace/Sh▮"')
    expect(labels(result)).toEqual(['Shared', 'Users'])
    expect(choose(result, 'Shared')).toContain('"/Workspace/Shared"')
  })

  it.each([
    ['in a comment', '# wor▮'],
    ['for a value that can be anything', 'value_replacements:\n  old: n▮'],
    ['in a section that it does not know', 'x_team:\n  a▮'],
  ])('offers nothing %s', async (_, text) => {
    expect(await offered(text)).toBeNull()
  })

  it('offers nothing while the catalog gives no answer', async () => {
    const silent = { ...lookup, items: () => Promise.reject(new Error('not connected')) }
    expect(await offered('workflows:\n  - job_id: ▮', 'main', silent)).toBeNull()
  })
})

describe('explaining', () => {
  const opened: string[] = []
  const options = {
    document: 'main' as const,
    lookup,
    host: () => 'https://adb-1.azuredatabricks.net',
    openLink: (url: string) => void opened.push(url),
  }

  async function explained(marked: string): Promise<HTMLElement | null> {
    const at = marked.indexOf('▮')
    view = new EditorView({ doc: marked.replace('▮', '') })
    const tooltip = await explainAt(options, view, at)
    return tooltip?.create(view).dom ?? null
  }

  it('tells what a key is for', async () => {
    expect((await explained('workflows:\n  - is_ac▮tive: true'))?.textContent).toContain('skips it')
    expect((await explained('initial_variables:\n  v_my▮: 1'))?.textContent).toContain(
      'of your own',
    )
  })

  it('tells which job an id is, and leads to it', async () => {
    const help = await explained('workflows:\n  - job_id: 8101▮05583362026')
    expect(help?.textContent).toContain('daily "load"')
    help?.querySelector('button')?.click()
    expect(opened).toEqual(['https://adb-1.azuredatabricks.net/jobs/810105583362026'])
  })

  it('says that the list has no such pipeline', async () => {
    const help = await explained('pipelines:\n  - pipeline_id: "no▮t"')
    expect(help?.textContent).toContain('has no pipeline with the id “not”')
  })

  it('says nothing of what it does not know', async () => {
    expect(await explained('x_team:\n  a▮: 1')).toBeNull()
    expect(await explained('▮# comment')).toBeNull()
  })
})
