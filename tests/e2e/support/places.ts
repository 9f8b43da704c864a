import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** All the ways in which a secret could be written down. */
function formsOf(secret: string): Buffer[] {
  const bytes = Buffer.from(secret)
  return [
    bytes,
    Buffer.from(secret, 'utf16le'),
    Buffer.from(bytes.toString('base64')),
    Buffer.from(bytes.toString('hex')),
    Buffer.from(encodeURIComponent(secret)),
  ]
}

/** Which of the secrets are in a content, by their names. */
export function secretsIn(
  content: Buffer | string,
  secrets: ReadonlyMap<string, string>,
): string[] {
  const bytes = Buffer.from(content)
  return [...secrets]
    .filter(([, secret]) => formsOf(secret).some((form) => bytes.includes(form)))
    .map(([name]) => name)
}

/** `file: name of the secret` for every secret in a file below a folder, file names included. */
export async function secretsBelow(
  folder: string,
  secrets: ReadonlyMap<string, string>,
): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const content = entry.isFile() ? await readFile(path) : ''
    for (const name of secretsIn(Buffer.concat([Buffer.from(path), Buffer.from(content)]), secrets))
      found.push(`${path}: ${name}`)
  }
  return found
}

/** Ids of a process and of everything that it started (Linux). */
export async function processesOf(root: number): Promise<number[]> {
  const parents = new Map<number, number>()
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    // A process may end between the listing and the look.
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
    // The name of the program, in brackets, may hold spaces; the parent is the second word after it.
    const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]
    if (parent !== undefined) parents.set(Number(name), Number(parent))
  }
  const found = [root]
  for (const id of found) {
    for (const [child, parent] of parents) if (parent === id) found.push(child)
  }
  return found
}
