import type { Kind } from '../../shared/catalog.ts'
import type { CatalogNames } from './catalog-names.ts'
import type { ParsedText } from './document.ts'
import type { Finding, Span } from './finding.ts'
import { movedSpan } from './finding.ts'
import { catalogName, findAgain, idOfName, inner, label, shorten, takeOut } from './item-advice.ts'
import { idKey, listedItems, readSelection } from './model.ts'
import type { ListedItem, SelectionItem } from './model.ts'

/** What is wrong with the items of a kind's list: each by itself, beside the others, and in the workspace. */
export function checkItems(parsed: ParsedText, kind: Kind, catalog: CatalogNames): Finding[] {
  const listed = listedItems(parsed, kind) ?? []
  const items = readSelection(parsed).items[kind]
  const firstLines = new Map<string, number>()
  const found: Finding[] = []
  listed.forEach(({ facts, offset }, index) => {
    const item = items[index]
    if (!item) return
    for (const { code, severity, span, tell } of facts.findings) {
      found.push({ code, severity, ...movedSpan(span, offset), ...tell(item, catalog) })
    }
    if (item.id === null) return
    const key = idKey(kind, item.id)
    const first = firstLines.get(key)
    if (first === undefined) firstLines.set(key, item.line)
    else found.push(twice(item, movedSpan(facts.span, offset), first))
    const inWorkspace = checkWithCatalog(item, facts, offset, catalog)
    if (inWorkspace) found.push(inWorkspace)
  })
  return found
}

function twice(item: SelectionItem, span: Span, first: number): Finding {
  return {
    code: 'id-twice',
    severity: 'warning',
    message: `${label(item)} is in the list twice; the first is on line ${String(first)}.`,
    suggestion: 'Take one of them out.',
    ...span,
    fixes: [{ ...takeOut(item), label: 'Remove this duplicate' }],
  }
}

function checkWithCatalog(
  item: SelectionItem,
  facts: ListedItem['facts'],
  offset: number,
  catalog: CatalogNames,
): Finding | null {
  const { kind, id, name } = item
  if (id === null || facts.findings.some(({ code }) => code.startsWith('id-'))) return null
  const present = catalog.nameOf(kind, id)
  if (present === null) {
    if (!catalog.isGone(kind, id)) return null
    return {
      code: 'item-gone',
      severity: 'warning',
      message: `${label(item)} is not in the workspace any more: there is no ${noun(kind)} ${id}.`,
      suggestion:
        'Take it out, or find what it is now. You may also lack the permission to see it.',
      ...movedSpan(facts.idSpan ?? facts.span, offset),
      fixes: [...idOfName(item, catalog), ...findAgain(item), takeOut(item)],
    }
  }
  if (name === null || name === present) return null
  return {
    code: 'name-differs',
    severity: 'warning',
    message: `The ${noun(kind)} ${id} is named “${shorten(present)}” in the workspace, not “${shorten(name)}”.`,
    suggestion: `Check that ${inner(item)} is the one that is meant.`,
    ...movedSpan(facts.nameSpan ?? facts.span, offset),
    fixes: [...catalogName(item, catalog), ...idOfName(item, catalog), ...findAgain(item)],
  }
}

function noun(kind: Kind): string {
  return kind === 'workflow' ? 'job' : 'pipeline'
}
