import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Router } from 'vue-router'
import { useConfirm } from '../../../src/renderer/composables/useConfirm.ts'
import { useReview } from '../../../src/renderer/composables/useReview.ts'
import { runCommand } from '../../../src/renderer/composables/useShortcuts.ts'
import { forgetEditors } from '../../../src/renderer/pending-edits.ts'
import ConfigurationPage from '../../../src/renderer/pages/ConfigurationPage.vue'
import { useToasts } from '../../../src/renderer/stores/toasts.ts'
import type { DocumentState, DocumentText } from '../../../src/shared/configuration.ts'
import { AppError } from '../../../src/shared/errors.ts'
import type { FakeDesktop } from '../support/fake-desktop.ts'
import { freshDesktop, later, mountHere } from '../support/mount.ts'
import { problem } from '../support/problems.ts'

const saved = 'workflows: []\npipelines: []\n'
const draft = 'workflows: []\n# new\npipelines: []\n'

let wrapper: VueWrapper | undefined
let router: Router

afterEach(() => {
  useReview().open.value = false
  useConfirm().open.value?.answer(false)
  wrapper?.unmount()
  forgetEditors()
})

function desktopWith(main: Partial<DocumentState>): FakeDesktop {
  const fake = freshDesktop((world) => {
    world.configuration.main = { ...world.configuration.main, ...main }
  })
  const same = main.unsaved === true ? draft : saved
  fake.handle('configuration.text', () =>
    fake.world.configuration.main.status === 'loaded'
      ? textOf(fake, { draft: same })
      : textOf(fake, { saved: null, draft: null }),
  )
  return fake
}

function textOf(fake: FakeDesktop, text: Partial<DocumentText>): DocumentText {
  const { connectionId, main } = fake.world.configuration
  const { path, revision, savedRevision } = main
  return {
    connectionId,
    path,
    revision,
    savedRevision,
    typedRevision: 0,
    saved,
    draft: saved,
    ...text,
  }
}

async function show(): Promise<VueWrapper> {
  const mounted = await mountHere(ConfigurationPage)
  wrapper = mounted.wrapper
  router = mounted.router
  await vi.dynamicImportSettled()
  await flushPromises()
  return wrapper
}

function button(page: VueWrapper, text: string) {
  const found = page.findAll('button').find((candidate) => candidate.text().startsWith(text))
  if (found === undefined) throw new Error(`no button “${text}”`)
  return found
}

const inputs = (fake: FakeDesktop, name: string) =>
  fake.calls.filter((call) => call.name === name).map((call) => call.input)

describe('a document that cannot be shown', () => {
  it('is a skeleton while it is read', async () => {
    desktopWith({ status: 'loading' })
    expect((await show()).find('[aria-label=Loading]').exists()).toBe(true)
  })

  it('can be created where it is missing', async () => {
    const fake = desktopWith({ status: 'missing' })
    const page = await show()
    expect(page.text()).toContain('There is no config.yml at /Workspace/Shared/config.yml')
    await button(page, 'Create default').trigger('click')
    await flushPromises()
    expect(inputs(fake, 'configuration.createDefault')).toEqual([{ document: 'main' }])
  })

  it('offers another path where it is missing', async () => {
    desktopWith({ status: 'missing' })
    const page = await show()
    await button(page, 'Use another path').trigger('click')
    await flushPromises()
    expect(page.find('input[aria-label="Path of config.yml in the workspace"]').exists()).toBe(true)
  })

  it('says why it failed, what to do, and tries again', async () => {
    const error = new AppError('forbidden', 'You may not read it.', {
      suggestion: 'Ask its owner.',
    }).toRecord()
    const fake = desktopWith({ status: 'failed', error })
    const page = await show()
    expect(page.get('[role=alert]').text()).toContain('You may not read it.')
    expect(page.get('[role=alert]').text()).toContain('Ask its owner.')
    await button(page, 'Try again').trigger('click')
    expect(inputs(fake, 'configuration.reload')).toEqual([
      { document: 'main', discardDraft: false },
    ])
  })

  it('asks to connect when no workspace is connected', async () => {
    freshDesktop((world) => {
      world.configuration.connectionId = null
      world.configuration.main.status = 'unloaded'
    })
    const page = await show()
    const push = vi.spyOn(router, 'push').mockResolvedValue(undefined)
    await button(page, 'Connect').trigger('click')
    expect(push).toHaveBeenCalledWith({ name: 'welcome' })
  })

  it('stays on screen when reading it again failed', async () => {
    const error = new AppError('timeout', 'Databricks did not answer.').toRecord()
    desktopWith({ error })
    const page = await show()
    expect(page.get('[role=alert]').text()).toContain('this is what was read before')
    await vi.waitFor(() => expect(page.find('.cm-content').exists()).toBe(true))
  })
})

describe('the document on screen', () => {
  it('is shown as drafted, with counts of what it selects', async () => {
    const fake = desktopWith({ unsaved: true })
    Object.assign(fake.world.configuration.selection, { workflows: 7, activeWorkflows: 6 })
    const page = await show()
    await vi.waitFor(() => expect(page.get('.cm-content').text()).toContain('# new'))
    expect(page.text()).toContain('workflows, 6 active')
    await vi.waitFor(() => expect(page.text()).toContain('Changes 1'))
    expect(page.get('[role=tab][aria-selected=true]').text()).toContain('unsaved changes')
  })

  it('counts nothing, and asks for no folder, while it cannot be read', async () => {
    const fake = desktopWith({ unsaved: true })
    Object.assign(fake.world.configuration.selection, { ready: false, workflows: 0, pipelines: 0 })
    const page = await show()
    const aside = page.get('aside[aria-label="About this file"]')
    expect(aside.text()).toContain('–workflows')
    expect(aside.text()).toContain('Counted again as soon as the file can be read')
    expect(aside.text()).not.toContain('0workflows')
    expect(aside.text()).not.toContain('Output folder')
  })

  it('is asked for again with every revision, and an older answer does not win', async () => {
    const fake = desktopWith({})
    const page = await show()
    const slow = later()
    fake.handle('configuration.text', () => slow.promise)
    const change = (revision: number) => {
      const { configuration } = fake.world
      const main = { ...configuration.main, revision }
      fake.world.configuration = { ...configuration, main }
      fake.emit('configuration.changed', fake.world.configuration)
    }
    change(2)
    await flushPromises()
    const older = textOf(fake, { draft: '# older\n' })
    change(3)
    await flushPromises()
    fake.handle('configuration.text', () => textOf(fake, { draft: '# newest\n' }))
    slow.resolve(older)
    await flushPromises()
    await vi.waitFor(() => expect(page.get('.cm-content').text()).toContain('# newest'))
  })

  it('is marked where lines are wrong, and a click leads there', async () => {
    desktopWith({
      problems: [
        problem({ severity: 'error', message: 'Not a GUID', suggestion: 'Use the id.', line: 2 }),
        problem({ severity: 'hint', message: 'A list is missing', line: null }),
      ],
    })
    const page = await show()
    await vi.waitFor(() => expect(page.findAll('.cm-line.cm-ground-error')).toHaveLength(1))
    await button(page, 'Line 2').trigger('click')
    await flushPromises()
    expect(document.activeElement).toBe(page.get('.cm-content').element)
  })

  it('is reloaded with its edits, and says so when nothing is new', async () => {
    const fake = desktopWith({ unsaved: true })
    const page = await show()
    await button(page, 'Reload').trigger('click')
    await flushPromises()
    expect(inputs(fake, 'configuration.reload')).toEqual([
      { document: 'main', discardDraft: false },
    ])
    expect(useToasts().list[0]?.text).toContain('your edits are kept')
  })

  it('that somebody else saved says so, and leads to the merge', async () => {
    const outdated = { modifiedAt: Date.UTC(2026, 10, 22), deleted: false }
    const fake = desktopWith({ unsaved: true, outdated })
    const page = await show()
    expect(page.text()).toMatch(/Somebody saved config\.yml on .*; your edits are based on/)
    await button(page, 'Review and merge').trigger('click')
    expect(useReview().deciding.value).toBe('main')
    expect(useReview().open.value).toBe(true)
    useReview().open.value = false
    await button(page, 'Take theirs').trigger('click')
    expect(inputs(fake, 'configuration.reload')).toHaveLength(0)
    useConfirm().open.value?.answer(true)
    await flushPromises()
    expect(inputs(fake, 'configuration.reload')).toEqual([{ document: 'main', discardDraft: true }])
  })

  it('is written over a newer version after a question, as that version is then', async () => {
    const fake = desktopWith({ unsaved: true, outdated: { modifiedAt: null, deleted: false } })
    const met = {
      remoteText: 'x\n',
      remoteModifiedAt: null,
      baseText: '',
      mine: 'm\n',
      merge: null,
    }
    fake.handle('configuration.conflict', () => met)
    const page = await show()
    await button(page, 'Keep mine').trigger('click')
    expect(inputs(fake, 'configuration.resolveConflict')).toHaveLength(0)
    useConfirm().open.value?.answer(true)
    await flushPromises()
    expect(inputs(fake, 'configuration.resolveConflict')).toEqual([
      { document: 'main', remoteText: 'x\n', text: 'm\n', then: 'save' },
    ])
    expect(useToasts().list[0]?.text).toBe('Saved config.yml')
  })

  it('loses its edits on Discard, after a question', async () => {
    const fake = desktopWith({ unsaved: true })
    const page = await show()
    await button(page, 'Discard').trigger('click')
    expect(inputs(fake, 'configuration.discard')).toHaveLength(0)
    useConfirm().open.value?.answer(true)
    await flushPromises()
    expect(inputs(fake, 'configuration.discard')).toEqual([{ document: 'main' }])
  })

  it('is saved through the review, also with the shortcut', async () => {
    desktopWith({ unsaved: true })
    const page = await show()
    await button(page, 'Save').trigger('click')
    expect(useReview().open.value).toBe(true)
    useReview().open.value = false
    await flushPromises()
    runCommand('save')
    expect(useReview().open.value).toBe(true)
  })

  it('switches with the arrow keys', async () => {
    desktopWith({})
    const page = await show()
    await page.get('[role=tablist]').trigger('keydown', { key: 'ArrowRight' })
    expect(page.get('[role=tab][aria-selected=true]').text()).toContain('app_config.yml')
    expect(page.get('[role=tabpanel]').attributes('aria-labelledby')).toBe(
      page.get('[role=tab][aria-selected=true]').attributes('id'),
    )
  })
})

describe('the path of a document', () => {
  async function type(page: VueWrapper, path: string): Promise<void> {
    await page.get('[aria-label="Use another path for config.yml"]').trigger('click')
    await flushPromises()
    await page.get('.editor input').setValue(path)
    await page.get('.editor').trigger('submit')
    await flushPromises()
  }

  it('is changed', async () => {
    const fake = desktopWith({})
    await type(await show(), ' /Workspace/Users/me/config.yml ')
    expect(inputs(fake, 'configuration.setPath')).toEqual([
      { document: 'main', path: '/Workspace/Users/me/config.yml' },
    ])
  })

  it.each([
    ['config.yml', 'Start with /'],
    ['/Workspace/', 'Name a file or folder'],
    ['', 'Enter a path'],
  ])('is not %s', async (path, problem) => {
    const fake = desktopWith({})
    const page = await show()
    await type(page, path)
    expect(page.get('.editor [role=alert]').text()).toContain(problem)
    expect(inputs(fake, 'configuration.setPath')).toHaveLength(0)
  })

  it('stays in the editor with the reason when main refuses it', async () => {
    const fake = desktopWith({})
    fake.handle('configuration.setPath', () => {
      throw new AppError('conflict', 'There are unsaved edits.', { suggestion: 'Save them first.' })
    })
    const page = await show()
    await type(page, '/Workspace/other.yml')
    expect(page.get('.editor [role=alert]').text()).toContain('Save them first.')
  })
})

describe('the output folder', () => {
  it('is set in the draft', async () => {
    const fake = desktopWith({})
    const page = await show()
    await page.get('.side form input').setValue('/Workspace/Shared/nov')
    await page.get('.side form').trigger('submit')
    await flushPromises()
    expect(inputs(fake, 'configuration.setOutputPath')).toEqual([{ path: '/Workspace/Shared/nov' }])
  })

  it('must be an absolute path', async () => {
    const fake = desktopWith({})
    const page = await show()
    await page.get('.side form input').setValue('exports')
    await page.get('.side form').trigger('submit')
    expect(page.get('.side form').text()).toContain('Start with /')
    expect(inputs(fake, 'configuration.setOutputPath')).toHaveLength(0)
  })
})

describe('the export job', () => {
  async function open(): Promise<{ fake: FakeDesktop; page: VueWrapper }> {
    const fake = desktopWith({})
    const page = await show()
    await page.findAll('[role=tab]')[1]?.trigger('click')
    await flushPromises()
    return { fake, page }
  }

  it('is searched in the catalog and chosen with the keyboard', async () => {
    const { fake, page } = await open()
    const input = page.get('[role=combobox]')
    expect((input.element as HTMLInputElement).value).toBe('Export_Workflow_Job')
    await input.trigger('click')
    await input.setValue('gdpr')
    await vi.waitFor(() => expect(page.findAll('[role=option]')[0]?.text()).toContain('gdpr'))
    const options = page.findAll('[role=option]')
    await input.trigger('keydown', { key: 'ArrowDown' })
    await input.trigger('keydown', { key: 'Enter' })
    await flushPromises()
    const [chosen] = inputs(fake, 'configuration.setExportJob') as { jobName: string }[]
    expect(options[1]?.text()).toContain(chosen?.jobName)
    expect(inputs(fake, 'catalog.query').at(-1)).toMatchObject({ kind: 'workflow', text: 'gdpr' })
  })

  it('stays as it is on Escape', async () => {
    const { fake, page } = await open()
    const input = page.get('[role=combobox]')
    await input.trigger('click')
    await flushPromises()
    await input.trigger('keydown', { key: 'Escape' })
    expect(input.attributes('aria-expanded')).toBe('false')
    expect(inputs(fake, 'configuration.setExportJob')).toHaveLength(0)
  })

  it('says why it could not be set', async () => {
    const { fake, page } = await open()
    fake.handle('configuration.setExportJob', () => {
      throw new AppError('not-ready', 'app_config.yml is not read yet.')
    })
    const input = page.get('[role=combobox]')
    await input.trigger('click')
    await flushPromises()
    await input.trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(useToasts().list[0]?.text).toBe('app_config.yml is not read yet.')
  })
})
