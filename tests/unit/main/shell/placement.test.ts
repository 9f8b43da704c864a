import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeWindow, readWindowState } from '../../../../src/main/shell/placement.ts'

const laptop = { x: 0, y: 25, width: 1440, height: 875 }
const right = { x: 1440, y: 0, width: 2560, height: 1440 }
const left = { x: -1920, y: 0, width: 1920, height: 1080 }

describe('the place of the window', () => {
  it('is the middle of the first screen at the first start', () => {
    expect(placeWindow(null, [laptop])).toEqual({ x: 80, y: 53, width: 1280, height: 820 })
  })

  it('is where it was', () => {
    const was = { x: 1600, y: 100, width: 1300, height: 900 }
    expect(placeWindow(was, [laptop, right])).toEqual(was)
  })

  it('is where it was on a screen to the left', () => {
    const was = { x: -1800, y: 40, width: 1280, height: 820 }
    expect(placeWindow(was, [laptop, left])).toEqual(was)
  })

  it('moves onto a screen that is left when its own went away', () => {
    const was = { x: 2000, y: 200, width: 1280, height: 820 }
    const place = placeWindow(was, [laptop])
    expect(place).toEqual({ x: 80, y: 53, width: 1280, height: 820 })
  })

  it('moves to the nearest screen that is left', () => {
    const was = { x: 4200, y: 200, width: 1280, height: 820 }
    expect(placeWindow(was, [laptop, right]).x).toBeGreaterThanOrEqual(right.x)
  })

  it('shrinks to the screen it moves to, but not below the smallest usable size', () => {
    const was = { x: 5000, y: 0, width: 2400, height: 1400 }
    expect(placeWindow(was, [laptop])).toMatchObject({ width: 1440, height: 875 })
    expect(placeWindow(was, [{ x: 0, y: 0, width: 800, height: 600 }])).toMatchObject({
      x: 0,
      y: 0,
      width: 960,
      height: 640,
    })
  })

  it('moves when only a sliver or no title bar is left to drag', () => {
    const sliver = { x: 1400, y: 100, width: 1280, height: 820 }
    expect(placeWindow(sliver, [laptop]).x).toBe(80)
    const above = { x: 100, y: -300, width: 1280, height: 820 }
    expect(placeWindow(above, [laptop]).y).toBeGreaterThanOrEqual(laptop.y)
  })

  it('can always be reached, whatever is remembered and whatever screens there are', () => {
    const coordinate = fc.integer({ min: -10_000, max: 10_000 })
    const area = fc.record({
      x: coordinate,
      y: coordinate,
      width: fc.integer({ min: 1, max: 10_000 }),
      height: fc.integer({ min: 1, max: 10_000 }),
    })
    const screenArea = fc.record({
      x: coordinate,
      y: coordinate,
      width: fc.integer({ min: 640, max: 5000 }),
      height: fc.integer({ min: 480, max: 3000 }),
    })
    fc.assert(
      fc.property(
        fc.option(area),
        fc.array(screenArea, { minLength: 1, maxLength: 4 }),
        (remembered, screens) => {
          const place = placeWindow(remembered, screens)
          expect(place.width).toBeGreaterThanOrEqual(960)
          expect(place.height).toBeGreaterThanOrEqual(640)
          const reachable = screens.some(
            ({ x, y, width, height }) =>
              Math.min(place.x + place.width, x + width) - Math.max(place.x, x) >= 1 &&
              place.y >= y - 1 &&
              place.y < y + height,
          )
          expect(reachable).toBe(true)
        },
      ),
    )
  })

  it.each([
    { bounds: { x: 'left' }, maximized: 'yes' },
    { bounds: { x: 0, y: 0, width: 0, height: 100 } },
    { bounds: { x: 0.5, y: 0, width: 10, height: 10 } },
    null,
    'text',
    [],
  ])('is forgotten when what is stored makes no sense: %j', (stored) => {
    expect(readWindowState(stored)).toEqual({
      bounds: null,
      maximized: false,
      toldWhereItWent: false,
    })
  })

  it('is read back as it was stored', () => {
    const state = { bounds: laptop, maximized: true, toldWhereItWent: true }
    expect(readWindowState(JSON.parse(JSON.stringify(state)))).toEqual(state)
  })
})
