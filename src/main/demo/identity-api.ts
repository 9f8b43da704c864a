import type { Hono } from 'hono'
import { demoUser } from './names.ts'

/** SCIM `Me`: the signed-in user. */
export function addIdentityApi(app: Hono): void {
  app.get('/api/2.0/preview/scim/v2/Me', (context) => {
    const me = {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      id: demoUser.id,
      userName: demoUser.userName,
      displayName: demoUser.displayName,
      name: { givenName: 'Demo', familyName: 'User' },
      emails: [{ type: 'work', value: demoUser.userName, primary: true }],
      active: true,
      groups: [
        { display: 'users', type: 'direct', value: '700881002400351' },
        { display: 'data-platform', type: 'direct', value: '700881002400352' },
      ],
    }
    return context.body(JSON.stringify(me), 200, { 'content-type': 'application/scim+json' })
  })
}
