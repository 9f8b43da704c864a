/**
 * Draws the icons of the app from shapes written here and renders them with rsvg-convert (librsvg)
 * and png2icns (icnsutils). The results are committed: run this only to change the drawing.
 *
 *   node scripts/icons.ts
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const resources = resolve('resources')
const indigo = '#5B5BD6'
const green = '#2B9A66'
const red = '#CE2C31'
const amber = '#AD5700'

/** Two squares and the way from one to the other, on a 24 x 24 grid. */
function glyph(stroke: string, width: number): string {
  return `<g fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round">
  <rect x="3" y="3" width="8" height="8" rx="2"/>
  <path d="M7 11v4a2 2 0 0 0 2 2h4"/>
  <rect x="13" y="13" width="8" height="8" rx="2"/>
</g>`
}

/** A square of 1024 with the margins and the corner of the macOS icon grid. */
const appIcon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1024 1024">
<defs>
  <linearGradient id="ground" x1="0" y1="0" x2="0.35" y2="1">
    <stop offset="0" stop-color="#6F6FE8"/>
    <stop offset="0.5" stop-color="${indigo}"/>
    <stop offset="1" stop-color="#33338A"/>
  </linearGradient>
  <linearGradient id="edge" x1="0" y1="0" x2="0" y2="1">
    <stop offset="0" stop-color="#FFFFFF" stop-opacity="0.28"/>
    <stop offset="0.4" stop-color="#FFFFFF" stop-opacity="0"/>
  </linearGradient>
</defs>
<rect x="100" y="100" width="824" height="824" rx="186" fill="url(#ground)"/>
<rect x="104" y="104" width="816" height="816" rx="182" fill="none" stroke="url(#edge)" stroke-width="8"/>
<g transform="translate(242 242) scale(22.5)">
  <rect x="3" y="3" width="8" height="8" rx="2" fill="#FFFFFF" fill-opacity="0.16"/>
  <rect x="13" y="13" width="8" height="8" rx="2" fill="#FFFFFF"/>
  ${glyph('#FFFFFF', 1.7)}
</g>
</svg>
`

/** Beside the glyph in the tray: what state the exports are in, by shape and not only by colour. */
const badges = {
  idle: () => '',
  running: (colour: string, hole: string) => `
<circle cx="18" cy="6" r="5.4" fill="${hole}"/>
<path d="M15.8 2.9v6.2l5.2-3.1z" fill="${colour}" stroke="${colour}" stroke-width="1.2" stroke-linejoin="round"/>`,
  succeeded: (colour: string, hole: string) => `
<circle cx="18" cy="6" r="5.4" fill="${hole}"/>
<path d="M14.2 6.2l2.7 2.7 5-5.4" fill="none" stroke="${colour}" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/>`,
  failed: (colour: string, hole: string) => `
<circle cx="18" cy="6" r="5.4" fill="${hole}"/>
<path d="M15.3 3.3l5.4 5.4M20.7 3.3l-5.4 5.4" fill="none" stroke="${colour}" stroke-width="2.5" stroke-linecap="round"/>`,
  attention: (colour: string, hole: string) => `
<circle cx="18" cy="6" r="5.4" fill="${hole}"/>
<path d="M18 1.9v4.2M18 10v.1" fill="none" stroke="${colour}" stroke-width="2.7" stroke-linecap="round"/>`,
}
type TrayState = keyof typeof badges
const trayStates: readonly TrayState[] = ['idle', 'running', 'succeeded', 'failed', 'attention']

const badgeColours: Readonly<Record<TrayState, string>> = {
  idle: indigo,
  running: indigo,
  succeeded: green,
  failed: red,
  attention: amber,
}

/** On a light tile, so that it can be seen on light and on dark panels. */
function colouredTray(state: TrayState): string {
  const badge = badgeColours[state]
  const tile = '#FFFFFF'
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">
<rect width="24" height="24" rx="5.5" fill="${tile}"/>
<g transform="translate(12 12) scale(0.86) translate(-12 -12)">${glyph(indigo, 2.4)}</g>${badges[state](badge, tile)}
</svg>
`
}

/** macOS: black on nothing; the system colours it. */
function templateTray(state: TrayState): string {
  const cut = state === 'idle' ? '' : '<circle cx="18" cy="6" r="6.4" fill="#000"/>'
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">
<mask id="cut"><rect width="24" height="24" fill="#FFF"/>${cut}</mask>
<g mask="url(#cut)">${glyph('#000', 2)}</g>${badges[state]('#000', 'none')}
</svg>
`
}

/** Over the icon in the taskbar of Windows: how many ends nobody has seen. */
function badge(text: string): string {
  const size = text.length > 1 ? 9 : 11.5
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">
<circle cx="8" cy="8" r="8" fill="${red}"/>
<text x="8" y="${8 + size * 0.36}" font-family="Inter, DejaVu Sans, sans-serif" font-weight="700" font-size="${size}" fill="#FFFFFF" text-anchor="middle">${text}</text>
</svg>
`
}

const work = mkdtempSync(join(tmpdir(), 'icons-'))
try {
  mkdirSync(join(resources, 'tray'), { recursive: true })
  drawAppIcon()
  for (const state of trayStates) drawTrayIcon(state)
  mkdirSync(join(resources, 'badge'), { recursive: true })
  for (const text of ['1', '2', '3', '4', '5', '6', '7', '8', '9', '9+']) drawBadge(text)
} finally {
  rmSync(work, { recursive: true, force: true })
}

function drawAppIcon(): void {
  const source = join(resources, 'icon.svg')
  writeFileSync(source, appIcon)
  render(source, join(resources, 'icon.png'), 1024)
  render(source, join(resources, 'icon-512.png'), 512)
  const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024]
  const pngs = new Map(sizes.map((size) => [size, join(work, `${size}.png`)]))
  for (const [size, path] of pngs) render(source, path, size)
  const ico = [16, 24, 32, 48, 64, 128, 256].map((size) => ({ size, path: pngs.get(size) ?? '' }))
  writeFileSync(join(resources, 'icon.ico'), icoOf(ico))
  const icns = [16, 32, 48, 128, 256, 512, 1024].map((size) => pngs.get(size) ?? '')
  execFileSync('png2icns', [join(resources, 'icon.icns'), ...icns], { stdio: 'ignore' })
}

function drawTrayIcon(state: TrayState): void {
  const coloured = join(work, `tray-${state}.svg`)
  writeFileSync(coloured, colouredTray(state))
  for (const size of [16, 22, 32]) {
    render(coloured, join(resources, 'tray', `tray-${state}-${size}.png`), size)
    render(coloured, join(resources, 'tray', `tray-${state}-${size}@2x.png`), size * 2)
  }
  const template = join(work, `tray-${state}-template.svg`)
  writeFileSync(template, templateTray(state))
  render(template, join(resources, 'tray', `tray-${state}Template.png`), 18)
  render(template, join(resources, 'tray', `tray-${state}Template@2x.png`), 36)
}

function drawBadge(text: string): void {
  const source = join(work, `badge-${text}.svg`)
  writeFileSync(source, badge(text))
  const name = `unseen-${text === '9+' ? 'more' : text}`
  render(source, join(resources, 'badge', `${name}.png`), 16)
  render(source, join(resources, 'badge', `${name}@2x.png`), 32)
}

function render(source: string, target: string, size: number): void {
  execFileSync('rsvg-convert', ['-w', `${size}`, '-h', `${size}`, '-o', target, source])
}

/** An .ico file is a directory of images, PNG since Windows Vista. */
function icoOf(images: readonly { size: number; path: string }[]): Buffer {
  const header = Buffer.alloc(6)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(images.length, 4)
  const files = images.map(({ path }) => readFileSync(path))
  let offset = 6 + 16 * images.length
  const entries = images.map(({ size }, index) => {
    const length = files[index]?.length ?? 0
    const entry = Buffer.alloc(16)
    entry.writeUInt8(size === 256 ? 0 : size, 0)
    entry.writeUInt8(size === 256 ? 0 : size, 1)
    entry.writeUInt16LE(1, 4)
    entry.writeUInt16LE(32, 6)
    entry.writeUInt32LE(length, 8)
    entry.writeUInt32LE(offset, 12)
    offset += length
    return entry
  })
  return Buffer.concat([header, ...entries, ...files])
}
