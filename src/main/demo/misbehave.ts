import { setTimeout as wait } from 'node:timers/promises'
import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context, MiddlewareHandler } from 'hono'
import { faultResponse } from './faults.ts'
import type { Faults } from './faults.ts'

type Bound = { Bindings: HttpBindings }

/** Applies the constant latency and the faults in force to each request. */
export function misbehave(faults: Faults, latencyMs: number): MiddlewareHandler<Bound> {
  return async (context, next) => {
    if (latencyMs > 0) await wait(latencyMs)
    const fault = faults.take(`${context.req.method} ${context.req.path}`)
    switch (fault?.kind) {
      case undefined:
        return next()
      case 'latency':
        await wait(fault.ms ?? 1000)
        return next()
      case 'status':
        return faultResponse(fault)
      case 'hang':
        return closed(context)
      case 'reset':
        context.env.incoming.socket.resetAndDestroy()
        return RESPONSE_ALREADY_SENT
      case 'drop-after':
        await next()
        context.env.incoming.socket.resetAndDestroy()
        return replaceResponse(context, RESPONSE_ALREADY_SENT)
      case 'truncate': {
        await next()
        const { status, headers } = context.res
        return replaceResponse(
          context,
          new Response(half(await context.res.text()), { status, headers }),
        )
      }
      case 'cut-off':
        await next()
        await sendHalf(context)
        return replaceResponse(context, RESPONSE_ALREADY_SENT)
    }
  }
}

/** Resolves when the caller gives up or the server stops. */
function closed(context: Context<Bound>): Promise<Response> {
  return new Promise((resolve) => {
    context.env.incoming.socket.once('close', () => resolve(RESPONSE_ALREADY_SENT))
  })
}

async function sendHalf(context: Context<Bound>): Promise<void> {
  const whole = await context.res.text()
  const { outgoing, incoming } = context.env
  outgoing.writeHead(context.res.status, {
    'content-type': context.res.headers.get('content-type') ?? 'application/json',
    'content-length': Buffer.byteLength(whole),
  })
  await new Promise<void>((resolve) => {
    outgoing.write(half(whole), () => resolve())
  })
  incoming.socket.destroy()
}

function half(text: string): string {
  return text.slice(0, Math.ceil(text.length / 2))
}

function replaceResponse(context: Context<Bound>, response: Response): undefined {
  // Hono would otherwise merge the headers of the answer that is replaced.
  context.res = undefined
  context.res = response
  return undefined
}
