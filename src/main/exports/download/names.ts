import { createHash } from 'node:crypto'

/**
 * Names for files of the workspace on this computer: such that every file system takes them, and the
 * same on each platform, so that a folder that was downloaded on Linux can be copied to Windows.
 * https://learn.microsoft.com/windows/win32/fileio/naming-a-file
 */

/** Bytes of UTF-8 in one name: the limit of most file systems is 255. */
const mostNameBytes = 200
/** UTF-16 units of a whole path below the chosen folder: Windows has 260 for all of it. */
const mostPath = 200
/** What a file's name may need of that: a folder whose own path leaves less room gets a short one. */
const roomForName = 72

/** Kept for the program's own use while it writes. */
export const temporaryPrefix = '.download-'
/** Where folders go whose path would be too long. */
const longFolder = '_long'

const reserved =
  /^(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]|conin\$|conout\$)$/i
// Separators, what Windows refuses, and invisible signs that make a name look like another one.
const refused = /[<>:"/\\|?*\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** One name of the workspace as one name here; never empty, never a way to another folder. */
export function safeName(name: string): string {
  const plain = name.normalize('NFC').replace(refused, '_')
  // Windows drops dots and blanks at the end, and then the name is another one.
  const ended = plain.replace(/[. ]+$/, (end) => '_'.repeat(end.length))
  const fitting = shortened(ended === '' ? '_' : ended, mostNameBytes, name)
  // Also with an extension: NUL.txt is the device.
  const [stem = ''] = fitting.split('.')
  return reserved.test(stem.trimEnd()) ? `_${fitting}` : fitting
}

/** The name, or its beginning, a hash of the original and its extension in that many bytes. */
function shortened(name: string, mostBytes: number, original: string): string {
  if (Buffer.byteLength(name) <= mostBytes) return name
  const extension = /\.[^. ]{1,12}$/.exec(name)?.[0] ?? ''
  const end = `~${hash(original)}${extension}`
  let start = ''
  for (const letter of name.slice(0, name.length - extension.length)) {
    if (Buffer.byteLength(start + letter) + Buffer.byteLength(end) > mostBytes) break
    start += letter
  }
  return `${start.replace(/[. ]+$/, '')}${end}`
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}

/** Names that differ in upper and lower case or in the form of their accents are one on many disks. */
function sameAs(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC')
}

/**
 * Gives each file and folder below a root its place on this computer. The same questions in the same
 * order give the same answers. Paths have `/` between their parts and never lead out of the root.
 */
export class LocalNames {
  readonly #folders = new Map<string, string>([['', '']])
  readonly #taken = new Map<string, Set<string>>()

  /** Where a folder goes. Parts are names as the workspace has them, from the root down. */
  folder(parts: readonly string[]): string {
    const key = parts.join('/')
    const known = this.#folders.get(key)
    if (known !== undefined) return known
    const above = this.folder(parts.slice(0, -1))
    const name = safeName(parts.at(-1) ?? '')
    const isTooLong = above.length + 1 + name.length > mostPath - roomForName
    const place = isTooLong
      ? this.#take(longFolder, `${hash(key)}~${shortened(name, 40, name)}`)
      : this.#take(above, name)
    this.#folders.set(key, place)
    return place
  }

  /** Where a file goes, in the folder of its parts. */
  file(parts: readonly string[], name: string): string {
    const folder = this.folder(parts)
    // A letter of one unit is at most three bytes: so many units fit into as many bytes.
    const room = Math.min(mostNameBytes, mostPath - folder.length - 8)
    return this.#take(folder, safeName(shortened(safeName(name), room, name)))
  }

  /** Keeps a place from being given away: something is there already. */
  reserve(place: string): void {
    const at = place.lastIndexOf('/')
    this.#takenIn(place.slice(0, Math.max(0, at))).add(sameAs(place.slice(at + 1)))
  }

  #take(folder: string, name: string): string {
    const taken = this.#takenIn(folder)
    const extension = /\.[^. ]{1,12}$/.exec(name)?.[0] ?? ''
    const stem = name.slice(0, name.length - extension.length)
    let free = name
    for (let count = 2; taken.has(sameAs(free)); count += 1) free = `${stem} (${count})${extension}`
    taken.add(sameAs(free))
    return folder === '' ? free : `${folder}/${free}`
  }

  #takenIn(folder: string): Set<string> {
    let taken = this.#taken.get(folder)
    if (taken === undefined) {
      taken = new Set(folder === '' ? [sameAs(longFolder)] : [])
      this.#taken.set(folder, taken)
    }
    return taken
  }
}

/** The extension that a notebook has as a file; Databricks' own name for it is without. */
export function notebookExtension(fileType: string | null, content: Uint8Array): string {
  const told = fileType === null ? undefined : knownTypes.get(fileType.toLowerCase())
  if (told !== undefined) return told
  const start = Buffer.from(content.subarray(0, 200)).toString('utf8')
  if (/^\s*\{/.test(start)) return '.ipynb'
  if (start.startsWith('-- Databricks')) return '.sql'
  if (start.startsWith('// Databricks')) return '.scala'
  return '.py'
}

const knownTypes: ReadonlyMap<string, string> = new Map([
  ['py', '.py'],
  ['python', '.py'],
  ['sql', '.sql'],
  ['scala', '.scala'],
  ['r', '.r'],
  ['ipynb', '.ipynb'],
  ['jupyter', '.ipynb'],
  ['html', '.html'],
  ['dbc', '.dbc'],
])
