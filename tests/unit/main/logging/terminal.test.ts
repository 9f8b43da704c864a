import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { terminalMirror } from '../../../../src/main/logging/terminal.ts'

describe('the log in a terminal', () => {
  it('ends quietly when the terminal goes away', () => {
    const terminal = new PassThrough()
    const mirror = terminalMirror(terminal)
    mirror('one')
    terminal.emit('error', new Error('EPIPE'))
    mirror('two')
    expect(String(terminal.read())).toBe('one\n')
  })
})
