import fc from 'fast-check'

/** A stroke at a text: some characters at a place become others. */
export interface Damage {
  at: number
  length: number
  insert: string
}

/** What people type and paste, and what breaks YAML. */
export const damage: fc.Arbitrary<Damage> = fc.record({
  at: fc.nat(),
  length: fc.oneof(fc.nat(3), fc.nat(40)),
  insert: fc.constantFrom(
    ...[
      '',
      '',
      ' ',
      '\n',
      '\t',
      ':',
      ': ',
      '-',
      '- ',
      '[',
      ']',
      '{',
      '}',
      ',',
      '#',
      ' #',
      '"',
      "'",
    ],
    ...[
      '&a ',
      '*a',
      '? ',
      '|',
      '>',
      '!!x ',
      '<<: *d\n',
      '---\n',
      '...\n',
      '%',
      '\r',
      'x',
      '0',
      'é',
    ],
    ...['\n  ', '\n    ', '\n\n', 'a: 1\n', '\nb: "', '\nworkflows:\n', '\n  - job_id: 1', '\n- x'],
    ...['true', 'is_active: false\n', '\n# note\n', '\uFEFF', '\u0085', '"a": [1,\n', '|\n   x\n'],
  ),
})

export function damaged(text: string, { at, length, insert }: Damage): string {
  const place = at % (text.length + 1)
  return text.slice(0, place) + insert + text.slice(place + length)
}
