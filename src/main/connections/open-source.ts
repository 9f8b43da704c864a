import { BrowserTokens } from './sign-in/browser-tokens.ts'
import { openTokenSource } from './sign-in/token-sources.ts'
import type { OpenSource } from './sources.ts'

/** What ways to sign in share; see `openTokenSource`. */
export type OpenSourceDeps = Omit<Parameters<typeof openTokenSource>[1], 'secret'>

/** The token source of every way to sign in but the demo's. */
export function createOpenSource(deps: OpenSourceDeps): OpenSource {
  return async (facts, secret, fresh) => {
    if (facts.signIn.method !== 'browser') {
      return await openTokenSource(facts, { ...deps, secret: secret.read })
    }
    const source = new BrowserTokens({
      host: facts.host,
      fetch: deps.fetch,
      readRefreshToken: secret.read,
      storeRefreshToken: secret.write,
      ...(fresh ? { initial: fresh } : {}),
      now: deps.now,
      onSecret: deps.onSecret,
      logger: deps.logger,
    })
    return { host: facts.host, source }
  }
}
