import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  autostartEntry,
  autostartFile,
  readAutostart,
  removeAutostart,
  renewAutostart,
  writeAutostart,
} from '../../../../src/main/shell/autostart-file.ts'
import { loginCommand, macNote, windowsNote } from '../../../../src/main/shell/login-command.ts'
import { PageQueue } from '../../../../src/main/shell/page-queue.ts'
import { waitForTrayHost } from '../../../../src/main/shell/tray-host.ts'
import { useFolder } from '../exports/support.ts'

const folder = useFolder()
const appName = 'Databricks Workflow Manager'
const command = { appName, command: ['/opt/The App/app', '--hidden'] as const }
const fileHere = () => autostartFile({ XDG_CONFIG_HOME: join(folder.path, 'config') }, '/home/me')

describe('the command that starts the app at login', () => {
  it('is the app and the wish to stay in the tray', () => {
    const given = ['/opt/app', '--inspect', '--user-data-dir=/tmp/a b', '--no-sandbox']
    expect(loginCommand({ program: '/opt/app', appFolder: null, given })).toEqual([
      '/opt/app',
      '--user-data-dir=/tmp/a b',
      '--no-sandbox',
      '--hidden',
    ])
  })

  it('names the folder of the app when Electron runs it', () => {
    expect(loginCommand({ program: '/e', appFolder: '/src/app', given: ['/e', '.'] })).toEqual([
      '/e',
      '/src/app',
      '--hidden',
    ])
  })
})

describe('start at login on Linux', () => {
  it('is a file where the desktop looks for it', () => {
    const name = 'io.github.databricks-workflow-manager.desktop'
    expect(autostartFile({}, '/home/me')).toBe(`/home/me/.config/autostart/${name}`)
    expect(autostartFile({ XDG_CONFIG_HOME: '' }, '/home/me')).toMatch(/^\/home\/me\/\.config/)
    expect(autostartFile({ XDG_CONFIG_HOME: 'relative' }, '/home/me')).toMatch(/^\/home\/me/)
    expect(autostartFile({ XDG_CONFIG_HOME: '/x' }, '/home/me')).toBe(`/x/autostart/${name}`)
  })

  it('is on, off and on again', () => {
    const file = fileHere()
    expect(readAutostart(file)).toBe(false)
    for (let i = 0; i < 2; i++) {
      writeAutostart(file, command)
      expect(readAutostart(file)).toBe(true)
      removeAutostart(file)
      expect([readAutostart(file), existsSync(file)]).toEqual([false, false])
    }
    removeAutostart(file)
  })

  it.each(['Hidden=true', 'Hidden = true ', 'X-GNOME-Autostart-enabled=false'])(
    'is off when the desktop has it switched off: %s',
    (line) => {
      const file = fileHere()
      writeAutostart(file, command)
      const entry = readFileSync(file, 'utf8').replace('X-GNOME-Autostart-enabled=true\n', '')
      writeFileSync(file, `${entry}${line}\n`)
      expect(readAutostart(file)).toBe(false)
      renewAutostart(file, command)
      expect(readFileSync(file, 'utf8')).toContain(line)
    },
  )

  it('follows an app that has moved, and does nothing when it has not', () => {
    const file = fileHere()
    renewAutostart(file, command)
    expect(existsSync(file)).toBe(false)
    writeAutostart(file, command)
    const { mtimeMs } = statSync(file)
    renewAutostart(file, command)
    expect(statSync(file).mtimeMs).toBe(mtimeMs)
    renewAutostart(file, { appName, command: ['/new/place', '--hidden'] })
    expect(readFileSync(file, 'utf8')).toContain('Exec="/new/place" "--hidden"\n')
  })

  it('says where it cannot be written', () => {
    const file = fileHere()
    mkdirSync(dirname(dirname(file)), { recursive: true })
    writeFileSync(dirname(file), 'a file where the folder should be')
    expect(() => writeAutostart(file, command)).toThrow(/was not written/)
  })

  it('quotes a command as the specification says', () => {
    const odd = ['/a b/100% "x" $HOME `id` \\end', 'two\nlines'] as const
    const lines = autostartEntry({ appName, command: odd }).split('\n')
    // Each backslash of the quotes is doubled by the escapes of a string; a percent sign is two.
    expect(lines).toContain(
      'Exec="/a b/100%% \\\\"x\\\\" \\\\$HOME \\\\`id\\\\` \\\\\\\\end" "two\\nlines"',
    )
    expect(lines).toContain('TryExec=/a b/100% "x" $HOME `id` \\\\end')
    expect(lines.filter((line) => line.startsWith('lines'))).toEqual([])
  })

  it('is read by a desktop as it was meant, whatever a path holds', () => {
    const argument = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => !/\0/.test(text))
    fc.assert(
      fc.property(argument, fc.array(argument, { maxLength: 3 }), (program, rest) => {
        const entry = autostartEntry({ appName, command: [program, ...rest] })
        const exec = entry.split('\n').find((line) => line.startsWith('Exec=')) ?? ''
        expect(argumentsOf(exec.slice(5))).toEqual([program, ...rest])
      }),
    )
  })
})

/** What a desktop makes of an Exec key: escapes of the string, quotes, field codes, in this order. */
function argumentsOf(value: string): string[] {
  const signs: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', s: ' ', '\\': '\\' }
  const text = value.replaceAll(/\\(.)/gs, (_, sign: string) => signs[sign] ?? '?')
  return [...text.matchAll(/"((?:\\.|[^"\\])*)"/gs)].map(([, quoted = '']) =>
    quoted.replaceAll(/\\(.)/gs, '$1').replaceAll('%%', '%'),
  )
}

describe('start at login elsewhere', () => {
  it('says when the system has it switched off', () => {
    expect(macNote('enabled')).toBe('')
    expect(macNote('requires-approval')).toMatch(/switched off.*Login Items/)
    expect(macNote('not-packaged')).toMatch(/Only the installed app/)
    const on = { openAtLogin: true, executableWillLaunchAtLogin: true }
    expect(windowsNote(on)).toBe('')
    expect(windowsNote({ ...on, executableWillLaunchAtLogin: false })).toMatch(/switched off/)
    expect(windowsNote({ openAtLogin: false, executableWillLaunchAtLogin: false })).toBe('')
  })
})

describe('a start without a window', () => {
  it('waits for a panel that comes later than the app', async () => {
    const answers = [false, false, true]
    let pauses = 0
    const pause = () => Promise.resolve(void pauses++)
    expect(await waitForTrayHost(() => Promise.resolve(answers.shift() ?? true), pause, 5)).toBe(
      true,
    )
    expect(pauses).toBe(2)
  })

  it('does not wait for ever', async () => {
    let asked = 0
    const never = () => Promise.resolve(++asked < 0)
    expect(await waitForTrayHost(never, () => Promise.resolve(), 5)).toBe(false)
    expect(asked).toBe(5)
  })

  it('keeps what leads somewhere until the page listens, and again when it loads anew', () => {
    const sent: string[] = []
    const queue = new PageQueue((name) => sent.push(name))
    queue.send('app.signIn', { connectionId: 'a' })
    queue.send('session.changed', {
      locked: false,
      touchId: false,
      reason: null,
      since: null,
      activeExports: 0,
    })
    expect(sent).toEqual(['session.changed'])
    queue.ready()
    queue.ready()
    expect(sent).toEqual(['session.changed', 'app.signIn'])
    queue.gone()
    queue.send('app.show', { page: 'export', exportId: null })
    expect(sent).toHaveLength(2)
    queue.ready()
    expect(sent.at(-1)).toBe('app.show')
  })
})
