import { parseArgs } from 'node:util'
import { killRun } from './kill-run.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '500' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
  },
})
const kills = Number(values.kills)
const seed = Number(values.seed)
if (!Number.isInteger(kills) || kills < 1 || !Number.isInteger(seed)) {
  console.error('Usage: npm run test:kill -- [--kills N] [--seed S]')
  process.exit(2)
}
console.log(`Seed ${seed}`)
const { violations, ...report } = await killRun({
  kills,
  seed,
  onKill: (line) => console.log(line),
})
const { lost, doubled, unreadable } = violations
for (const line of [...lost, ...doubled, ...unreadable]) console.error(line)
const counts = { lost: lost.length, doubled: doubled.length, unreadable: unreadable.length }
console.log(JSON.stringify({ ...report, ...counts }))
process.exitCode = lost.length + doubled.length + unreadable.length === 0 ? 0 : 1
