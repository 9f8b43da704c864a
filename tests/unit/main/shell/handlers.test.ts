import { describe, expect, it } from 'vitest'
import { createHandlers } from '../../../../src/main/shell/handlers.ts'
import type { Services } from '../../../../src/main/shell/service-calls.ts'
import { calls } from '../../../../src/shared/ipc.ts'

/** Services of which every method notes that it was called, and with what. */
function notingServices(noted: unknown[][]): Services {
  const service = (group: string) =>
    new Proxy(
      {},
      {
        get:
          (_target, name) =>
          (...parameters: unknown[]) => {
            noted.push([`${group}.${String(name)}`, ...parameters])
          },
      },
    )
  return {
    ...Object.fromEntries(Object.keys(calls).map((group) => [group, service(group)])),
    // Services of their own behind the same group of calls.
    selection: service('configuration'),
    documentFiles: service('configuration'),
    merges: service('configuration'),
    ends: service('exports'),
  } as unknown as Services
}

const names = Object.entries(calls).flatMap(([group, members]) =>
  Object.keys(members).map((name) => [group, name] as const),
)

describe('the handler table', () => {
  it.each(names)(
    'has %s.%s carried out by the service method of that name',
    async (group, name) => {
      const noted: unknown[][] = []
      const table = createHandlers(notingServices(noted)) as unknown as Record<
        string,
        Record<string, (input: unknown) => unknown>
      >
      await table[group]?.[name]?.({ kind: 'workflow', id: '5', ids: ['5'] })
      expect(noted.map(([called]) => called)).toEqual([`${group}.${name}`])
    },
  )

  it('hands the fields of the input over in the right order', async () => {
    const noted: unknown[][] = []
    const { catalog, configuration } = createHandlers(notingServices(noted))
    await catalog.details({ kind: 'pipeline', id: 'a', fresh: true })
    await catalog.lastRuns({ kind: 'workflow', ids: ['1', '2'] })
    await configuration.reload({ document: 'main', discardDraft: true })
    await configuration.save({ document: 'app', overwrite: false })
    await configuration.setPath({ document: 'app', path: '/a/b' })
    expect(noted).toEqual([
      ['catalog.details', 'pipeline', 'a', true],
      ['catalog.lastRuns', 'workflow', ['1', '2']],
      ['configuration.reload', 'main', true],
      ['configuration.save', 'app', { overwrite: false }],
      ['configuration.setPath', 'app', '/a/b'],
    ])
  })

  it('answers null where a service answers nothing', async () => {
    const { app, exports } = createHandlers(notingServices([]))
    expect(await app.copyText({ text: 'x' })).toBeNull()
    expect(await exports.remove({ id: '12345678' })).toBeNull()
  })
})
