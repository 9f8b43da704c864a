import { parseArgs } from 'node:util'
import { AppError } from '../../shared/errors.ts'
import type { Fault } from './faults.ts'
import { createDemoServer } from './server.ts'

/**
 * What a test that forked this command may send it (`child.send`). `answer` messages come back with
 * the same `id`.
 */
export type DemoCommand =
  | { id: number; do: 'add-fault'; fault: Fault & { route: string } }
  | { id: number; do: 'clear-faults' }
  | { id: number; do: 'fail-next-run'; reason: string }
  | { id: number; do: 'set-access-token-lifetime'; seconds: number }
  | { id: number; do: 'expire-access-tokens' }
  | { id: number; do: 'revoke-refresh-tokens' }
  /** Answers `{ runs, requests, grants }`: runs started, requests by route, requests for tokens. */
  | { id: number; do: 'inspect' }

const usage = `Usage: node src/main/demo/main.ts [options]

Starts a demo workspace on this computer and prints {"url": …, "token": …} as one line of JSON.

  --jobs N          jobs, at most 100000 (240)
  --pipelines N     pipelines, at most 20000 (60)
  --port N          port, 0 for any (0)
  --token TEXT      access token (random)
  --seed N          another set of jobs and pipelines (1)
  --time-scale N    1: an export takes about 20 s; 0.05: about 1 s (1)
  --latency N       every answer is N ms late (0)
  --state-file PATH keep files and runs there (memory only)
  --access-token-seconds N  how long OAuth access tokens are good (3600)
  --client-id ID --client-secret TEXT  the service principal that may sign in
`

try {
  const { values } = parseArgs({
    options: {
      jobs: { type: 'string' },
      pipelines: { type: 'string' },
      port: { type: 'string' },
      token: { type: 'string' },
      seed: { type: 'string' },
      'time-scale': { type: 'string' },
      latency: { type: 'string' },
      'state-file': { type: 'string' },
      'access-token-seconds': { type: 'string' },
      'client-id': { type: 'string' },
      'client-secret': { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  if (values.help === true) process.stdout.write(usage)
  else {
    await run({
      jobs: number('jobs', values.jobs),
      pipelines: number('pipelines', values.pipelines),
      port: number('port', values.port),
      token: values.token,
      seed: number('seed', values.seed),
      timeScale: number('time-scale', values['time-scale']),
      latencyMs: number('latency', values.latency),
      stateFile: values['state-file'],
      accessTokenSeconds: number('access-token-seconds', values['access-token-seconds']),
      servicePrincipal: servicePrincipal(values['client-id'], values['client-secret']),
    })
  }
} catch (thrown) {
  const suggestion = thrown instanceof AppError ? ` ${thrown.suggestion}` : `\n\n${usage}`
  process.stderr.write(
    `${thrown instanceof Error ? thrown.message : String(thrown)}${suggestion}\n`,
  )
  process.exitCode = 2
}

async function run(options: Parameters<typeof createDemoServer>[0]): Promise<void> {
  const server = await createDemoServer({
    ...options,
    onProblem: (problem) => process.stderr.write(`${problem.message} ${problem.suggestion}\n`),
  })
  process.stdout.write(`${JSON.stringify({ url: server.url, token: server.token })}\n`)
  const stop = () => {
    server.stop().then(
      () => process.exit(),
      (thrown: unknown) => {
        process.stderr.write(`${AppError.from(thrown).message}\n`)
        process.exit(1)
      },
    )
  }
  process.once('SIGINT', stop).once('SIGTERM', stop).once('disconnect', stop)
  process.on('message', (command: DemoCommand) => {
    const answer = (value: unknown) => process.send?.({ id: command.id, answer: value })
    switch (command.do) {
      case 'add-fault':
        server.faults.add(command.fault)
        return answer(null)
      case 'clear-faults':
        server.faults.clear()
        return answer(null)
      case 'fail-next-run':
        server.workspace.failNextRun(command.reason)
        return answer(null)
      case 'set-access-token-lifetime':
        server.workspace.oidc.setAccessTokenLifetime(command.seconds)
        return answer(null)
      case 'expire-access-tokens':
        server.workspace.oidc.expireAccessTokens()
        return answer(null)
      case 'revoke-refresh-tokens':
        server.workspace.oidc.revokeRefreshTokens()
        return answer(null)
      case 'inspect': {
        const { workspace } = server
        return answer({
          runs: workspace.runs(),
          requests: workspace.requests.counts(),
          grants: workspace.oidc.grants,
        })
      }
    }
  })
}

function number(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new Error(`--${name} must be a number, not "${text}".`)
  }
  return value
}

function servicePrincipal(
  clientId: string | undefined,
  clientSecret: string | undefined,
): { clientId: string; clientSecret: string } | undefined {
  if (clientId === undefined && clientSecret === undefined) return undefined
  if (clientId === undefined || clientSecret === undefined) {
    throw new Error('--client-id and --client-secret belong together.')
  }
  return { clientId, clientSecret }
}
