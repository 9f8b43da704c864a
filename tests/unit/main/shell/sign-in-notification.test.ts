import { describe, expect, it } from 'vitest'
import { signInNotification } from '../../../../src/main/shell/sign-in-notification.ts'

const need = { connectionId: 'prod', connectionName: 'Production', exports: 1 }

describe('the notification about a sign-in', () => {
  it('says where, and that nothing is lost', () => {
    expect(signInNotification(need)).toEqual({
      title: 'Sign in again to follow your export',
      body: '“Production” is signed out. The run goes on in Databricks meanwhile.',
    })
    expect(signInNotification({ ...need, exports: 3 })).toEqual({
      title: 'Sign in again to follow your 3 exports',
      body: '“Production” is signed out. The runs go on in Databricks meanwhile.',
    })
  })

  it('does not say where while the app is locked', () => {
    expect(signInNotification(need, true).body).toBe(
      'A connection is signed out. The run goes on in Databricks meanwhile.',
    )
  })
})
