import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Random } from '../../src/main/demo/random.ts'
import { startDemo } from '../bench/demo-process.ts'
import type { DemoProcess } from '../bench/demo-process.ts'
import { Ledger } from './ledger.ts'
import type { Violations } from './ledger.ts'
import { Dead, Victim } from './victim.ts'

/** Around what the process is killed. */
const moments = ['launch', 'recovery', 'start', 'run-now', 'poll', 'finish'] as const
type Moment = (typeof moments)[number]

export interface KillReport {
  seed: number
  kills: Record<Moment, number>
  /** Exports that were asked for, that were kept, and runs that came of them. */
  asked: number
  exports: number
  runs: number
  seconds: number
  violations: Violations
}

/** Runs of a second, and answers late enough for a death between question and answer. */
const timeScale = 0.04
const latencyMs = 15
/** For exports to be over, and for the documents to be read (ms). */
const settleMs = 90_000

/**
 * Kills the app again and again; each life recovers what the last one left and is the next victim.
 * What was promised and what is on disk is checked after each death, the runs at the end.
 */
export async function killRun(options: {
  kills: number
  seed: number
  onKill?: (line: string) => void
}): Promise<KillReport> {
  const userData = await mkdtemp(join(tmpdir(), 'workflow-manager-kill-'))
  const demo = await startDemo({ jobs: 20, pipelines: 5, latencyMs, timeScale })
  const run = new KillRun(options.seed, userData, demo)
  const began = performance.now()
  try {
    await run.setUp()
    for (let number = 1; number <= options.kills; number += 1) {
      const when = await run.live(number)
      options.onKill?.(`${number}/${options.kills} ${when}`)
    }
    await run.settle()
    return { ...run.report(), seconds: Math.round((performance.now() - began) / 1000) }
  } finally {
    await run.end()
    await demo.stop()
    await rm(userData, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  }
}

class KillRun {
  readonly #seed: number
  readonly #random: Random
  readonly #userData: string
  readonly #demo: DemoProcess
  readonly #ledger: Ledger
  readonly #kills = Object.fromEntries(moments.map((moment) => [moment, 0])) as KillReport['kills']
  #victim: Victim | null = null
  #bag: Moment[] = []
  #startUpMs = 1000
  #asked = 0
  #runs = 0

  constructor(seed: number, userData: string, demo: DemoProcess) {
    this.#seed = seed
    this.#random = new Random(seed, 'kill')
    this.#userData = userData
    this.#demo = demo
    this.#ledger = new Ledger(userData)
  }

  /** Connects once; the connection and what is read of the workspace outlive the deaths. */
  async setUp(): Promise<void> {
    const victim = await this.#launch()
    const input = {
      name: 'Kill test',
      color: 'none',
      host: null,
      signIn: { method: 'environment' },
      secret: null,
      keepSecret: 'session',
    }
    const answer = await victim.evaluate<{ ok: boolean }>(
      `window.desktop.connections.add(${JSON.stringify(input)})`,
    )
    if (!answer.ok) throw new Error(`No connection: ${JSON.stringify(answer)}`)
    await this.#isReady(victim)
    await victim.kill()
  }

  /** One life and its end; says in words when it was. */
  async live(number: number): Promise<string> {
    const moment = this.#nextMoment()
    const share = this.#random.next()
    this.#kills[moment] += 1
    const asked = this.#asked
    const victim = this.#spawn()
    let delayMs = 0
    try {
      delayMs = await this.#until(moment, share, victim)
      await sleep(delayMs)
    } catch (error) {
      if (!(error instanceof Dead)) throw error
      this.#ledger.violations.unreadable.push(
        `kill ${number}: the app ended by itself: ${victim.output}`,
      )
    }
    await victim.kill()
    const when = `kill ${number} (${moment} + ${delayMs.toFixed(1)} ms)`
    this.#ledger.afterDeath(when, this.#asked - asked)
    return when
  }

  /** A last life in which everything comes to its end. */
  async settle(): Promise<void> {
    const victim = await this.#launch()
    await this.#isReady(victim)
    await this.#noneActive(victim)
    const deadline = performance.now() + settleMs
    while (!this.#ledger.isToldOfAll() && performance.now() < deadline) await sleep(50)
    await victim.kill()
    const runs = await this.#demo.runs()
    this.#runs = runs.length
    this.#ledger.settle(runs)
  }

  report(): Omit<KillReport, 'seconds'> {
    return {
      seed: this.#seed,
      kills: this.#kills,
      asked: this.#asked,
      exports: this.#ledger.exports,
      runs: this.#runs,
      violations: this.#ledger.violations,
    }
  }

  async end(): Promise<void> {
    await this.#victim?.kill()
  }

  /** In random order, but each as often as the others. */
  #nextMoment(): Moment {
    if (this.#bag.length === 0) this.#bag = [...moments]
    const [moment] = this.#bag.splice(this.#random.whole(0, this.#bag.length - 1), 1)
    return moment ?? 'launch'
  }

  /** Brings the app to the moment; how long to wait from there (ms). */
  async #until(moment: Moment, share: number, victim: Victim): Promise<number> {
    if (moment === 'launch') return share * 1.2 * this.#startUpMs
    const spawnedAt = performance.now()
    await victim.ready()
    this.#startUpMs = (this.#startUpMs + performance.now() - spawnedAt) / 2
    if (moment === 'recovery') return share * 400
    await this.#isReady(victim)
    const id = this.#start(victim)
    if (moment === 'start') return share * 60
    if (moment === 'run-now') return share * 250
    await id
    if (moment === 'poll') return share * 1500
    await this.#noneActive(victim)
    return share * 40
  }

  /** Asks for an export; the answer is noted if it comes before the end. */
  async #start(victim: Victim): Promise<void> {
    this.#asked += 1
    const answer = await victim
      .evaluate<{ ok: boolean; value?: { id: string } }>(
        `window.desktop.exports.start({ anyway: true })`,
      )
      .catch((error: unknown) => {
        if (error instanceof Dead) return null
        throw error
      })
    if (answer?.ok === false) throw new Error(`Not started: ${JSON.stringify(answer)}`)
    if (answer?.value) this.#ledger.promised(answer.value.id)
  }

  async #isReady(victim: Victim): Promise<void> {
    await this.#holds(
      victim,
      `window.desktop.exports.readiness().then(({ value }) =>
        value.items.every(({ status }) => status !== 'checking' && status !== 'blocked'))`,
    )
  }

  async #noneActive(victim: Victim): Promise<void> {
    const ended = JSON.stringify(['succeeded', 'failed', 'canceled', 'lost'])
    await this.#holds(
      victim,
      `window.desktop.exports.list().then(({ value }) =>
        value.every(({ state }) => ${ended}.includes(state)))`,
    )
  }

  /** Asks in the page until it is so: from here each question would cost a turn of both processes. */
  async #holds(victim: Victim, question: string): Promise<void> {
    const holds = await victim.evaluate<boolean>(`(async () => {
      const until = performance.now() + ${settleMs}
      while (performance.now() < until) {
        if (await ${question}) return true
        await new Promise((done) => setTimeout(done, 5))
      }
      return false
    })()`)
    if (!holds) throw new Error(`It never came to be: ${question}\n${victim.output}`)
  }

  async #launch(): Promise<Victim> {
    const victim = this.#spawn()
    await victim.ready()
    return victim
  }

  #spawn(): Victim {
    const { url, token } = this.#demo
    this.#victim = Victim.spawn(this.#userData, { DATABRICKS_HOST: url, DATABRICKS_TOKEN: token })
    return this.#victim
  }
}
