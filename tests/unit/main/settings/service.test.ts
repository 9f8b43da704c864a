import { describe, expect, it } from 'vitest'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import { SettingsService } from '../../../../src/main/settings/service.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { defaultSettings, settingsChangeSchema } from '../../../../src/shared/settings.ts'
import { MemoryStateFile } from '../../../support/memory-state-file.ts'

function open(file: MemoryStateFile): SettingsService {
  return new SettingsService({ file, logger: silentLogger })
}

describe('settings', () => {
  it('start with the defaults', () => {
    expect(open(new MemoryStateFile()).get()).toEqual(defaultSettings)
  })

  it('survive a restart and are announced', () => {
    const file = new MemoryStateFile()
    const settings = open(file)
    const heard: string[] = []
    settings.changed.on(({ theme }) => heard.push(theme))
    settings.change({ theme: 'dark' })
    expect(heard).toEqual(['dark'])
    expect(open(file).get()).toEqual({ ...defaultSettings, theme: 'dark' })
  })

  it('replace only the stored values that are not valid', () => {
    const file = new MemoryStateFile({ theme: 'neon', pageSize: 200, constructor: 1, unknown: 2 })
    expect(open(file).get()).toEqual({ ...defaultSettings, pageSize: 200 })
  })

  it.each([null, 'text', 7, ['list']])(
    'start with the defaults when the file holds %j',
    (stored) => {
      expect(open(new MemoryStateFile(stored)).get()).toEqual(defaultSettings)
    },
  )

  it('keep the old value when the disk is full', () => {
    const file = new MemoryStateFile()
    const settings = open(file)
    file.failure = new AppError('disk-full', 'The disk is full.')
    expect(() => settings.change({ theme: 'dark' })).toThrow('The disk is full.')
    expect(settings.get().theme).toBe('system')
  })

  it('take a change of one value without touching the others', () => {
    expect(settingsChangeSchema.parse({ theme: 'dark' })).toEqual({ theme: 'dark' })
    expect(settingsChangeSchema.safeParse({ colour: 'red' }).success).toBe(false)
  })
})
