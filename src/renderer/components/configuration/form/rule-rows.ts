/** A column of a table of rules or variables. */
export interface RuleColumn {
  label: string
  placeholder: string
  /** A new row without it is not added, and it cannot be emptied. */
  required: boolean
}

/** Something to say below a row. */
export interface RuleNote {
  tone: 'error' | 'warning' | 'plain'
  text: string
}

export interface RuleRow {
  /** Position in the section, which may hold more than the table shows. */
  position: number
  /** One for each column; null for what is no simple value. */
  cells: readonly (string | null)[]
  /** 1-based. */
  line: number
  editable: boolean
  notes: readonly RuleNote[]
}
