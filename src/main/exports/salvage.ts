/** A record is far smaller; looking no further keeps a damaged large file quick to read. */
const longestRecord = 200_000
/** How much is looked through for records in all: a text that only begins records ends some time. */
const mostLookedAt = 100_000_000

/** The texts of whole records in a text that is no JSON. They begin with their key `record`. */
export function salvagedTexts(text: string): string[] {
  const found: string[] = []
  let left = mostLookedAt
  for (const { index } of text.matchAll(/\{\s{0,100}"record"\s{0,100}:/g)) {
    const { json, lookedAt } = balanced(text, index)
    if (json !== null) found.push(json)
    left -= lookedAt
    if (left < 0) break
  }
  return found
}

/** The object that begins at `start`, up to its closing brace; null when that is not there. */
function balanced(text: string, start: number): { json: string | null; lookedAt: number } {
  const limit = Math.min(text.length, start + longestRecord)
  let depth = 0
  let inString = false
  for (let at = start; at < limit; at += 1) {
    const character = text[at]
    if (inString) {
      if (character === '\\') at += 1
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === '{') depth += 1
    else if (character === '}') {
      depth -= 1
      if (depth === 0) return { json: text.slice(start, at + 1), lookedAt: at - start }
    }
  }
  return { json: null, lookedAt: limit - start }
}
