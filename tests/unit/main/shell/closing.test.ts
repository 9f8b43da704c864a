import { describe, expect, it } from 'vitest'
import { closeDecision, whereItWent } from '../../../../src/main/shell/closing.ts'

const idle = {
  hasActiveExports: false,
  hasUnsavedEdits: false,
  keepInBackground: false,
  quitting: false,
}

describe('closing the window', () => {
  it('quits when nothing is going on', () => {
    expect(closeDecision(idle)).toBe('quit')
  })

  it('hides while an export is active', () => {
    expect(closeDecision({ ...idle, hasActiveExports: true })).toBe('hide')
  })

  it('hides when the setting says so', () => {
    expect(closeDecision({ ...idle, keepInBackground: true })).toBe('hide')
  })

  it('asks when edits are not saved, but not when it only hides', () => {
    expect(closeDecision({ ...idle, hasUnsavedEdits: true })).toBe('ask')
    expect(closeDecision({ ...idle, hasUnsavedEdits: true, keepInBackground: true })).toBe('hide')
  })

  it('never holds up an app that is quitting', () => {
    const busy = { hasActiveExports: true, hasUnsavedEdits: true, keepInBackground: true }
    expect(closeDecision({ ...busy, quitting: true })).toBe('quit')
  })
})

describe('telling where the window went', () => {
  it('says that the export is still watched and where to click', () => {
    const text = whereItWent({ hasActiveExports: true, trayAvailable: true, platform: 'linux' })
    expect(text.body).toContain('export')
    expect(text.body).toContain('system tray')
  })

  it('says how to get it back where there is no tray', () => {
    const text = whereItWent({ hasActiveExports: false, trayAvailable: false, platform: 'linux' })
    expect(text.body).toContain('Start it again')
  })

  it('uses the words of the system', () => {
    const facts = { hasActiveExports: false, trayAvailable: true }
    expect(whereItWent({ ...facts, platform: 'darwin' }).body).toContain('menu bar')
    expect(whereItWent({ ...facts, platform: 'win32' }).body).toContain('notification area')
  })
})
