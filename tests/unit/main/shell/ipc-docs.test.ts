import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'

describe('docs/ipc.md', () => {
  it('is what the contract says now', () => {
    const check = () =>
      execFileSync(process.execPath, ['scripts/ipc-docs.ts', '--check'], { stdio: 'pipe' })
    expect(check).not.toThrow()
  })
})
