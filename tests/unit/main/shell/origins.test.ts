import { describe, expect, it } from 'vitest'
import { isOwnPage, isOwnSender } from '../../../../src/main/shell/origins.ts'

const developmentServer = 'http://localhost:5173/'

describe('the page of the app', () => {
  it.each(['app://bundle/', 'app://bundle/index.html', 'app://bundle/workflows?x=1#top'])(
    'is %s',
    (url) => {
      expect(isOwnPage(url, null)).toBe(true)
    },
  )

  it.each([
    'app://bundle.evil.example/',
    'app://evil@bundle/',
    'app://other/',
    'https://bundle/',
    'file:///index.html',
    'about:blank',
    'data:text/html,x',
    'javascript:alert(1)',
    'http://localhost:5173/',
    '',
    'not a url',
  ])('is not %s', (url) => {
    expect(isOwnPage(url, null)).toBe(false)
  })

  it('comes from the development server only when there is one', () => {
    expect(isOwnPage('http://localhost:5173/src/main.ts', developmentServer)).toBe(true)
    expect(isOwnPage('http://localhost:5174/', developmentServer)).toBe(false)
    expect(isOwnPage('data:text/html,x', 'data:text/html,x')).toBe(false)
  })
})

describe('the sender of a call', () => {
  const frame = { url: 'app://bundle/', isMain: true }
  const own = { contentsId: 1, developmentServer: null }

  it('is ours in the main frame of our window', () => {
    expect(isOwnSender({ contentsId: 1, frame }, own)).toBe(true)
  })

  it.each([
    ['a frame inside the page', { contentsId: 1, frame: { ...frame, isMain: false } }],
    ['another window', { contentsId: 2, frame }],
    ['a page from elsewhere', { contentsId: 1, frame: { ...frame, url: 'https://x.example/' } }],
    ['a frame that is gone', { contentsId: 1, frame: null }],
  ])('is foreign: %s', (_what, sender) => {
    expect(isOwnSender(sender, own)).toBe(false)
  })

  it('is foreign while there is no window', () => {
    expect(isOwnSender({ contentsId: 1, frame }, { ...own, contentsId: null })).toBe(false)
  })
})
