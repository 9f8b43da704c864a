import { describe, expect, it } from 'vitest'
import { cacheFolder } from '../../../scripts/lib/project.mjs'
import { checkNode } from '../../../scripts/lib/set-up.mjs'

describe('the set-up', () => {
  it('needs Node 20.19', () => {
    for (const version of ['20.19.0', '22.0.0', '24.21.0']) checkNode(version)
    for (const version of ['18.20.0', '20.18.3']) {
      expect(() => checkNode(version)).toThrow(`Node 20.19 or newer is needed; this is ${version}.`)
    }
  })

  it('keeps downloads where the system keeps caches', () => {
    const ofUser = { XDG_CACHE_HOME: '/caches', LOCALAPPDATA: 'C:\\Local' }
    expect(cacheFolder(ofUser, 'linux')).toMatch(/^.caches.databricks-workflow-manager$/)
    expect(cacheFolder({}, 'linux')).toMatch(/\.cache.databricks-workflow-manager$/)
    expect(cacheFolder({}, 'darwin')).toMatch(/Library.Caches.databricks-workflow-manager$/)
    expect(cacheFolder(ofUser, 'win32')).toMatch(/^C:.Local.databricks-workflow-manager$/)
  })
})
