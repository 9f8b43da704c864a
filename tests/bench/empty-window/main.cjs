// The yardstick: the least an Electron app with one window can be.
const { app, BrowserWindow } = require('electron')

app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 820, show: false })
  window.once('ready-to-show', () => window.show())
  void window.loadFile(require('node:path').join(__dirname, 'index.html'))
})
app.on('window-all-closed', () => app.quit())
