import type { Hono } from 'hono'
import type { Authenticate } from './guard.ts'
import type { Principal } from './oidc-tokens.ts'

/** SCIM `Me`: the signed-in user or service principal. */
export function addIdentityApi(app: Hono, authenticate: Authenticate): void {
  app.get('/api/2.0/preview/scim/v2/Me', (context) => {
    const me = identityOf(authenticate(context.req.header('authorization')))
    return context.body(JSON.stringify(me), 200, { 'content-type': 'application/scim+json' })
  })
}

/** Databricks answers a service principal as a SCIM user too, with its application id as user name. */
function identityOf({ kind, id, userName, displayName }: Principal) {
  const person =
    kind === 'user'
      ? {
          name: { givenName: 'Demo', familyName: 'User' },
          emails: [{ type: 'work', value: userName, primary: true }],
        }
      : {}
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    id,
    userName,
    displayName,
    ...person,
    active: true,
    groups: [
      { display: 'users', type: 'direct', value: '700881002400351' },
      { display: 'data-platform', type: 'direct', value: '700881002400352' },
    ],
  }
}
