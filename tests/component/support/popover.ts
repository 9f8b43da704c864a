/** The browser's popovers, as far as components use them; happy-dom has none. */
export function installPopovers(): void {
  const open = new WeakSet<HTMLElement>()

  function change(panel: HTMLElement, shown: boolean): void {
    if (open.has(panel) === shown) return
    if (shown) open.add(panel)
    else open.delete(panel)
    const event = new Event('toggle')
    Object.defineProperty(event, 'newState', { value: shown ? 'open' : 'closed' })
    panel.dispatchEvent(event)
  }

  Object.assign(HTMLElement.prototype, {
    showPopover(this: HTMLElement) {
      change(this, true)
    },
    hidePopover(this: HTMLElement) {
      change(this, false)
    },
    togglePopover(this: HTMLElement) {
      change(this, !open.has(this))
    },
  })
}
