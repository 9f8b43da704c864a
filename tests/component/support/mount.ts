import { flushPromises, mount } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import type { Component } from 'vue'
import type { Router } from 'vue-router'
import { createAppRouter } from '../../../src/renderer/router.ts'
import { useConfiguration } from '../../../src/renderer/stores/configuration.ts'
import { useConnections } from '../../../src/renderer/stores/connections.ts'
import { useSettings } from '../../../src/renderer/stores/settings.ts'
import { fakeDesktop, fakeWorld } from './fake-desktop.ts'
import type { FakeDesktop, FakeWorld } from './fake-desktop.ts'
import { installPopovers } from './popover.ts'

installPopovers()

const now = Date.UTC(2026, 10, 23, 12)

/** A fresh fake main process and empty stores. */
export function freshDesktop(change: (world: FakeWorld) => void = () => undefined): FakeDesktop {
  const world = fakeWorld(now)
  change(world)
  const fake = fakeDesktop(world)
  Object.defineProperty(window, 'desktop', { value: fake.bridge, configurable: true })
  setActivePinia(createPinia())
  return fake
}

/** Mounts a component as the app would, with settings, connections and configuration loaded. */
export async function mountHere(
  component: Component,
  props: Record<string, unknown> = {},
): Promise<{ wrapper: VueWrapper; router: Router }> {
  await Promise.all([useSettings().load(), useConnections().load(), useConfiguration().load()])
  const router = createAppRouter()
  await router.push('/settings')
  const wrapper = mount(component, {
    props,
    attachTo: document.body,
    global: { plugins: [router] },
  })
  await flushPromises()
  return { wrapper, router }
}

/** A promise to be answered later, for answers that come in the wrong order. */
export function later<Value>(): {
  promise: Promise<Value>
  resolve: (value: Value) => void
  reject: (reason: unknown) => void
} {
  let resolve: (value: Value) => void = () => undefined
  let reject: (reason: unknown) => void = () => undefined
  const promise = new Promise<Value>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}
