import { describe, expect, it } from 'vitest'
import { missingPackages } from '../../../scripts/lib/system-packages.mjs'

const debian12 = () => false
const ubuntu24 = (name: string) => name === 'libgtk-3-0t64'
const wanted = ['libgtk-3-0', 'xvfb']

describe('missing system packages', () => {
  it('are those that are not installed', () => {
    expect(missingPackages(wanted, new Set(['xvfb']), debian12)).toEqual(['libgtk-3-0'])
    expect(missingPackages(wanted, new Set(wanted), debian12)).toEqual([])
  })

  it('have the names that the release gives them', () => {
    expect(missingPackages(wanted, new Set(), ubuntu24)).toEqual(['libgtk-3-0t64', 'xvfb'])
    expect(missingPackages(wanted, new Set(['libgtk-3-0t64', 'xvfb']), ubuntu24)).toEqual([])
  })
})
