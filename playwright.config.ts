import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { z } from 'zod'

// Each test has a whole desktop app; side by side they would share one display and one keychain.
const desktops = z
  .array(z.record(z.string(), z.string()))
  .parse(JSON.parse(process.env.VIRTUAL_DESKTOPS ?? '[]'))
// This file is read in each worker, too.
Object.assign(process.env, desktops[Number(process.env.TEST_PARALLEL_INDEX ?? 0)])

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.e2e.ts',
  outputDir: join(tmpdir(), 'workflow-manager-e2e'),
  workers: Math.max(1, desktops.length),
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: 'list',
})
