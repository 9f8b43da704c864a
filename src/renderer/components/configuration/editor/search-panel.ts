import {
  SearchQuery,
  closeSearchPanel,
  findNext,
  findPrevious,
  getSearchQuery,
  replaceAll,
  replaceNext,
  search,
  selectMatches,
  setSearchQuery,
} from '@codemirror/search'
import type { Extension } from '@codemirror/state'
import { runScopeHandlers } from '@codemirror/view'
import type { Command, EditorView, Panel, ViewUpdate } from '@codemirror/view'
import { element } from './schema-words.ts'

/** More matches than these are not counted. */
const mostCounted = 999
/** From the last change to counting again, in ms. */
const countingPause = 80

type Option = 'caseSensitive' | 'regexp' | 'wholeWord'

const options: readonly { name: Option; sign: string; label: string }[] = [
  { name: 'caseSensitive', sign: 'Aa', label: 'Match case' },
  { name: 'wholeWord', sign: '“ab”', label: 'Whole words' },
  { name: 'regexp', sign: '.*', label: 'Regular expression' },
]

/** Find and replace, above the text. */
class SearchPanel implements Panel {
  readonly dom = element('form', 'cm-find')
  readonly top = true
  readonly #view: EditorView
  readonly #find = field('Find')
  readonly #replace = field('Replace with')
  readonly #count = element('span', 'cm-find-count')
  readonly #toggles = new Map<Option, HTMLButtonElement>()
  #query: SearchQuery
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(view: EditorView) {
    this.#view = view
    this.#query = getSearchQuery(view.state)
    this.dom.setAttribute('role', 'search')
    this.dom.setAttribute('aria-label', 'Find and replace in the file')
    this.#find.setAttribute('main-field', 'true')
    this.#count.setAttribute('role', 'status')
    this.dom.append(this.#findRow(), this.#replaceRow())
    for (const input of [this.#find, this.#replace]) {
      input.addEventListener('input', () => this.#commit())
    }
    this.dom.addEventListener('submit', (event) => event.preventDefault())
    this.dom.addEventListener('keydown', (event) => this.#onKey(event))
    this.#show(this.#query)
  }

  mount(): void {
    this.#find.select()
    this.#countLater()
  }

  update(update: ViewUpdate): void {
    const query = getSearchQuery(update.state)
    if (!query.eq(this.#query)) this.#show(query)
    if (update.docChanged || update.selectionSet) this.#countLater()
  }

  destroy(): void {
    clearTimeout(this.#timer)
  }

  #findRow(): HTMLElement {
    const row = element('div', 'cm-find-row')
    const toggles = options.map(({ name, sign, label }) => {
      const toggle = button(sign, label, () => {
        toggle.setAttribute('aria-pressed', String(toggle.getAttribute('aria-pressed') !== 'true'))
        this.#commit()
      })
      this.#toggles.set(name, toggle)
      return toggle
    })
    row.append(
      this.#find,
      ...toggles,
      this.#count,
      this.#action('↑', 'Previous match (Shift+Enter)', findPrevious),
      this.#action('↓', 'Next match (Enter)', findNext),
      this.#action('All', 'Select all matches', selectMatches),
      this.#action('✕', 'Close (Escape)', closeSearchPanel),
    )
    return row
  }

  #replaceRow(): HTMLElement {
    const row = element('div', 'cm-find-row')
    row.append(
      this.#replace,
      this.#action('Replace', 'Replace this match', replaceNext),
      this.#action('Replace all', 'Replace all matches', replaceAll),
    )
    if (this.#view.state.readOnly) row.hidden = true
    return row
  }

  #action(text: string, label: string, command: Command): HTMLButtonElement {
    return button(text, label, () => command(this.#view))
  }

  #commit(): void {
    const on = (name: Option) => this.#toggles.get(name)?.getAttribute('aria-pressed') === 'true'
    const query = new SearchQuery({
      search: this.#find.value,
      replace: this.#replace.value,
      caseSensitive: on('caseSensitive'),
      wholeWord: on('wholeWord'),
      regexp: on('regexp'),
    })
    if (query.eq(this.#query)) return
    this.#query = query
    this.#view.dispatch({ effects: setSearchQuery.of(query) })
    this.#countLater()
  }

  #show(query: SearchQuery): void {
    this.#query = query
    if (this.#find.value !== query.search) this.#find.value = query.search
    if (this.#replace.value !== query.replace) this.#replace.value = query.replace
    for (const [name, toggle] of this.#toggles) {
      toggle.setAttribute('aria-pressed', String(query[name]))
    }
    this.#countLater()
  }

  #countLater(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#count.textContent = countWords(this.#query, this.#view)
      this.#find.setAttribute(
        'aria-invalid',
        String(this.#query.search !== '' && !this.#query.valid),
      )
    }, countingPause)
  }

  #onKey(event: KeyboardEvent): void {
    if (runScopeHandlers(this.#view, event, 'search-panel')) event.preventDefault()
    else if (event.key === 'Enter' && event.target === this.#find) {
      event.preventDefault()
      const go = event.shiftKey ? findPrevious : findNext
      go(this.#view)
    } else if (event.key === 'Enter' && event.target === this.#replace) {
      event.preventDefault()
      replaceNext(this.#view)
    }
  }
}

function countWords(query: SearchQuery, { state }: EditorView): string {
  if (query.search === '') return ''
  if (!query.valid) return 'Not a valid expression'
  const { from, to } = state.selection.main
  let count = 0
  let current = 0
  const cursor = query.getCursor(state)
  for (let match = cursor.next(); !match.done; match = cursor.next()) {
    count += 1
    if (match.value.from === from && match.value.to === to) current = count
    if (count > mostCounted) return `${mostCounted}+ matches`
  }
  if (count === 0) return 'No matches'
  if (current > 0) return `${current} of ${count}`
  return count === 1 ? '1 match' : `${count} matches`
}

function field(label: string): HTMLInputElement {
  const input = element('input', 'cm-find-field')
  input.type = 'text'
  input.placeholder = label
  input.setAttribute('aria-label', label)
  input.setAttribute('form', '')
  input.spellcheck = false
  input.autocomplete = 'off'
  return input
}

function button(text: string, label: string, run: () => void): HTMLButtonElement {
  const made = element('button', 'cm-find-button', text)
  made.type = 'button'
  made.title = label
  // A name that begins with the words on the button can be said to it.
  made.setAttribute('aria-label', label.replace(/ \(.*\)$/, ''))
  made.addEventListener('click', run)
  return made
}

export function findAndReplace(): Extension {
  return search({ top: true, createPanel: (view) => new SearchPanel(view) })
}
