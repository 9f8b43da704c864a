import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { formPart } from '../../../src/renderer/components/configuration/form/form-part.ts'
import MainForm from '../../../src/renderer/components/configuration/form/MainForm.vue'
import { useToasts } from '../../../src/renderer/stores/toasts.ts'
import { AppError } from '../../../src/shared/errors.ts'
import type { FakeDesktop } from '../support/fake-desktop.ts'
import { fakeEntry, fakeFormItem, fakeSection } from '../support/fake-form.ts'
import { buttonOf } from '../support/form.ts'
import { freshDesktop, mountHere } from '../support/mount.ts'

let fake: FakeDesktop
let form: VueWrapper

beforeEach(() => {
  formPart.value = 'general'
  fake = freshDesktop((world) => {
    world.form.preview.sections.initial_variables = fakeSection(
      fakeEntry('v_start_path', '/Workspace/Shared/exports', 2),
      { ...fakeEntry('v_logs', '{v_start_path}/logs', 3), resolved: '/Workspace/logs' },
      { ...fakeEntry('v_deep', '', 4), value: null, editable: false },
    )
    world.form.preview.sections.path_replacement = fakeSection(fakeEntry('^/a', 'b', 8), {
      ...fakeEntry('(', 'x', 9),
      issues: ['Not a regular expression.'],
    })
    world.form.preview.others = [{ key: 'x_notes', line: 40, summary: '2 keys' }]
  })
})
afterEach(() => {
  form.unmount()
})

async function show(): Promise<VueWrapper> {
  const state = fake.world.configuration.main
  form = (await mountHere(MainForm, { state })).wrapper
  await flushPromises()
  return form
}

const field = (label: string) => form.get<HTMLInputElement>(`input[aria-label="${label}"]`)
const changes = () =>
  fake.calls.filter(({ name }) => name === 'form.change').map(({ input }) => input)

async function apply(label: string, text: string): Promise<void> {
  await field(label).setValue(text)
  await field(label).trigger('keydown', { key: 'Enter' })
  await flushPromises()
}

async function choose(row: string, action: string): Promise<void> {
  await buttonOf(form, `Actions for ${row}`).trigger('click')
  await flushPromises()
  const item = form.findAll('[role=menuitem]').find((each) => each.text().startsWith(action))
  if (item === undefined) throw new Error(`no action ${action}`)
  await item.trigger('click')
  await flushPromises()
}

describe('variables and rules', () => {
  it('are edited where they stand', async () => {
    await show()
    await apply('Value of v_logs', '/elsewhere')
    await apply('Name of v_logs', 'v_log_folder')
    const section = 'initial_variables'
    expect(changes()).toEqual([
      { revision: 1, change: { type: 'set', section, key: 'v_logs', value: '/elsewhere' } },
      { revision: 1, change: { type: 'rename', section, key: 'v_logs', to: 'v_log_folder' } },
    ])
  })

  it('tell what placeholders become, and what is wrong', async () => {
    fake.world.configuration.main.problems = [
      {
        code: 'x',
        severity: 'error',
        message: 'It is bad.',
        suggestion: '',
        line: 3,
        column: 1,
        from: 0,
        to: 1,
        fixes: [],
      },
    ]
    const page = await show()
    const described = field('Value of v_logs').attributes('aria-describedby') ?? ''
    const notes = page.get(`[id="${described}"]`).text()
    expect(notes).toContain('/Workspace/logs')
    expect(notes).toContain('It is bad.')
    expect(field('Value of v_logs').attributes('aria-invalid')).toBe('true')
    formPart.value = 'rules'
    await flushPromises()
    expect(page.text()).toContain('Not a regular expression.')
  })

  it('leave what is no simple text alone', async () => {
    await show()
    expect(field('Value of v_deep').element.readOnly).toBe(true)
    expect(field('Value of v_deep').element.placeholder).toBe('see YAML')
  })

  it('are added by name and value; without a name nothing is', async () => {
    const page = await show()
    await buttonOf(page, 'Add a variable').trigger('click')
    expect(buttonOf(page, 'Add').attributes('disabled')).toBeDefined()
    await field('Name of the new row').setValue('v_new')
    await field('Value of the new row').setValue('x')
    await form.get('form.entry').trigger('submit')
    await flushPromises()
    expect(changes()).toEqual([
      {
        revision: 1,
        change: { type: 'set', section: 'initial_variables', key: 'v_new', value: 'x' },
      },
    ])
  })

  it('are removed, which a click takes back', async () => {
    await show()
    await choose('v_logs', 'Remove')
    expect(changes()).toEqual([
      { revision: 1, change: { type: 'unset', section: 'initial_variables', key: 'v_logs' } },
    ])
    useToasts().list.at(-1)?.action?.run()
    await flushPromises()
    expect(fake.calls.at(-1)).toEqual({
      name: 'configuration.undo',
      input: { document: 'main' },
    })
  })

  it('move by the keyboard and by the menu', async () => {
    await show()
    formPart.value = 'rules'
    await flushPromises()
    await field('Pattern of ^/a').trigger('keydown', { key: 'ArrowDown', altKey: true })
    await flushPromises()
    await choose('(', 'Move up')
    const section = 'path_replacement'
    expect(changes()).toEqual([
      { revision: 1, change: { type: 'move', section, from: 0, to: 1 } },
      { revision: 1, change: { type: 'move', section, from: 1, to: 0 } },
    ])
  })

  it('show again as they were when main refuses, with the reason', async () => {
    fake.handle('form.change', () => {
      throw new AppError('config-invalid', 'It is there already.')
    })
    await show()
    await apply('Name of v_logs', 'v_start_path')
    expect(field('Name of v_logs').element.value).toBe('v_logs')
    expect(useToasts().list.at(-1)?.text).toContain('It is there already.')
  })

  it('are changed by name even if the text has changed meanwhile', async () => {
    fake.handle('form.change', ({ revision }: { revision: number }) => {
      if (revision === 1) {
        fake.world.configuration.main.revision = 2
        throw new AppError('conflict', 'Changed.')
      }
      return fake.world.configuration
    })
    await show()
    await apply('Value of v_logs', 'x')
    expect(changes()).toMatchObject([{ revision: 1 }, { revision: 2 }])
    expect(useToasts().list).toHaveLength(0)
  })

  it('lead to their line', async () => {
    await show()
    await buttonOf(form, 'Show line 3').trigger('click')
    await choose('v_logs', 'Edit in YAML')
    formPart.value = 'others'
    await flushPromises()
    await buttonOf(form, 'Edit x_notes in YAML, line 40').trigger('click')
    expect(form.emitted('jump')).toEqual([[3], [3], [40]])
  })

  it('switch libraries for all', async () => {
    const page = await show()
    await page.get('[aria-label="Export libraries where the item says so"]').trigger('click')
    await flushPromises()
    expect(changes()).toMatchObject([
      { change: { section: 'global_settings', key: 'export_libraries', value: 'false' } },
    ])
  })
})

describe('a text that is not YAML', () => {
  it('leaves the form as it was, says why it cannot be changed, and leads to the line', async () => {
    const page = await show()
    fake.world.form.preview = {
      ...fake.world.form.preview,
      syntaxError: { message: 'Missing ]', line: 12, column: 3 },
      sections: { ...fake.world.form.preview.sections, initial_variables: fakeSection() },
    }
    fake.world.configuration = {
      ...fake.world.configuration,
      main: { ...fake.world.configuration.main, revision: 2 },
    }
    fake.emit('configuration.changed', fake.world.configuration)
    await flushPromises()
    expect(page.get('[role=alert]').text()).toContain('Line 12, column 3: Missing ]')
    expect(field('Value of v_logs').element.readOnly).toBe(true)
    expect(buttonOf(page, 'Add a variable').attributes('disabled')).toBeDefined()
    await buttonOf(page, 'Go to line 12').trigger('click')
    expect(page.emitted('jump')).toEqual([[12]])
  })
})

describe.each(['workflow', 'pipeline'] as const)('the %s items', (kind) => {
  const section = `${kind}s`

  beforeEach(() => {
    formPart.value = kind
    fake.world.form.items[kind] = [
      fakeFormItem(0),
      fakeFormItem(1),
      fakeFormItem(2, { unique: false }),
      fakeFormItem(3, { id: null, name: null, unique: false }),
    ]
    fake.handle('catalog.pickedChanges', () => [
      { id: '1000', configName: 'item_0', problem: 'renamed', name: 'new_name' },
      { id: '1001', configName: 'item_1', problem: 'vanished', name: null },
    ])
  })

  const toggle = async (label: string): Promise<void> => {
    await form.get(`[role=switch][aria-label="${label}"]`).trigger('click')
    await flushPromises()
  }
  const press = async (key: string, altKey = false): Promise<void> => {
    await form.get('[role=grid]').trigger('keydown', { key, altKey })
    await flushPromises()
  }

  it('are switched by id, and by place where the id does not name one', async () => {
    await show()
    await toggle('Active: item_1')
    expect(fake.calls.at(-1)?.name).not.toBe('form.change')
    expect(fake.calls.find(({ name }) => name === 'configuration.switch')?.input).toEqual({
      kind,
      ids: ['1001'],
      flag: 'isActive',
      value: false,
    })
    await toggle('Export libraries: item_2')
    const key = 'export_libraries'
    expect(changes()).toEqual([
      { revision: 1, change: { type: 'set-in', section, index: 2, key, value: 'true' } },
    ])
  })

  it('are renamed in place, and take the name of the workspace', async () => {
    await show()
    await apply('Name of item_1', 'Better')
    await choose('item_0', 'Use the name')
    expect(
      fake.calls.filter(({ name }) => name === 'configuration.rename').map(({ input }) => input),
    ).toEqual([
      { kind, id: '1001', name: 'Better' },
      { kind, id: '1000', name: 'new_name' },
    ])
  })

  it('move and go by the keyboard', async () => {
    await show()
    await press('ArrowDown')
    await press('ArrowDown', true)
    await press('Home')
    await press('Delete')
    expect(changes()).toEqual([
      { revision: 1, change: { type: 'move', section, from: 1, to: 2 } },
      { revision: 1, change: { type: 'remove', section, index: 0 } },
    ])
    await press(' ')
    expect(fake.calls.some(({ name }) => name === 'configuration.switch')).toBe(true)
  })

  it('move by dragging', async () => {
    await show()
    const rows = form.findAll('[data-row]')
    await rows[0]?.get('.grip').trigger('dragstart')
    await rows[2]?.trigger('dragover')
    expect(rows[2]?.classes()).toContain('drop-below')
    await rows[2]?.trigger('drop')
    await flushPromises()
    expect(changes()).toEqual([{ revision: 1, change: { type: 'move', section, from: 0, to: 2 } }])
  })

  it('say what became of them in the workspace, and what they lack', async () => {
    await show()
    const tags = form.findAll('[data-row]').map((row) => row.find('.tag').text())
    expect(tags).toEqual(['Renamed', 'Gone', 'Twice', 'No id'])
  })

  it('are found by name or id, and do not move among what was found', async () => {
    await show()
    await form.get('input[aria-label^="Search"]').setValue('item_2')
    await flushPromises()
    expect(form.findAll('[data-row]')).toHaveLength(1)
    await press('ArrowDown', true)
    expect(changes()).toEqual([])
    await form.get('input[aria-label^="Search"]').setValue('nothing')
    await flushPromises()
    expect(form.text()).toContain('in config.yml matches')
  })

  it('lead to the page where they are picked when there are none', async () => {
    fake.world.form.items[kind] = []
    await show()
    expect(form.text()).toContain(`No ${kind}s are picked`)
  })

  it('are asked for as they come into view', async () => {
    fake.world.form.items[kind] = Array.from({ length: 5000 }, (_, index) => fakeFormItem(index))
    await show()
    expect(form.findAll('[data-row]').length).toBeLessThan(120)
    form.get('[role=grid]').element.scrollTop = 3010 * 38
    await form.get('[role=grid]').trigger('scroll')
    await flushPromises()
    expect(field('Name of item_3012').element.value).toBe('item_3012')
    expect(fake.calls.filter(({ name }) => name === 'form.items').at(-1)?.input).toMatchObject({
      offset: 3000,
    })
    expect(form.text()).toContain('5,000 workflows'.replace('workflow', kind))
  })
})
