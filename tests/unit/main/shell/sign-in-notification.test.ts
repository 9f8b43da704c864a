import { describe, expect, it } from 'vitest'
import {
  SignInNotices,
  signInNotification,
} from '../../../../src/main/shell/sign-in-notification.ts'

const need = { connectionId: 'prod', connectionName: 'Production', exports: 1 }

function desktop() {
  const open: { title: string; click: () => void }[] = []
  const signedIn: string[] = []
  const notices = new SignInNotices({
    show: ({ title }, click) => {
      const shown = { title, click }
      open.push(shown)
      return () => open.splice(open.indexOf(shown), 1)
    },
    signIn: (id) => signedIn.push(id),
  })
  return { notices, open, signedIn }
}

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

  it('leads to the sign-in of its connection', () => {
    const { notices, open, signedIn } = desktop()
    notices.needed(need)
    notices.needed({ ...need, connectionId: 'other' })
    expect(open).toHaveLength(2)
    open[1]?.click()
    expect(signedIn).toEqual(['other'])
  })

  it('goes when it is settled, and only then', () => {
    const { notices, open } = desktop()
    notices.needed(need)
    notices.settled('other')
    expect(open).toHaveLength(1)
    notices.settled('prod')
    notices.settled('prod')
    expect(open).toEqual([])
  })

  it('is one for each connection', () => {
    const { notices, open } = desktop()
    notices.needed(need)
    notices.needed(need)
    expect(open).toHaveLength(1)
  })
})
