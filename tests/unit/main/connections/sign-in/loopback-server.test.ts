import http from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { LoopbackPage } from '../../../../../src/main/connections/sign-in/loopback-page.ts'
import {
  redirectPorts,
  startLoopbackServer,
} from '../../../../../src/main/connections/sign-in/loopback-server.ts'
import { freePorts, occupy } from '../../../../support/ports.ts'
import { skips } from '../../../../support/skip.ts'

const page: LoopbackPage = { status: 200, mood: 'good', title: 'It <b>went</b> well', text: '"&"' }
const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((each) => each?.address === '::1')

async function start(ports: readonly number[], answer = async () => page) {
  const server = await startLoopbackServer({ ports, answer })
  onTestFinished(() => server.close())
  return server
}

function get(url: string, options: http.RequestOptions = {}) {
  return new Promise<{ status: number; headers: http.IncomingHttpHeaders; text: string }>(
    (resolve, reject) => {
      const request = http.request(url, options, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => (text += part))
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        )
      })
      request.on('error', reject).end()
    },
  )
}

describe('the server that the browser is sent back to', () => {
  it('uses the ports that Databricks knows', () => {
    expect(redirectPorts).toHaveLength(21)
    expect([redirectPorts.at(0), redirectPorts.at(-1)]).toEqual([8020, 8040])
  })

  it('answers under each address of this computer, and no other', async (context) => {
    const [port = 0] = await freePorts(1)
    await start([port])
    expect((await get(`http://127.0.0.1:${port}/`)).status).toBe(200)
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((each) => each !== undefined && !each.internal && each.family === 'IPv4')
    if (outside !== undefined) {
      await expect(get(`http://${outside.address}:${port}/`)).rejects.toMatchObject({
        code: 'ECONNREFUSED',
      })
    }
    context.skip(skips(hasIpv6 ? null : 'This computer has no IPv6.'))
    expect((await get(`http://[::1]:${port}/`)).status).toBe(200)
  })

  it('takes the next port when one is in use', async () => {
    const ports = await freePorts(3)
    await occupy(ports[0] ?? 0)
    await occupy(ports[1] ?? 0)
    expect((await start(ports)).redirectUri).toBe(`http://localhost:${ports[2]}`)
  })

  it('takes the next port when another program has only the IPv6 side', async (context) => {
    context.skip(skips(hasIpv6 ? null : 'This computer has no IPv6.'))
    const ports = await freePorts(2)
    await occupy(ports[0] ?? 0, '::1')
    expect((await start(ports)).redirectUri).toBe(`http://localhost:${ports[1]}`)
    await expect(get(`http://127.0.0.1:${ports[0]}/`)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    })
  })

  it('says so when all ports are in use', async () => {
    const ports = await freePorts(2)
    for (const port of ports) await occupy(port)
    await expect(start(ports)).rejects.toMatchObject({
      code: 'unavailable',
      message: `The ports ${ports[0]} to ${ports[1]} of this computer are all in use, so the browser cannot report back.`,
      suggestion: expect.stringContaining('Close a program that uses one of them') as string,
    })
  })

  it('sends pages that load, run and keep nothing, with their words escaped', async () => {
    const { redirectUri } = await start(await freePorts(1))
    const { headers, text } = await get(redirectUri)
    expect(text).toContain('It &#60;b&#62;went&#60;/b&#62; well')
    expect(text).not.toContain('<b>')
    expect(text).not.toContain('<script')
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]+=*'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    )
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['cache-control']).toBe('no-store')
    expect(text).toContain('prefers-color-scheme:dark')
  })

  it('has nothing else', async () => {
    let asked = 0
    const { redirectUri } = await start(await freePorts(1), async () => {
      asked += 1
      return page
    })
    expect((await get(`${redirectUri}/favicon.ico`)).status).toBe(404)
    expect((await get(`${redirectUri}/callback?code=1`)).status).toBe(404)
    expect((await get(redirectUri, { method: 'POST' })).status).toBe(405)
    expect((await get(redirectUri, { path: 'http://evil.example/' })).status).toBe(404)
    expect((await get(redirectUri, { headers: { host: 'evil.example' } })).status).toBe(404)
    expect(asked).toBe(0)
  })

  it('lets the last page get to the browser, then closes every connection', async () => {
    const [port = 0] = await freePorts(1)
    const answer = Promise.withResolvers<LoopbackPage>()
    const asked = Promise.withResolvers<undefined>()
    const server = await start([port], () => {
      asked.resolve(undefined)
      return answer.promise
    })
    // Browsers open a second connection ahead of time and send nothing on it.
    const idle = connect(port, '127.0.0.1')
    const ended = new Promise((resolve) => idle.on('close', resolve))
    const last = get(`http://127.0.0.1:${port}/`)
    await asked.promise
    const closing = server.close()
    answer.resolve(page)
    expect((await last).status).toBe(200)
    await closing
    await ended
    await expect(get(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})
