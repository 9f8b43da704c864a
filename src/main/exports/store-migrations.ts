import { z } from 'zod'

/** The version of the file that this app writes. */
export const storeVersion = 2

export type Fields = Record<string, unknown>

/** Turns an entry of a version into one of the present; damage in it is left for the schema to find. */
export function migrate(entry: Fields, version: number): Fields {
  let fields = entry
  for (let from = version; from < storeVersion; from += 1) {
    fields = migrations[from]?.(fields) ?? fields
  }
  return fields
}

/** Each turns an entry of a version into one of the next; the key is the version it starts from. */
const migrations: Readonly<Record<number, (entry: Fields) => Fields>> = { 1: from1To2 }

const recordSchema1 = z.looseObject({
  tasks: z.array(z.looseObject({})),
  estimate: z.looseObject({ startupMs: z.number(), executionMs: z.number() }).nullable(),
})

/** Version 2 tells where an export comes from, how long it may last, why it failed and what it left. */
function from1To2(entry: Fields): Fields {
  const record = recordSchema1.safeParse(entry['record'])
  if (!record.success) return entry
  const { tasks, estimate, ...rest } = record.data
  const totalMs = estimate === null ? 0 : estimate.startupMs + estimate.executionMs
  return {
    ...entry,
    record: {
      ...rest,
      origin: 'started',
      pinned: false,
      startedBy: null,
      adoptedAt: null,
      repairedAt: null,
      finishing: false,
      waiting: null,
      cancelError: null,
      tasks: tasks.map((task) => ({ ...task, runId: null })),
      estimate: estimate === null ? null : { ...estimate, lowMs: totalMs, highMs: totalMs },
      failure: null,
      result: null,
    },
    cancelAcceptedAt: null,
    overdueTold: false,
    age: null,
  }
}
