import { parentPort, workerData } from 'node:worker_threads'
import { kindSchema } from '../../shared/catalog.ts'
import type { Kind } from '../../shared/catalog.ts'
import { AppError } from '../../shared/errors.ts'
import type { Dataset, DatasetQuery } from './dataset.ts'
import { CatalogList } from './list.ts'
import type {
  WorkerCall,
  WorkerCalls,
  WorkerMessage,
  WorkerRequest,
  WorkerStart,
} from './protocol.ts'
import { rehearse } from './rehearsal.ts'
import { deleteCache } from './store.ts'
import type { CacheKey } from './store.ts'

/** The thread that holds the lists: main and the page never wait for a search or a file. */

const port = parentPort
if (!port) throw new Error('worker.ts runs in a worker thread only')
const { folder } = workerData as WorkerStart

const kinds = kindSchema.options
const lists = new Map<string, Map<Kind, CatalogList>>()
/** Connections whose lists go from memory as soon as they are on disk, unless asked for before that. */
const leaving = new Set<string>()

function send(message: WorkerMessage): void {
  port?.postMessage(message)
}

function listOf({ connectionId, kind }: CacheKey): CatalogList {
  leaving.delete(connectionId)
  let ofConnection = lists.get(connectionId)
  if (!ofConnection) {
    ofConnection = new Map()
    lists.set(connectionId, ofConnection)
  }
  let list = ofConnection.get(kind)
  if (!list) {
    list = new CatalogList(folder, { connectionId, kind }, (error) => {
      send({ warning: error.toRecord(), kind })
    })
    ofConnection.set(kind, list)
  }
  return list
}

async function loaded(key: CacheKey): Promise<CatalogList> {
  const list = listOf(key)
  await list.load()
  return list
}

async function searchable(key: CacheKey, { text }: Pick<DatasetQuery, 'text'>): Promise<Dataset> {
  const { dataset } = await loaded(key)
  if (text.trim() !== '') await dataset.prepare()
  return dataset
}

async function flushed(connectionId: string): Promise<void> {
  const all = [...(lists.get(connectionId)?.values() ?? [])]
  await Promise.all(all.map((list) => list.flush()))
}

const handlers: {
  [Call in WorkerCall]: (input: WorkerCalls[Call]['input']) => Promise<WorkerCalls[Call]['output']>
} = {
  load: async (key) => {
    const list = listOf(key)
    const problem = await list.load()
    return { ...list.state(), problem }
  },
  begin: async (input) => {
    ;(await loaded(input)).begin(input.refreshId)
    return null
  },
  append: async (input) => {
    const list = await loaded(input)
    const staged = await list.append(input.refreshId, input.items)
    return { ...list.state(), staged }
  },
  commit: async (input) => {
    const list = await loaded(input)
    await list.commit(input.refreshId, input.updatedAt)
    return list.state()
  },
  abandon: (input) => {
    // Not `listOf`: a list that is gone needs nothing abandoned.
    lists.get(input.connectionId)?.get(input.kind)?.abandon(input.refreshId)
    return Promise.resolve(null)
  },
  page: async (input) => (await searchable(input, input.query)).page(input.query),
  ids: async (input) => (await searchable(input, input.query)).ids(input.query),
  facets: async (input) => (await searchable(input, input.query)).facets(input.query),
  find: async (input) => (await loaded(input)).dataset.find(input.ids),
  names: async (input) =>
    (await loaded(input)).dataset.find(input.ids).map(({ id, name }) => [id, name]),
  vanished: async (input) => (await loaded(input)).vanished,
  seen: async (input) => {
    const list = await loaded(input)
    list.markSeen()
    return list.state()
  },
  resolve: async (input) => (await loaded(input)).dataset.resolve(input.lines),
  release: async ({ connectionId }) => {
    leaving.add(connectionId)
    await flushed(connectionId)
    if (leaving.delete(connectionId)) lists.delete(connectionId)
    return null
  },
  forget: async ({ connectionId }) => {
    for (const kind of kinds) (await loaded({ connectionId, kind })).clear()
    await flushed(connectionId)
    await deleteCache(folder, connectionId)
    return null
  },
  rehearse: async () => {
    await rehearse(folder)
    return null
  },
  flush: async () => {
    await Promise.all(Array.from(lists.keys(), flushed))
    return null
  },
}

async function answer(request: WorkerRequest): Promise<void> {
  try {
    // Each request has the input of its own call; a union of functions cannot say so.
    const handle = handlers[request.call] as (
      input: WorkerRequest['input'],
    ) => Promise<WorkerCalls[WorkerCall]['output']>
    send({ id: request.id, ok: true, value: await handle(request.input) })
  } catch (thrown) {
    send({ id: request.id, ok: false, error: AppError.from(thrown).toRecord() })
  }
}

port.on('message', (request: WorkerRequest) => void answer(request))
