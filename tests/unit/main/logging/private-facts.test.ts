import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PrivateFacts } from '../../../../src/main/logging/private-facts.ts'
import { Redactor } from '../../../../src/main/logging/redact.ts'

const facts = new PrivateFacts(new Redactor(), '/home/ada')

describe('what leaves the computer', () => {
  it.each([
    ['ada.lovelace+x@example.com', '…@example.com'],
    ['Signed in as ada@sub.example.co.uk.', 'Signed in as …@sub.example.co.uk.'],
    ['/Workspace/Users/ada@example.com/config.yml', '/Workspace/Users/…@example.com/config.yml'],
    ['“ädä@example.com”', '“…@example.com”'],
    ['?user=ada@example.com&x=1', '?user=…@example.com&x=1'],
    ['adb-1.azuredatabricks.net', 'adb-1.azuredatabricks.net'],
    ['npm@10', 'npm@10'],
    ['http://user:geheim99@proxy.example.com:1', 'http://[redacted]@proxy.example.com:1'],
  ])('says of %s only %s', (text, told) => {
    expect(facts.text(text)).toBe(told)
  })

  it.each([
    ['/home/ada', '/home/ada/x.pem', '~/x.pem'],
    ['/home/ada/', 'in /home/ada', 'in ~'],
    ['/home/ada', '/home/adamant/x', '/home/adamant/x'],
    ['/home/ada', '/home/ada-2/x', '/home/ada-2/x'],
    ['C:\\Users\\Ada', 'c:\\users\\ada\\AppData', '~\\AppData'],
    ['C:\\Users\\Ada', 'file:///C:/Users/Ada/x', 'file:///~/x'],
    ['/home/a.d(a', '/home/a.d(a/x /home/axd(a', '~/x /home/axd(a'],
    ['/', '/etc/hosts', '/etc/hosts'],
    ['C:\\', 'C:\\x', 'C:\\x'],
    ['', '/etc', '/etc'],
  ])('with the home folder %s, says of %s only %s', (home, text, told) => {
    expect(new PrivateFacts(new Redactor(), home).text(text)).toBe(told)
  })

  it('holds for names of fields and everything below', () => {
    expect(
      facts.value({ '/home/ada/x': [{ by: 'ada@example.com', n: 1, none: null }], ok: true }),
    ).toEqual({ '~/x': [{ by: '…@example.com', n: 1, none: null }], ok: true })
  })

  it('never names a person, whatever is around the address', () => {
    const letters = [..."abcXYZ019.+-_'äß"]
    const person = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 64 })
    fc.assert(
      fc.property(fc.string(), person, fc.domain(), fc.string(), (before, name, domain, after) => {
        expect(facts.text(`${before} ${name}@${domain} ${after}`)).not.toContain(` ${name}@`)
      }),
    )
  })
})
