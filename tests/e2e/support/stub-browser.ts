import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** What the person at the screen does with a page that asks for a sign-in. */
export type Answer = 'allow' | 'deny' | 'nothing'

/**
 * Stands for the default browser and the person in front of it: `xdg-open` on the PATH opens a link
 * over real HTTP, presses the button of the demo workspace's sign-in page, and follows the redirect
 * back to the app.
 */
export class StubBrowser {
  readonly #folder: string

  private constructor(folder: string) {
    this.#folder = folder
  }

  static async create(answer: Answer = 'allow'): Promise<StubBrowser> {
    const folder = await mkdtemp(join(tmpdir(), 'stub-browser-'))
    const browser = new StubBrowser(folder)
    await browser.willAnswer(answer)
    await writeFile(join(folder, 'opened'), '')
    const program = join(folder, 'xdg-open')
    await writeFile(program, script(folder))
    await chmod(program, 0o755)
    return browser
  }

  /** For the environment of the app. */
  get path(): string {
    return `${this.#folder}${delimiter}${process.env.PATH ?? ''}`
  }

  async willAnswer(answer: Answer): Promise<void> {
    await writeFile(join(this.#folder, 'answer'), answer)
  }

  /** Links that were opened, oldest first. */
  async opened(): Promise<string[]> {
    const text = await readFile(join(this.#folder, 'opened'), 'utf8')
    return text.split('\n').filter((line) => line !== '')
  }

  /** What the last page said that the app showed after the redirect; null when there was none. */
  async lastPage(): Promise<string | null> {
    return await readFile(join(this.#folder, 'page'), 'utf8').catch(() => null)
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
  }
}

function script(folder: string): string {
  return `#!${process.execPath}
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs')
const folder = ${JSON.stringify(folder)}
const url = process.argv[2]
appendFileSync(folder + '/opened', url + '\\n')
const answer = readFileSync(folder + '/answer', 'utf8')
async function press() {
  const page = await (await fetch(url)).text()
  const link = new RegExp('id="' + answer + '" href="([^"]+)"').exec(page)[1].replaceAll('&amp;', '&')
  const decided = await fetch(new URL(link, url), { redirect: 'manual' })
  const back = await fetch(decided.headers.get('location'))
  writeFileSync(folder + '/page', await back.text())
}
if (answer !== 'nothing') press()
`
}
