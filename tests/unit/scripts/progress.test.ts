import { describe, expect, it } from 'vitest'
import { Progress, progressText } from '../../../scripts/lib/progress.mjs'

function steered(isTTY: boolean) {
  const written: string[] = []
  let time = 0
  const stream = { isTTY, columns: 40, write: (text: string) => written.push(text) }
  const progress = new Progress('Downloading', { stream, now: () => time })
  return { progress, written, pass: (ms: number) => (time += ms) }
}

describe('the progress of a long step', () => {
  it('tells seconds, bytes where they can be seen, and the share where the whole is known', () => {
    expect(progressText('Unpacking', { seconds: 12 })).toBe('Unpacking … 12 s')
    expect(progressText('Downloading', { seconds: 12, bytes: 34_000_000 })).toBe(
      'Downloading … 34 MB, 12 s',
    )
    expect(progressText('Downloading', { seconds: 12, bytes: 50e6, total: 200e6 })).toBe(
      'Downloading █████░░░░░░░░░░░░░░░ 25 %, 50 of 200 MB',
    )
    expect(progressText('D', { seconds: 1, bytes: 201e6, total: 200e6 })).toContain('100 %')
  })

  it('redraws one line on a terminal', () => {
    const { progress, written } = steered(true)
    progress.update(1_000_000)
    progress.end()
    expect(written.map((text) => text.slice(0, 5))).toEqual(Array(3).fill('\r\u001B[2K'))
    expect(written.at(-1)).toMatch(/Downloading\n$/)
    expect(Math.max(...written.map((text) => text.length))).toBeLessThan(40 + 6)
  })

  it('is a line now and then in a log', () => {
    const { progress, written, pass } = steered(false)
    for (let second = 0; second < 25; second++) {
      pass(1000)
      progress.update(undefined)
    }
    progress.end()
    expect(written).toEqual(['Downloading …\n', 'Downloading … 10 s\n', 'Downloading … 20 s\n'])
  })
})
