/**
 * Shows the lines of the log in a terminal, for development. A terminal that went away ends it
 * quietly: its error must not become a line that is shown in the terminal.
 */
export function terminalMirror(terminal: NodeJS.WritableStream): (line: string) => void {
  let isThere = true
  terminal.on('error', () => {
    isThere = false
  })
  return (line) => {
    if (isThere) terminal.write(`${line}\n`)
  }
}
