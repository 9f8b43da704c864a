import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { callApi } from '../../../support/demo-workspace.ts'

const command = fileURLToPath(new URL('../../../../src/main/demo/main.ts', import.meta.url))

function start(...args: string[]) {
  const child = fork(command, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (part: string) => (errors += part))
  const firstLine = new Promise<string>((resolve) => {
    let text = ''
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part
      if (text.includes('\n')) resolve(text)
    })
  })
  const ask = async (message: Record<string, unknown>) => {
    child.send({ id: 1, ...message })
    const [answer] = (await once(child, 'message')) as [{ answer: unknown }]
    return answer.answer
  }
  return { child, firstLine, ask, errors: () => errors }
}

describe('the demo workspace as a command', () => {
  it('prints where it is, obeys the test that started it, and ends with it', async () => {
    const { child, firstLine, ask } = start('--jobs', '50', '--port', '0', '--time-scale', '0.05')
    const server = JSON.parse(await firstLine) as { url: string; token: string }
    expect((await callApi(server, '/api/2.2/jobs/list?limit=100')).body['jobs']).toHaveLength(50)
    await ask({ do: 'add-fault', fault: { route: 'GET *', kind: 'status', status: 500 } })
    expect((await callApi(server, '/api/2.2/jobs/list')).status).toBe(500)
    await ask({ do: 'clear-faults' })
    await callApi(server, '/api/2.2/jobs/run-now', { job_id: 1290381902 })
    expect(await ask({ do: 'inspect' })).toMatchObject({ runs: [{ jobId: '1290381902' }] })
    const ended = once(child, 'exit')
    child.disconnect()
    expect(await ended).toEqual([0, null])
  })

  it('lets a service principal sign in, and its tokens expire when the test says so', async () => {
    const client = { client_id: 'an-application', client_secret: 'dose-of-a-test' }
    const { child, firstLine, ask } = start(
      ...['--jobs', '10', '--client-id', client.client_id, '--client-secret', client.client_secret],
      ...['--access-token-seconds', '60'],
    )
    const { url } = JSON.parse(await firstLine) as { url: string }
    const signIn = async () => {
      const body = new URLSearchParams({ grant_type: 'client_credentials', ...client })
      const response = await fetch(`${url}/oidc/v1/token`, { method: 'POST', body })
      return (await response.json()) as { access_token: string; expires_in: number }
    }
    const first = await signIn()
    expect(first.expires_in).toBe(60)
    await ask({ do: 'set-access-token-lifetime', seconds: 5 })
    expect((await signIn()).expires_in).toBe(5)
    await ask({ do: 'expire-access-tokens' })
    await ask({ do: 'revoke-refresh-tokens' })
    const server = { url, token: first.access_token }
    expect((await callApi(server, '/api/2.2/jobs/list')).status).toBe(401)
    expect(await ask({ do: 'inspect' })).toMatchObject({
      grants: [{ grantType: 'client_credentials', error: null }, { clientId: client.client_id }],
    })
    const ended = once(child, 'exit')
    child.disconnect()
    await ended
  })

  it('explains options that belong together', async () => {
    const { child, errors } = start('--client-id', 'alone')
    expect(await once(child, 'close')).toEqual([2, null])
    expect(errors()).toContain('--client-id and --client-secret belong together.')
  })

  it('explains a wrong option', async () => {
    const { child, errors } = start('--jobs', 'many')
    expect(await once(child, 'close')).toEqual([2, null])
    expect(errors()).toContain('--jobs must be a number, not "many".')
    expect(errors()).toContain('Usage:')
  })
})
