import { request } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createDemoServer } from '../../src/main/demo/server.ts'
import type { DemoServer } from '../../src/main/demo/server.ts'
import type { DemoOptions } from '../../src/main/demo/options.ts'
import { CertificateAuthority } from './certificates.ts'

/** A demo workspace as companies have it: https under a name of its own, signed by a private CA. */
export interface WorkspaceBehindTls {
  /** `https://adb-1.workspace.test`, which only a proxy of the test leads to. */
  url: string
  name: string
  /** Of the TLS server, for the proxy's map of hosts. */
  port: number
  token: string
  demo: DemoServer
  authority: CertificateAuthority
  stop: () => Promise<void>
}

export async function workspaceBehindTls(
  options: DemoOptions = {},
  name = 'adb-1.workspace.test',
): Promise<WorkspaceBehindTls> {
  const url = `https://${name}`
  const authority = await CertificateAuthority.create()
  const demo = await createDemoServer({ jobs: 30, pipelines: 5, publicUrl: url, ...options })
  const target = new URL(demo.url)
  const front = createServer(await authority.issue({ names: [name] }), (incoming, response) => {
    const { method, url: path, headers } = incoming
    const outgoing = request(
      { host: target.hostname, port: target.port, method, path, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      },
    )
    outgoing.on('error', () => response.destroy())
    incoming.pipe(outgoing)
  })
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  return {
    url,
    name,
    port: (front.address() as AddressInfo).port,
    token: demo.token,
    demo,
    authority,
    async stop() {
      const closed = new Promise<void>((resolve) => front.close(() => resolve()))
      front.closeAllConnections()
      await closed
      await demo.stop()
    },
  }
}
