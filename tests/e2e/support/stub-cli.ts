import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Stands for the Databricks CLI on the PATH: gives a token, and keeps how it was called. */
export class StubCli {
  readonly folder: string

  private constructor(folder: string) {
    this.folder = folder
  }

  static async create(token: string): Promise<StubCli> {
    const folder = await mkdtemp(join(tmpdir(), 'stub-cli-'))
    await writeFile(join(folder, 'calls'), '')
    const program = join(folder, 'databricks')
    const answer = { access_token: token, token_type: 'Bearer', expiry: '2099-01-01T00:00:00Z' }
    await writeFile(
      program,
      `#!${process.execPath}
const { appendFileSync } = require('node:fs')
const call = { argv: process.argv, env: process.env }
appendFileSync(${JSON.stringify(join(folder, 'calls'))}, JSON.stringify(call) + '\\n')
console.log(${JSON.stringify(JSON.stringify(answer))})
`,
    )
    await chmod(program, 0o755)
    return new StubCli(folder)
  }

  /** Arguments and environment of every call, as text. */
  async calls(): Promise<string> {
    return await readFile(join(this.folder, 'calls'), 'utf8')
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}
