import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createBridge } from '../../../src/preload/bridge.ts'
import { callNames } from '../../../src/shared/contract.ts'
import { calls, events } from '../../../src/shared/ipc.ts'
import type { DesktopBridge } from '../../../src/shared/ipc.ts'

function bridge() {
  const emitter = new EventEmitter()
  const invoked: unknown[][] = []
  const desktop = createBridge(callNames(calls), Object.keys(events), {
    invoke: (...parameters) => {
      invoked.push(parameters)
      return Promise.resolve({ ok: true, value: null })
    },
    on: (channel, listener) => emitter.on(channel, listener),
    off: (channel, listener) => emitter.off(channel, listener),
  }) as unknown as DesktopBridge
  return { desktop, invoked, emitter }
}

describe('the bridge', () => {
  it('has one function for every call of the contract, and `on`, and nothing else', () => {
    const { desktop } = bridge()
    expect(Object.keys(desktop).sort()).toEqual([...Object.keys(calls), 'on'].sort())
    for (const [group, members] of Object.entries(calls)) {
      const offered: object = desktop[group as keyof typeof calls]
      expect(Object.keys(offered)).toEqual(Object.keys(members))
    }
  })

  it('sends the name of the call and its input', async () => {
    const { desktop, invoked } = bridge()
    await desktop.exports.cancel({ id: '12345678' })
    await desktop.exports.list()
    expect(invoked).toEqual([
      ['desktop.call', 'exports.cancel', { id: '12345678' }],
      ['desktop.call', 'exports.list', undefined],
    ])
  })

  it('gives a listener the payload and never the event', () => {
    const { desktop, emitter } = bridge()
    const heard: unknown[][] = []
    desktop.on('exports.removed', (...parameters: unknown[]) => heard.push(parameters))
    emitter.emit('desktop.event.exports.removed', { sender: 'ipcRenderer' }, { id: '12345678' })
    expect(heard).toEqual([[{ id: '12345678' }]])
  })

  it('stops listening when told', () => {
    const { desktop, emitter } = bridge()
    const heard: unknown[] = []
    const stop = desktop.on('exports.removed', (payload) => heard.push(payload))
    stop()
    emitter.emit('desktop.event.exports.removed', {}, { id: '12345678' })
    expect(heard).toEqual([])
    expect(emitter.eventNames()).toEqual([])
  })

  it('refuses events that are not in the contract', () => {
    const { desktop, emitter } = bridge()
    for (const name of ['ELECTRON_INTERNAL', 'constructor', '', null, {}]) {
      expect(() => desktop.on(name as 'exports.removed', () => undefined)).toThrow(TypeError)
    }
    expect(() => desktop.on('exports.removed', 'no function' as never)).toThrow(TypeError)
    expect(emitter.eventNames()).toEqual([])
  })
})
