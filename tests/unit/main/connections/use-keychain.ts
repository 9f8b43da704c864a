// What keychain.test.ts runs as a process of its own: the real keychain library needs the session bus
// of its environment. Prints one JSON line.
import { Keychain } from '../../../../src/main/connections/keychain.ts'
import { AppError } from '../../../../src/shared/errors.ts'

const keychain = new Keychain()
const secret = 'dapi-☂-"quotes"\n'
try {
  const before = await keychain.get('one')
  await keychain.set('one', 'dapi-old')
  await keychain.set('one', secret)
  await keychain.set('two', 'another')
  const kept = (await keychain.get('one')) === secret
  await keychain.delete('one')
  await keychain.delete('one')
  const after = [await keychain.get('one'), await keychain.get('two')]
  console.log(JSON.stringify({ before, kept, after }))
} catch (error) {
  console.log(JSON.stringify(AppError.from(error).toRecord()))
}
