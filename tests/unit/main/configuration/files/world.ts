import { afterEach, beforeEach } from 'vitest'
import type { LocalFiles } from '../../../../../src/main/configuration/files/local-copy.ts'
import { ConfigurationService } from '../../../../../src/main/configuration/service.ts'
import { connectGateway } from '../../../../../src/main/databricks/connect.ts'
import type {
  DatabricksGateway,
  WorkspaceFilesApi,
} from '../../../../../src/main/databricks/gateway.ts'
import { silentLogger } from '../../../../../src/main/logging/logger.ts'
import type { DocumentKind } from '../../../../../src/shared/configuration.ts'
import { AppError } from '../../../../../src/shared/errors.ts'
import type { ErrorRecord } from '../../../../../src/shared/errors.ts'
import type { FileTarget } from '../../../../../src/shared/workspace-files.ts'
import { useDemoWorkspace } from '../../../../support/demo-workspace.ts'
import { keptTextsFolder } from '../../../../support/kept-texts.ts'
import type { KeptTextsFolder } from '../../../../support/kept-texts.ts'

export const config = '/Workspace/Shared/config.yml'
export const appConfig = '/Workspace/Shared/app_config.yml'

type Hooks = Partial<Record<keyof WorkspaceFilesApi, () => void>>

/** The documents of a demo workspace, read, and ways to meddle while a file operation is under way. */
export interface FilesWorld {
  readonly service: ConfigurationService
  readonly demo: ReturnType<typeof useDemoWorkspace>
  /** Where the documents are looked for after the next start. */
  readonly paths: Record<DocumentKind, string>
  readonly kept: KeptTextsFolder
  /** What the dialogs of this computer answer. */
  local: { open: string | null; save: string | null; asked: string[] }
  /** Runs once, before the next call of that name, or after it has been answered. */
  before: Hooks
  after: Hooks
  /** Thrown when a path is to be remembered. */
  rememberError: AppError | null
  read(path: string): string | null
  /** The app ends and is started again, with what is on disk. */
  restart(): Promise<void>
}

export function useFilesWorld(): FilesWorld {
  const demo = useDemoWorkspace({ jobs: 20, pipelines: 5 })
  let gateway: DatabricksGateway
  let service: ConfigurationService
  let kept: KeptTextsFolder
  const paths = { main: config, app: appConfig }
  const world: FilesWorld = {
    get service() {
      return service
    },
    demo,
    paths,
    get kept() {
      return kept
    },
    local: { open: null, save: null, asked: [] },
    before: {},
    after: {},
    rememberError: null,
    read: (path) => demo.server.workspace.files.read(path),
    async restart() {
      service.close()
      service = create()
      await service.open('a')
    },
  }
  const local: LocalFiles = {
    chooseToOpen: () => Promise.resolve(world.local.open),
    chooseToSave: (name) => {
      world.local.asked.push(name)
      return Promise.resolve(world.local.save)
    },
  }

  function create(): ConfigurationService {
    return new ConfigurationService({
      gatewayFor: () => Promise.resolve(gateway),
      paths: {
        get: () => ({ ...paths }),
        set: (_id, document, path) => {
          if (world.rememberError) throw world.rememberError
          paths[document] = path
        },
      },
      pickDefaults: () => ({ isExisting: true, isActive: true, exportLibraries: false }),
      kept: kept.open(),
      local,
      onFilesChanged: () => undefined,
      logger: silentLogger,
      now: Date.now,
    })
  }

  beforeEach(async () => {
    kept = await keptTextsFolder(Date.now)
    const real = await connectGateway({
      host: demo.server.url,
      token: demo.server.token,
      logger: silentLogger,
      deadlines: { callMs: 400, contentMs: 400 },
      sleep: () => Promise.resolve(),
    })
    gateway = { ...real, files: watched(real.files, world) }
    Object.assign(paths, { main: config, app: appConfig })
    Object.assign(world, { before: {}, after: {}, rememberError: null })
    world.local = { open: null, save: null, asked: [] }
    service = create()
    await service.open('a')
  })
  afterEach(async () => {
    service.close()
    gateway.close()
    await kept.remove()
  })
  return world
}

function watched(files: WorkspaceFilesApi, world: FilesWorld): WorkspaceFilesApi {
  const watch = (name: keyof WorkspaceFilesApi) => {
    const call = files[name] as (...input: unknown[]) => Promise<unknown>
    return async (...input: unknown[]) => {
      run(world.before, name)
      const answer = await call(...input)
      run(world.after, name)
      return answer
    }
  }
  const names = Object.keys(files) as (keyof WorkspaceFilesApi)[]
  return Object.fromEntries(
    names.map((name) => [name, watch(name)]),
  ) as unknown as WorkspaceFilesApi
}

function run(hooks: Hooks, name: keyof WorkspaceFilesApi): void {
  const hook = hooks[name]
  delete hooks[name]
  hook?.()
}

export function to(path: string, more: Partial<FileTarget> = {}): FileTarget {
  return { path, overwrite: false, makeFolder: false, ...more }
}

/** The error of an action that has to fail. */
export async function refusal(action: () => unknown): Promise<ErrorRecord> {
  try {
    await action()
  } catch (error) {
    return AppError.from(error).toRecord()
  }
  throw new Error('It was not refused')
}
