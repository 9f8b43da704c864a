import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { trayImage, trayMenu } from '../../../../src/main/shell/tray-menu.ts'

const name = 'Databricks Workflow Manager'

function menuOf(
  items: { id: string; label: string }[],
  signIns: { connectionId: string; label: string }[] = [],
) {
  const done: string[] = []
  const menu = trayMenu({ icon: 'running', tooltip: '', signIns, items }, name, {
    showWindow: () => done.push('show'),
    showExport: (id) => done.push(`export ${id}`),
    signIn: (id) => done.push(`sign in ${id}`),
    quit: () => done.push('quit'),
  })
  const click = (index: number): void => {
    const action = menu[index]?.click as (() => void) | undefined
    action?.()
  }
  return { menu, done, click }
}

describe('the tray menu', () => {
  it('has Show and Quit when nothing is going on', () => {
    const { menu, done, click } = menuOf([])
    expect(menu.map(({ label }) => label)).toEqual([`Show ${name}`, 'Quit'])
    click(0)
    click(1)
    expect(done).toEqual(['show', 'quit'])
  })

  it('leads to each active export', () => {
    const { menu, done, click } = menuOf([
      { id: 'one', label: 'Export_A: 45 %' },
      { id: 'two', label: 'Export_B: queued' },
    ])
    expect(menu).toHaveLength(5)
    click(1)
    expect(done).toEqual(['export two'])
  })

  it('leads to the sign-in that exports wait for, above all else', () => {
    const { menu, done, click } = menuOf(
      [{ id: 'one', label: 'Export_A: 45 %, sign in to follow it' }],
      [{ connectionId: 'prod', label: 'Sign in again: R&D' }],
    )
    expect(menu.map(({ label }) => label)).toEqual([
      'Sign in again: R&&D',
      'Export_A: 45 %, sign in to follow it',
      undefined,
      `Show ${name}`,
      'Quit',
    ])
    click(0)
    expect(done).toEqual(['sign in prod'])
  })

  it('shows odd names as they are, at a bearable length', () => {
    const { menu } = menuOf([
      { id: 'one', label: 'R&D' },
      { id: 'two', label: '🚀'.repeat(300) },
    ])
    expect(menu[0]?.label).toBe('R&&D')
    expect([...(menu[1]?.label ?? '')]).toHaveLength(80)
  })
})

describe('tray images', () => {
  it('exist for every state on every system, for sharp screens too', () => {
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      for (const icon of ['idle', 'running', 'succeeded', 'failed', 'attention'] as const) {
        const image = resolve('resources/tray', trayImage(icon, platform))
        expect(existsSync(image), image).toBe(true)
        expect(existsSync(image.replace('.png', '@2x.png')), image).toBe(true)
      }
    }
  })
})
