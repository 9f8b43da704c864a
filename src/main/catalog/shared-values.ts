import type { CatalogItem } from '../../shared/catalog.ts'

/** Keeps one copy of what many items have in common: most of the memory of a large list. */
export class Shared {
  readonly #texts = new Map<string, string>()
  readonly #tags = new Map<string, string[]>()
  readonly #triggers = new Map<string, NonNullable<CatalogItem['trigger']>>()

  item(item: CatalogItem): CatalogItem {
    return {
      kind: item.kind,
      id: item.id,
      name: item.name,
      creator: this.#text(item.creator),
      tags: this.#tagList(item.tags),
      createdAt: item.createdAt,
      trigger: this.#trigger(item.trigger),
      compute: item.compute,
      state: item.state === null ? null : this.#text(item.state),
      health: item.health === null ? null : this.#text(item.health),
      lastRunAt: item.lastRunAt,
    }
  }

  #text(text: string | null): string | null {
    return text === null ? null : once(this.#texts, text, () => text)
  }

  #tagList(tags: string[]): string[] {
    return once(this.#tags, tags.join('\n'), () => tags.map((tag) => this.#text(tag) ?? tag))
  }

  #trigger(trigger: CatalogItem['trigger']): CatalogItem['trigger'] {
    if (trigger === null) return null
    return once(
      this.#triggers,
      `${trigger.kind} ${String(trigger.paused)} ${trigger.text}`,
      () => trigger,
    )
  }
}

function once<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  let value = known.get(key)
  if (value === undefined) {
    value = make()
    known.set(key, value)
  }
  return value
}
