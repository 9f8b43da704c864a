import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

it('nothing keeps the computer from sleeping', () => {
  const sources = globSync('src/**/*.{ts,vue}')
  expect(sources.length).toBeGreaterThan(100)
  const guilty = sources.filter((file) =>
    /powerSaveBlocker|wakeLock|prevent-display-sleep|prevent-app-suspension/.test(
      readFileSync(file, 'utf8'),
    ),
  )
  expect(guilty).toEqual([])
})
