import { describe, expect, it } from 'vitest'
import {
  applyAppearance,
  cssVariables,
  naiveOverrides,
  tagColors,
  tokens,
} from '../../src/renderer/theme.ts'
import type { Appearance, Tokens } from '../../src/renderer/theme.ts'
import { connectionColorSchema } from '../../src/shared/connection.ts'

/** Relative luminance and contrast ratio as in WCAG 2.2. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

const appearances: Appearance[] = ['light', 'dark']
const grounds: (keyof Tokens)[] = ['background', 'surface', 'rail', 'hover', 'primarySoft']

const texts: [keyof Tokens, (keyof Tokens)[]][] = [
  ['text', [...grounds, 'successSoft', 'warningSoft', 'errorSoft', 'infoSoft']],
  ['textSecond', [...grounds, 'errorSoft']],
  ['textThird', grounds],
  ['primary', grounds],
  ['onPrimary', ['primary', 'primaryHover', 'primaryPressed']],
  ['onError', ['error', 'errorHover']],
  ['success', ['background', 'surface', 'successSoft', 'hover']],
  ['warning', ['background', 'surface', 'warningSoft', 'hover']],
  ['error', ['background', 'surface', 'rail', 'errorSoft', 'hover']],
  ['info', ['background', 'surface', 'infoSoft', 'hover']],
  ['onTag', ['tagRed', 'tagOrange', 'tagGreen', 'tagBlue', 'tagViolet']],
  ['heroText', ['heroFrom', 'heroMiddle', 'heroTo']],
  ['heroTextSecond', ['heroFrom', 'heroMiddle', 'heroTo']],
]

const shapes: [keyof Tokens, (keyof Tokens)[]][] = [
  ['control', ['surface', 'background']],
  ['primary', ['surface', 'background', 'primarySoft']],
  ['successFill', ['surface', 'hover', 'rail']],
  ['warningFill', ['surface', 'rail']],
  ['errorFill', ['surface', 'hover', 'primarySoft', 'rail']],
  ['neutralFill', ['surface']],
  ['tagRed', grounds],
  ['tagOrange', grounds],
  ['tagGreen', grounds],
  ['tagBlue', grounds],
  ['tagViolet', grounds],
]

const pairs = appearances.flatMap((appearance) => [
  ...texts.flatMap(([front, backs]) =>
    backs.map((back) => [appearance, front, back, 4.5] as const),
  ),
  ...shapes.flatMap(([front, backs]) => backs.map((back) => [appearance, front, back, 3] as const)),
])

describe('the theme', () => {
  it.each(pairs)('in %s keeps %s on %s at %d to 1', (appearance, front, back, least) => {
    const ratio = contrast(tokens[appearance][front], tokens[appearance][back])
    expect(ratio).toBeGreaterThanOrEqual(least)
  })

  it('names the same roles in both appearances', () => {
    expect(Object.keys(tokens.dark)).toEqual(Object.keys(tokens.light))
  })

  it('offers every token as a CSS variable', () => {
    expect(cssVariables('dark')).toMatchObject({
      '--text-second': tokens.dark.textSecond,
      '--primary-soft': tokens.dark.primarySoft,
    })
  })

  it.each(connectionColorSchema.options)('has a variable for the tag %s', (color) => {
    const variables = cssVariables('light')
    for (const value of Object.values(tagColors(color))) {
      expect(variables).toHaveProperty(/^var\((.+)\)$/.exec(value)?.[1] ?? '')
    }
  })

  it('puts the appearance on the page, the browser controls included', () => {
    applyAppearance('dark', document.documentElement)
    const { style } = document.documentElement
    expect(style.getPropertyValue('--surface')).toBe(tokens.dark.surface)
    expect(style.colorScheme).toBe('dark')
  })

  it('gives naive-ui the same primary colour', () => {
    expect(naiveOverrides('light').common?.primaryColor).toBe(tokens.light.primary)
  })
})
