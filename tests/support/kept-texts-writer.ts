import { DraftKeeper } from '../../src/main/configuration/drafts/draft-keeper.ts'
import { VersionStore } from '../../src/main/configuration/versions/version-store.ts'
import { silentLogger } from '../../src/main/logging/logger.ts'

/**
 * Keeps drafts or versions over and over, each with another text than before, until it is killed. Tells
 * the number of each one that is said to be on disk.
 */
const [what = '', place = '', first = '0'] = process.argv.slice(2)
const path = '/Workspace/Shared/config.yml'
const lines = 3000

/** A text in which every line tells its number, so that half of one shows. */
function textOf(round: number): string {
  return `${`- round ${round}\n`.repeat(lines)}# end of ${round}\n`
}

function draftKeeper(): DraftKeeper {
  return new DraftKeeper({
    document: 'main',
    file: place,
    now: () => 0,
    logger: silentLogger,
    onChange: () => undefined,
    onOtherPath: () => Promise.resolve(),
    delayMs: 0,
  })
}

const keeper = draftKeeper()
const store = new VersionStore({ folder: place, now: () => 0, logger: silentLogger })
for (let round = Number(first); ; round += 1) {
  const text = textOf(round)
  if (what === 'drafts') {
    keeper.note({ path, base: `base of ${round}\n`, modifiedAt: null, draft: text })
    // Both ways of writing: at once, and a moment later while somebody works on.
    if (round % 3 === 0) keeper.flush()
    else await new Promise((resolve) => setTimeout(resolve, round % 4))
    if (round % 3 === 0) process.send?.(round)
  } else {
    await store.keep('killed', { path, text, modifiedAt: null, reason: 'save', replacedBy: null })
    process.send?.(round)
  }
}
