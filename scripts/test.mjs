// Behind `npm test`: every check, and one line with the totals at the end. --fast leaves out what
// needs a desktop.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectEnvironment, run } from './lib/run.mjs'
import { runWithDesktop } from './lib/virtual-desktop.mjs'
import {
  addTotals,
  checkTotals,
  playwrightTotals,
  totalsLine,
  vitestTotals,
} from './lib/totals.mjs'

const fast = process.argv.includes('--fast')
const reports = await mkdtemp(join(tmpdir(), 'test-reports-'))
const env = projectEnvironment()
let totals = { passed: 0, failed: 0, skipped: 0 }
const failures = []

/** Counts a suite by its report; no report or no test is a failure too. */
function count(name, found, code) {
  const suite = checkTotals(found, code)
  if (suite.failed > 0) failures.push(name)
  totals = addTotals(totals, suite)
}

async function check(name, command, args) {
  console.log(`\n== ${name}`)
  const { code } = await run(command, args, { env })
  count(name, { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }, code)
  return code === 0
}

async function report(file) {
  try {
    return JSON.parse(await readFile(join(reports, file), 'utf8'))
  } catch {
    // The suite ended before it could write one; counted as a failure by `checkTotals`.
    return null
  }
}

await check('reference of calls and events', 'node', ['scripts/ipc-docs.ts', '--check'])
await check('format', 'prettier', ['--check', '--log-level', 'warn', '.'])
await check('lint', 'eslint', ['--max-warnings=0', '.'])
await check('types of main, shared and tests', 'tsc', ['--noEmit', '-p', 'tsconfig.node.json'])
await check('types of the page', 'vue-tsc', ['--noEmit', '-p', 'tsconfig.web.json'])
const built = await check('build', 'electron-vite', ['build', '--logLevel', 'warn'])

console.log('\n== unit, fault and component tests')
const unitReport = join(reports, 'vitest.json')
const unit = await run(
  'vitest',
  ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${unitReport}`],
  { env },
)
count('unit, fault and component tests', vitestTotals(await report('vitest.json')), unit.code)

if (!fast && built) {
  console.log('\n== end-to-end tests on a real Electron')
  process.env.PLAYWRIGHT_JSON_OUTPUT_NAME = join(reports, 'playwright.json')
  const code = await runWithDesktop('playwright', ['test', '--reporter=list,json'])
  count('end-to-end tests', playwrightTotals(await report('playwright.json')), code)

  console.log('\n== smoke')
  const smoke = await runWithDesktop('node', ['tests/e2e/smoke.ts'])
  count('smoke', { passed: smoke === 0 ? 1 : 0, failed: smoke === 0 ? 0 : 1, skipped: 0 }, smoke)
} else if (!fast) {
  console.log('\nThe end-to-end tests and the smoke run need a build: counted as failed.')
  count('end-to-end tests and smoke', { passed: 0, failed: 2, skipped: 0 }, 1)
}

await rm(reports, { recursive: true, force: true })
console.log(failures.length === 0 ? '\nAll green.' : `\nFailed: ${failures.join('; ')}`)
console.log(totalsLine(totals))
process.exitCode = totals.failed > 0 ? 1 : 0
