// Behind `npm test`: every check, and one line with the totals at the end. --fast leaves out what
// needs a desktop.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { main } from './lib/main.mjs'
import { Interrupted, SetupError } from './lib/messages.mjs'
import { projectEnvironment, run } from './lib/run.mjs'
import { playwrightTotals, Tally, vitestTotals } from './lib/totals.mjs'
import { runWithDesktop } from './lib/virtual-desktop.mjs'

const fast = process.argv.includes('--fast')
/** Most of the time an end-to-end test waits for its app: two take little more time than one. */
const e2eDesktops = 2
const tally = new Tally()

await main(async () => {
  const reports = await mkdtemp(join(tmpdir(), 'test-reports-'))
  try {
    await testAll(reports)
  } finally {
    await rm(reports, { recursive: true, force: true })
  }
  const { failed } = tally
  console.log(failed.length === 0 ? '\nAll green.' : `\nFailed: ${failed.join('; ')}`)
  console.log(tally.line())
  return failed.length === 0 ? 0 : 1
})

async function testAll(reports) {
  await check('reference of calls and events', 'node', ['scripts/ipc-docs.ts', '--check'])
  await check('format', 'prettier', ['--check', '--log-level', 'warn', '.'])
  await check('lint', 'eslint', ['--max-warnings=0', '.'])
  await check('types of main, shared and tests', 'tsc', ['--noEmit', '-p', 'tsconfig.node.json'])
  await check('types of the page', 'vue-tsc', ['--noEmit', '-p', 'tsconfig.web.json'])
  const built = await check('build', 'electron-vite', ['build', '--logLevel', 'warn'])

  const unitReport = join(reports, 'vitest.json')
  const vitest = ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${unitReport}`]
  await step('unit, fault and component tests', async () => {
    const code = await command('vitest', vitest)
    return { code, totals: vitestTotals(await read(unitReport)) }
  })
  if (fast) return

  const e2eReport = join(reports, 'playwright.json')
  await step('end-to-end tests on a real Electron', async () => {
    if (!built) throw new SetupError('They need a build.')
    process.env.PLAYWRIGHT_JSON_OUTPUT_NAME = e2eReport
    const code = await runWithDesktop('playwright', ['test', '--reporter=list,json'], e2eDesktops)
    return { code, totals: playwrightTotals(await read(e2eReport)) }
  })
  await step('smoke', async () => {
    if (!built) throw new SetupError('It needs a build.')
    return { code: await runWithDesktop('node', ['tests/e2e/smoke.ts']) }
  })
}

/** A command that counts as one test. */
function check(name, program, args) {
  return step(name, async () => ({ code: await command(program, args) }))
}

async function command(program, args) {
  return (await run(program, args, { env: projectEnvironment() })).code
}

/**
 * @param {string} name
 * @param {() => Promise<{ code: number, totals?: import('./lib/totals.mjs').Totals | null }>} work
 *   without `totals`, the exit code alone is one test
 * @returns {Promise<boolean>} whether it was all right
 */
async function step(name, work) {
  console.log(`\n== ${name}`)
  try {
    return tally.add(name, await work())
  } catch (error) {
    if (error instanceof Interrupted || !(error instanceof SetupError)) throw error
    console.error(error.message)
    return tally.add(name, { code: 1 })
  }
}

async function read(report) {
  try {
    return JSON.parse(await readFile(report, 'utf8'))
  } catch {
    // The suite ended before it could write one, which the tally counts as a failure.
    return null
  }
}
