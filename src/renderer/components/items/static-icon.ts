import { h, render } from 'vue'
import type { Component, Directive } from 'vue'

const drawings = new Map<Component, Element>()

function drawingOf(icon: Component): Element | null {
  const known = drawings.get(icon)
  if (known) return known
  const box = document.createElement('span')
  render(h(icon, { size: 13 }), box)
  const { firstElementChild: drawing } = box
  if (drawing) drawings.set(icon, drawing)
  return drawing
}

/**
 * An icon of 13 pixels in an element of its own. One component each would be much of the work of a
 * row that gets another item with each letter typed; this copies what was drawn once.
 */
export const vIcon: Directive<HTMLElement, Component> = {
  created: (element, { value }) => draw(element, value),
  beforeUpdate(element, { value, oldValue }) {
    if (value !== oldValue) draw(element, value)
  },
}

function draw(element: HTMLElement, icon: Component): void {
  const drawing = drawingOf(icon)
  element.replaceChildren(...(drawing ? [drawing.cloneNode(true)] : []))
}
