import type http from 'node:http'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { AppError } from '../../shared/errors.ts'
import { send } from './transport.ts'

const deadlineMs = 10_000
const largestScript = 1024 * 1024

/**
 * Makes sure that there is a proxy script (PAC) at an address: one that cannot be read would make
 * Chromium go directly without a word. Throws `proxy` with the reason.
 */
export async function checkScript(
  address: string,
  agentFor: (url: URL) => Promise<http.Agent>,
): Promise<void> {
  const url = new URL(address)
  let text: string
  try {
    text = url.protocol === 'file:' ? await readFile(fileURLToPath(url), 'utf8') : await load(url)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
    throw unusable(`The proxy script (PAC) cannot be read${code}.`, cause)
  }
  if (text.includes('FindProxyForURL')) return
  throw unusable('What is at the address of the proxy script (PAC) is no such script.')

  async function load(target: URL): Promise<string> {
    const answer = await send({
      url: target,
      method: 'GET',
      headers: {},
      body: null,
      agent: await agentFor(target),
      signal: AbortSignal.timeout(deadlineMs),
      maxBytes: largestScript,
    })
    if (answer.status === 200) return answer.text
    throw Object.assign(new Error('no script'), { code: `status ${answer.status}` })
  }
}

function unusable(message: string, cause?: unknown): AppError {
  return new AppError('proxy', message, {
    suggestion: 'Check its address under Settings, Network, or choose another way there.',
    cause,
  })
}
