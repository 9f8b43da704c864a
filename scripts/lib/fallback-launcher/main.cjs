// What Electron's own default app does: runs the app whose folder is the first argument.
const { readFileSync } = require('node:fs')
const { join, resolve } = require('node:path')
const { pathToFileURL } = require('node:url')
const { app } = require('electron')

const folder = resolve(process.argv.slice(1).find((argument) => !argument.startsWith('-')) ?? '.')
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
app.setAppPath(folder)
app.setName(manifest.productName ?? manifest.name)
app.setVersion(manifest.version)
import(pathToFileURL(join(folder, manifest.main)).href).catch((error) => {
  console.error(error)
  app.exit(1)
})
