import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import AppForm from '../../../src/renderer/components/configuration/form/AppForm.vue'
import TryReplacement from '../../../src/renderer/components/configuration/preview/TryReplacement.vue'
import VariablesPreview from '../../../src/renderer/components/configuration/preview/VariablesPreview.vue'
import type { ConfigurationPreview } from '../../../src/shared/configuration-preview.ts'
import { AppError } from '../../../src/shared/errors.ts'
import type { FakeDesktop } from '../support/fake-desktop.ts'
import { fakeEntry, fakeFormState, fakeSection } from '../support/fake-form.ts'
import { buttonOf } from '../support/form.ts'
import { freshDesktop, later, mountHere } from '../support/mount.ts'

let fake: FakeDesktop
let wrapper: VueWrapper

beforeEach(() => {
  fake = freshDesktop()
})
afterEach(() => {
  wrapper.unmount()
})

const preview = (change: Partial<ConfigurationPreview> = {}): ConfigurationPreview => ({
  revision: 1,
  ...fakeFormState().preview,
  ...change,
})

describe('the try-it box', () => {
  async function attempt(text: string): Promise<void> {
    await wrapper.get('input[type=text]').setValue(text)
    await vi.waitFor(() =>
      expect(fake.calls.filter(({ name }) => name === 'form.tryReplacement').at(-1)?.input).toEqual(
        expect.objectContaining({ text }),
      ),
    )
    await flushPromises()
  }

  beforeEach(async () => {
    wrapper = (await mountHere(TryReplacement, { preview: preview() })).wrapper
  })

  it('tells what a path becomes, rule by rule, and leads to the rule', async () => {
    fake.world.form.tried = {
      outcome: '../x',
      steps: [{ rule: '^/Workspace/ → ../', line: 8, before: '/Workspace/x', after: '../x' }],
      issues: [{ message: '“(” was passed over.', line: 9 }],
    }
    await attempt('/Workspace/x')
    expect(wrapper.get('.becomes').text()).toContain('../x')
    expect(wrapper.text()).toContain('“(” was passed over.')
    await buttonOf(wrapper, 'Rule ^/Workspace/ → ../, show line 8').trigger('click')
    await buttonOf(wrapper, 'Line 9').trigger('click')
    expect(wrapper.emitted('jump')).toEqual([[8], [9]])
  })

  it('says when no rule applies, and when there is none', async () => {
    await attempt('/x')
    expect(wrapper.text()).toContain('No rule changes it.')
    await wrapper.get('input[type=text]').setValue('')
    await vi.waitFor(() => expect(wrapper.text()).toContain('1 rule to go through.'))
    await wrapper.get('input[value=spark-conf]').setValue()
    await vi.waitFor(() => expect(wrapper.text()).toContain('There are no such rules.'))
  })

  it('never shows an older answer after a newer one', async () => {
    const slow = later<unknown>()
    fake.handle('form.tryReplacement', ({ text }: { text: string }) =>
      text === 'slow' ? slow.promise : { outcome: 'newer', steps: [], issues: [] },
    )
    await attempt('slow')
    await attempt('fast')
    slow.resolve({ outcome: 'older', steps: [], issues: [] })
    await flushPromises()
    expect(wrapper.get('.becomes').text()).toContain('newer')
  })

  it('says why it could not try', async () => {
    fake.handle('form.tryReplacement', () => {
      throw new AppError('internal', 'It stopped.', { suggestion: 'Try again.' })
    })
    await attempt('x')
    expect(wrapper.text()).toContain('It stopped. Try again.')
  })
})

describe('the variables', () => {
  it('show what placeholders become, and what keeps them from it', async () => {
    const variables = fakeSection(
      fakeEntry('v_a', 'plain', 2),
      { ...fakeEntry('v_b', '{v_a}/x', 3), resolved: 'plain/x' },
      { ...fakeEntry('v_c', '{v_none}', 4), issues: ['There is no variable v_none.'] },
    )
    const { sections } = preview()
    wrapper = (
      await mountHere(VariablesPreview, {
        preview: preview({ sections: { ...sections, initial_variables: variables } }),
      })
    ).wrapper
    expect(wrapper.findAll('dt').map((term) => term.text())).toEqual(['{v_a}/x', '{v_none}'])
    expect(wrapper.text()).toContain('plain/x')
    expect(wrapper.text()).toContain('There is no variable v_none.')
    await buttonOf(wrapper, 'v_b: {v_a}/x, show line 3').trigger('click')
    expect(wrapper.emitted('jump')).toEqual([[3]])
  })

  it('are cut short when there are many', async () => {
    const uses = Array.from({ length: 9 }, (_, at) => ({
      place: `x.k${at}`,
      text: '{v_a}',
      resolved: 'a',
      issues: [],
      line: 20 + at,
    }))
    wrapper = (await mountHere(VariablesPreview, { preview: preview({ uses }) })).wrapper
    expect(wrapper.findAll('dt')).toHaveLength(6)
    await buttonOf(wrapper, 'Show all 9').trigger('click')
    expect(wrapper.findAll('dt')).toHaveLength(9)
  })
})

describe('the form of app_config.yml', () => {
  async function show(): Promise<void> {
    const state = fake.world.configuration.app
    wrapper = (await mountHere(AppForm, { state })).wrapper
    await flushPromises()
  }

  it('tells the parameters, what was checked, and leads to the job', async () => {
    await show()
    expect(wrapper.text()).toContain('The job is in the workspace')
    expect(wrapper.get('table').text()).toContain('config_path')
    await buttonOf(wrapper, 'Open in Databricks').trigger('click')
    await flushPromises()
    expect(fake.calls.at(-1)).toEqual({
      name: 'app.openLink',
      input: { url: 'http://127.0.0.1:41234/jobs/1290381902' },
    })
    await buttonOf(wrapper, 'Check again').trigger('click')
    expect(fake.calls.at(-1)).toEqual({ name: 'form.exportJob', input: { fresh: true } })
  })

  it('takes the name over that the job has now', async () => {
    fake.world.form.exportJob = {
      ...fake.world.form.exportJob,
      name: 'New name',
      checks: [
        { code: 'name', status: 'warning', title: 'It is now called “New name”', detail: '' },
      ],
    }
    await show()
    await buttonOf(wrapper, 'Update the name').trigger('click')
    await flushPromises()
    expect(fake.calls.find(({ name }) => name === 'configuration.setExportJob')?.input).toEqual({
      jobId: '1290381902',
      jobName: 'New name',
    })
  })

  it('says why the job could not be checked, and tries again', async () => {
    fake.handle('form.exportJob', () => {
      throw new AppError('internal', 'No answer.')
    })
    await show()
    expect(wrapper.get('[role=alert]').text()).toContain('No answer.')
  })

  it('asks to choose a job when there is none', async () => {
    fake.world.configuration.exportJob = null
    await show()
    expect(wrapper.text()).toContain('Search the jobs of the workspace')
    expect(wrapper.find('table').exists()).toBe(false)
  })
})
