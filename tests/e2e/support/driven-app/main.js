// Starts the built app so that Playwright can take hold of it. Attaching while a window opens hangs
// now and then; Playwright's own loader keeps the app from being ready until it has attached, but
// Playwright only puts it before an Electron that it finds itself.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { app } from 'electron'

const project = new URL('../../../../', import.meta.url)
const folder = fileURLToPath(project).replace(/[/\\]$/, '')
const { productName, version, main } = JSON.parse(
  readFileSync(new URL('package.json', project), 'utf8'),
)
const require = createRequire(new URL('package.json', project))
require(`${folder}/node_modules/playwright-core/lib/server/electron/loader.js`)

// The app takes its clock when it starts; tests put it ahead.
const computerClock = Date.now
globalThis.clockAheadMs = 0
Date.now = () => computerClock() + globalThis.clockAheadMs

app.setAppPath(folder)
app.setName(productName)
app.setVersion(version)
// Awaited, because Electron is not ready before its main module has run.
await import(pathToFileURL(`${folder}/${main}`).href)
