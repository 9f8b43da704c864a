import { AppError } from '../../shared/errors.ts'
import type { Call } from './call.ts'
import type { IdentityApi } from './gateway.ts'
import { signedInUser } from './http-errors.ts'
import { text } from './read.ts'

/** https://docs.databricks.com/api/workspace/currentuser */
export function createIdentityApi({ call }: { call: Call }): IdentityApi {
  return {
    async me(options = {}) {
      const plan = { thing: signedInUser, safe: true }
      const user = await call(plan, options, (sdk, context) => sdk.currentUser.me(context))
      const userName = text(user.userName)
      if (userName === null) {
        throw new AppError('bad-response', 'Databricks did not say who is signed in.', {
          suggestion: 'Check the workspace address, then try again.',
        })
      }
      return { userName, displayName: text(user.displayName) ?? userName }
    },
  }
}
