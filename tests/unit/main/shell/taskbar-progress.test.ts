import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { badgeImage, badgeWords, progressBar } from '../../../../src/main/shell/taskbar-progress.ts'

describe('the bar in the taskbar', () => {
  it.each([
    ['none', 'win32', -1, 'none'],
    ['normal', 'win32', 0.4, 'normal'],
    ['indeterminate', 'win32', 2, 'indeterminate'],
    ['paused', 'win32', 0.4, 'paused'],
    ['error', 'win32', 0.4, 'error'],
    ['indeterminate', 'darwin', 2, 'indeterminate'],
    ['paused', 'darwin', 0.4, 'normal'],
    ['error', 'darwin', -1, 'none'],
    ['indeterminate', 'linux', 0.4, 'normal'],
    ['paused', 'linux', 0.4, 'normal'],
    ['error', 'linux', -1, 'none'],
  ] as const)('%s on %s', (mode, platform, value, drawn) => {
    expect(progressBar({ mode, value: 0.4 }, platform)).toEqual({ value, mode: drawn })
  })
})

describe('the badge in the taskbar of Windows', () => {
  it('has an image for every count, for sharp screens too', () => {
    for (let count = 1; count <= 12; count++) {
      const image = resolve('resources/badge', badgeImage(count))
      expect(existsSync(image), image).toBe(true)
      expect(existsSync(image.replace('.png', '@2x.png')), image).toBe(true)
    }
    expect(badgeImage(9)).not.toBe(badgeImage(10))
    expect(badgeImage(10)).toBe(badgeImage(5000))
  })

  it('says the count to a screen reader', () => {
    expect([badgeWords(1), badgeWords(12)]).toEqual(['1 export ended', '12 exports ended'])
  })
})
