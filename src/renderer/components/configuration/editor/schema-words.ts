import type { SchemaKey } from '../../../../shared/config-schema.ts'

/** What a key is for, as the help beside a completion and under the pointer shows it. */
export function schemaHelp(schema: SchemaKey): HTMLElement {
  const help = element('div', 'cm-help')
  const title = element('p', 'cm-help-title')
  title.append(
    element('code', '', schema.key),
    element('span', 'cm-help-type', typeWords[schema.type]),
  )
  help.append(title, element('p', '', schema.explanation))
  const facts = element('dl', 'cm-help-facts')
  const left = schema.default === null ? 'it has to be there' : schema.default
  facts.append(element('dt', '', 'Left out'), element('dd', '', left))
  facts.append(element('dt', '', 'Example'), element('dd', 'cm-help-example', schema.example))
  help.append(facts)
  return help
}

const typeWords: Record<SchemaKey['type'], string> = {
  text: 'text',
  path: 'workspace path',
  switch: 'true or false',
  'job id': 'digits',
  'pipeline id': 'GUID',
  section: 'section',
  list: 'list',
}

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className = '',
  text = '',
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  if (className !== '') made.className = className
  if (text !== '') made.textContent = text
  return made
}
