import { mkdir, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '../../../shared/errors.ts'
import type { ExportRecord } from '../../../shared/export.ts'
import type { DownloadForm } from '../../../shared/export-download.ts'
import { baseName } from '../../../shared/workspace-path.ts'
import { freePlace } from './free-place.ts'
import { safeName } from './names.ts'
import { writeError } from './sink.ts'
import { partOf } from './zip-sink.ts'

/** Where the user wants a download: the folder it is put into, or the path of the zip. */
export interface ChosenPlace {
  path: string
  /** The user agreed that the zip takes the place of a file that is there. */
  replaces: boolean
}

/** Room on the disk that is left to others (bytes). */
const reserve = 16 * 1024 * 1024

/** What the folder or zip of a download is called: `exports 2026-03-14 09-30`, local time. */
export function downloadName(source: string, record: ExportRecord): string {
  const at = new Date(record.endedAt ?? record.createdAt)
  const two = (number: number) => String(number).padStart(2, '0')
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return safeName(`${baseName(source)} ${date} ${two(at.getHours())}-${two(at.getMinutes())}`)
}

/**
 * The place of a download of `source`: the chosen path of a zip, or a new folder of its own in the
 * chosen one. Throws `already-exists` (an unfinished zip is in the way), `disk-full`, `disk-failed`.
 */
export async function takePlace(
  form: DownloadForm,
  place: ChosenPlace,
  source: string,
  record: ExportRecord,
): Promise<string> {
  try {
    if (form === 'zip') {
      const part = partOf(place.path)
      if ((await freePlace(part)) === part) return place.path
      throw new AppError('already-exists', `There is already a file ${part}.`, {
        suggestion: 'Remove it, or choose another name for the zip file.',
      })
    }
    const free = await freePlace(join(place.path, downloadName(source, record)))
    await mkdir(free)
    return free
  } catch (thrown) {
    throw writeError(thrown, place.path)
  }
}

/** Throws `disk-full` when that many bytes do not fit where a download is, and `disk-failed`. */
export async function checkRoom(place: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(place)).catch((thrown: unknown) => {
    throw writeError(thrown, place)
  })
  if (bavail * bsize >= bytes + reserve) return
  throw new AppError('disk-full', 'There is not enough room where the download goes.', {
    suggestion: 'Make room on that disk, then resume, or download to another place.',
    details: { place, needed: bytes, free: bavail * bsize },
  })
}
