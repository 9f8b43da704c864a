import { expect, test } from '@playwright/test'
import { killRun } from '../kill/kill-run.ts'

/** A part of `npm run test:kill`, which kills 500 times. */
const kills = 10

test('whenever the app is killed, no export is lost, none runs twice, and the store is whole', async () => {
  const { violations, exports, runs } = await killRun({ kills, seed: 20_260_115 })
  expect(violations).toEqual({ lost: [], doubled: [], unreadable: [] })
  expect(exports).toBeGreaterThan(3)
  expect(runs).toBe(exports)
})
