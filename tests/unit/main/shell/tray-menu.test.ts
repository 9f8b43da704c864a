import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import type { TraySummary } from '../../../../src/main/exports/tray-summary.ts'
import { trayImage, trayMenu } from '../../../../src/main/shell/tray-menu.ts'

const name = 'Databricks Workflow Manager'

function menuOf(model: Partial<TraySummary>) {
  const done: string[] = []
  const menu = trayMenu(
    {
      icon: 'running',
      tooltip: '',
      title: '',
      signIns: [],
      items: [],
      more: 0,
      last: null,
      canStart: false,
      ...model,
    },
    name,
    {
      showWindow: () => done.push('show'),
      showExport: (id) => done.push(`export ${id}`),
      openRun: (id) => done.push(`run ${id}`),
      cancel: (id) => done.push(`cancel ${id}`),
      signIn: (id) => done.push(`sign in ${id}`),
      quit: () => done.push('quit'),
    },
  )
  const click = (item: MenuItemConstructorOptions | undefined): void => {
    const action = item?.click as (() => void) | undefined
    action?.()
  }
  return { menu, done, click }
}

const one = { id: 'one', label: 'Export_A: 45 %', hasRun: true, canCancel: true }

describe('the tray menu', () => {
  it('has Show and Quit when nothing is going on', () => {
    const { menu, done, click } = menuOf({})
    expect(menu.map(({ label }) => label)).toEqual([`Show ${name}`, 'Quit'])
    for (const item of menu) click(item)
    expect(done).toEqual(['show', 'quit'])
  })

  it('leads to each active export, its run and its end', () => {
    const { menu, done, click } = menuOf({
      items: [one, { id: 'two', label: 'Export_B: 0 %', hasRun: false, canCancel: false }],
    })
    expect(menu.map(({ label }) => label)).toEqual([
      'Export_A: 45 %',
      'Export_B: 0 %',
      undefined,
      `Show ${name}`,
      'Quit',
    ])
    const [first, second] = menu.map(({ submenu }) => submenu as MenuItemConstructorOptions[])
    expect(first?.map(({ label }) => label)).toEqual(['Show', 'Open run', 'Cancel…'])
    for (const item of first ?? []) click(item)
    expect(done).toEqual(['export one', 'run one', 'cancel one'])
    expect(second?.map(({ enabled }) => enabled)).toEqual([undefined, false, false])
  })

  it('leads to the sign-in that exports wait for, above all else', () => {
    const { menu, done, click } = menuOf({
      items: [one],
      signIns: [{ connectionId: 'prod', label: 'Sign in again: R&D' }],
    })
    expect(menu.map(({ label }) => label)).toEqual([
      'Sign in again: R&&D',
      'Export_A: 45 %',
      undefined,
      `Show ${name}`,
      'Quit',
    ])
    click(menu[0])
    expect(done).toEqual(['sign in prod'])
  })

  it('leads to the last export, to the next one, and to those it has no room for', () => {
    const { menu, done, click } = menuOf({
      items: [one],
      more: 92,
      last: { id: 'old', label: 'Last export: A failed' },
      canStart: true,
    })
    const labels = menu.map(({ label }) => label)
    expect(labels.slice(1, 4)).toEqual(['92 more…', 'Last export: A failed', 'Start export…'])
    for (const item of menu.slice(1, 4)) click(item)
    expect(done).toEqual(['export null', 'export old', 'export null'])
  })

  it('shows odd names as they are, at a bearable length', () => {
    const { menu } = menuOf({
      items: [
        { ...one, label: 'R&D' },
        { ...one, label: '🚀'.repeat(300) },
      ],
    })
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
