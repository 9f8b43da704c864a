import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConfigurationService } from '../../../../src/main/configuration/service.ts'
import { connectGateway } from '../../../../src/main/databricks/connect.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'
import { keptTextsFolder } from '../../../support/kept-texts.ts'
import type { KeptTextsFolder } from '../../../support/kept-texts.ts'
import { noLocalFiles } from '../../../support/no-local-files.ts'
import { documents, textOf } from './generated-documents.ts'

const demo = useDemoWorkspace()
const main = '/Workspace/Shared/config.yml'
const app = '/Workspace/Shared/app_config.yml'

let folder: KeptTextsFolder

beforeAll(async () => {
  folder = await keptTextsFolder()
})

afterAll(async () => {
  await folder.remove()
})

test('a file that is loaded and saved keeps every byte that was not typed over', async () => {
  const gateway = await connectGateway({
    host: demo.server.url,
    token: demo.server.token,
    logger: silentLogger,
  })
  const service = new ConfigurationService({
    gatewayFor: () => Promise.resolve(gateway),
    paths: { get: () => ({ main, app }), set: () => undefined },
    pickDefaults: () => ({ isExisting: true, isActive: true, exportLibraries: false }),
    kept: folder.open(),
    local: noLocalFiles,
    onFilesChanged: () => undefined,
    logger: silentLogger,
    now: () => 0,
  })
  const { files } = demo.server.workspace
  await service.open('demo')
  await fc.assert(
    fc.asyncProperty(documents, async (document) => {
      const text = textOf(document)
      files.write(main, text)
      await service.reload('main', true)
      expect(await service.save('main', { overwrite: false })).toEqual({ outcome: 'unchanged' })
      expect(files.read(main)).toBe(text)
      const end = text.length
      service.editText({
        document: 'main',
        revision: service.text('main').revision,
        changes: [{ from: end, to: end, insert: '\n# mine' }],
      })
      expect(await service.save('main', { overwrite: false })).toEqual({ outcome: 'saved' })
      expect(files.read(main)).toBe(`${text}\n# mine`)
    }),
    { numRuns: 120 },
  )
  service.close()
  gateway.close()
}, 60_000)
