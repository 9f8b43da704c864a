import http from 'node:http'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createAgent } from '../../../../src/main/network/agents.ts'
import { send, TooLongError } from '../../../../src/main/network/transport.ts'
import type { OddServer } from '../databricks/support.ts'
import { answering, connect, oddServer, through } from '../databricks/support.ts'

function get(server: OddServer, maxBytes = 10_000) {
  const agent = createAgent('http:')
  onTestFinished(() => agent.destroy())
  const signal = new AbortController().signal
  return send({
    url: new URL(server.url),
    method: 'GET',
    headers: {},
    body: null,
    agent,
    signal,
    maxBytes,
  })
}

const jobsPage = answering({ jobs: [] })

describe('connections', () => {
  it('serve many calls, one after the other', async () => {
    const server = await oddServer(jobsPage)
    const gateway = await connect({ host: server.url, token: 't' })
    for (let page = 0; page < 5; page += 1) await gateway.jobs.listPage()
    expect(server.connections()).toBe(1)
  })

  it('are let go when the gateway is closed', async () => {
    const server = await oddServer(jobsPage)
    const gateway = await connect({ host: server.url, token: 't' })
    await Promise.all([gateway.jobs.listPage(), gateway.jobs.listPage()])
    expect(server.sockets.size).toBe(2)
    gateway.close()
    await expect.poll(() => server.sockets.size).toBe(0)
  })

  it('of a network’s agent stay the network\u2019s', async () => {
    const server = await oddServer(jobsPage)
    const agent = createAgent('http:')
    onTestFinished(() => agent.destroy())
    const first = await connect({ host: server.url, token: 't', network: through(agent) })
    await first.jobs.listPage()
    first.close()
    const second = await connect({ host: server.url, token: 't', network: through(agent) })
    await second.jobs.listPage()
    expect(server.connections()).toBe(1)
  })
})

describe('a request', () => {
  it('ends with its signal, also when its agent never connects', async () => {
    class EndlessAgent extends http.Agent {
      override createConnection(): undefined {
        return undefined
      }
    }
    const controller = new AbortController()
    const sending = send({
      url: new URL('http://127.0.0.1:1'),
      method: 'GET',
      headers: {},
      body: null,
      agent: new EndlessAgent(),
      signal: controller.signal,
      maxBytes: 1,
    })
    const reason = new Error('enough')
    controller.abort(reason)
    await expect(sending).rejects.toBe(reason)
  })
})

describe('answers', () => {
  it('may come compressed', async () => {
    const server = await oddServer((request, response) => {
      expect(request.headers['accept-encoding']).toBe('gzip')
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.end(gzipSync('{"words":"Grüße"}'))
    })
    expect((await get(server)).text).toBe('{"words":"Grüße"}')
  })

  it.each([
    ['plain', (body: string) => ({ headers: {}, body: Buffer.from(body) })],
    [
      'compressed',
      (body: string) => ({ headers: { 'content-encoding': 'gzip' }, body: gzipSync(body) }),
    ],
  ])('that are too long, %s, are given up', async (_name, encode) => {
    const { headers, body } = encode('x'.repeat(20_000))
    const server = await oddServer((_request, response) => {
      response.writeHead(200, headers).end(body)
    })
    await expect(get(server)).rejects.toBeInstanceOf(TooLongError)
  })
})
