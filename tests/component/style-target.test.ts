import { describe, expect, it } from 'vitest'
import { styleTarget } from '../../src/renderer/style-target.ts'

describe('the place of naive-ui styles', () => {
  it('stamps every style with the nonce of the page', () => {
    const page = document.implementation.createHTMLDocument()
    page.head.innerHTML = '<meta name="csp-nonce" content="abc"><link rel="x">'
    const target = styleTarget(page)
    const first = document.createElement('style')
    const second = document.createElement('style')
    target.insertBefore(first, target.querySelector('style, link'))
    target.appendChild(second)
    expect([first, second].map((style) => style.nonce)).toEqual(['abc', 'abc'])
    expect(first.parentNode).toBe(page.head)
  })
})
