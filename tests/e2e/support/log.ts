import { join } from 'node:path'
import { readLog } from '../../../src/main/logging/reader.ts'

/** The fields of every log line with that message, oldest first. */
export async function logLines(
  userData: string,
  message: string,
): Promise<Record<string, unknown>[]> {
  const query = { minimumLevel: 'debug', text: message, limit: 1000 } as const
  const lines = await readLog(join(userData, 'logs'), query)
  return lines
    .filter((line) => line.message === message)
    .map(({ fields }) => (fields === '' ? {} : (JSON.parse(fields) as Record<string, unknown>)))
}
