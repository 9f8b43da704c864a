// Rules of the house (CONTRIBUTING.md) that ESLint has no rules for.

const hex = '(^|[^&\\w])#([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\\b'
const call = '\\b(rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\\('
/** A colour in text, as the source of a regular expression. */
export const colour = `${hex}|${call}`
export const colourMessage = 'Colours are tokens of src/renderer/theme.ts; nothing else names one.'

/** Named colours count too where a style gives a property its value; `red` alone may be a word. */
const property = '(?:^|[;{\\s])[\\w-]*(?:color|background|border|outline|fill|stroke|shadow)[\\w-]*'
const named =
  'white|black|red|green|blue|gr[ae]y|silver|yellow|orange|purple|pink|brown|cyan|magenta'
const styleColour = new RegExp(
  `${hex}|${call}|${property}\\s*:[^;}]*?(?<![\\w-])(?:${named})(?![\\w-])`,
  'gm',
)

/** Offsets of the colours in CSS; comments do not count. */
function coloursIn(css) {
  const blank = (comment) => comment.replace(/[^\n]/g, ' ')
  return [...css.replace(/\/\*[\s\S]*?\*\//g, blank).matchAll(styleColour)].map(
    ({ index, 0: text }) => index + (text.length - text.trimStart().length),
  )
}

/** The modules a file gets something from, by whatever form of import. */
function onImport(check) {
  const visit = ({ source }) => {
    if (typeof source?.value === 'string') check(source)
  }
  return {
    ImportDeclaration: visit,
    ImportExpression: visit,
    ExportNamedDeclaration: visit,
    ExportAllDeclaration: visit,
    TSImportType: visit,
  }
}

/** Which modules a layer may not import: `{ from: regular expression, message }[]`. */
const layers = {
  meta: {
    type: 'problem',
    schema: [
      {
        type: 'array',
        items: {
          type: 'object',
          properties: { from: { type: 'string' }, message: { type: 'string' } },
          required: ['from', 'message'],
          additionalProperties: false,
        },
      },
    ],
  },
  create(context) {
    const forbidden = context.options[0].map(({ from, message }) => ({
      pattern: new RegExp(from),
      message,
    }))
    return onImport((source) => {
      const found = forbidden.find(({ pattern }) => pattern.test(source.value))
      if (found) context.report({ node: source, message: found.message })
    })
  },
}

/** Plain Node runs the sources as they are, and it adds no extension. */
const explicitExtension = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    return onImport((source) => {
      if (!/^\.\.?(\/.*)?$/.test(source.value) || /\.[a-z]\w*(\?\w+)?$/.test(source.value)) return
      context.report({
        node: source,
        message: 'Relative imports name the file with its extension.',
      })
    })
  },
}

/** Colours in the styles of a component, which the rules for scripts do not see. */
const noColourInStyle = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const { sourceCode } = context
    return {
      Program() {
        for (const style of sourceCode.getText().matchAll(/(<style[^>]*>)([\s\S]*?)<\/style>/g)) {
          const start = style.index + style[1].length
          for (const offset of coloursIn(style[2])) {
            const loc = sourceCode.getLocFromIndex(start + offset)
            context.report({ loc, message: colourMessage })
          }
        }
      },
    }
  },
}

/** An exception says why it is one: `eslint-disable-next-line rule -- reason`. */
const reasonToDisable = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          if (!/^\s*eslint-disable(?!.*\s--\s+\S)/.test(comment.value)) continue
          context.report({ loc: comment.loc, message: 'Say why: eslint-disable… rule -- reason' })
        }
      },
    }
  },
}

/** Problems of a style sheet between the two halves of its processor, by file. */
const found = new Map()

/** Style sheets are no scripts: ESLint hands over their text, and gets the colours in it back. */
const styleSheet = {
  meta: { name: 'house/style-sheet', version: '1' },
  preprocess(text, file) {
    const problems = coloursIn(text).map((offset) => {
      const lines = text.slice(0, offset).split('\n')
      const column = (lines.at(-1) ?? '').length + 1
      return {
        line: lines.length,
        column,
        severity: 2,
        ruleId: 'house/style-sheet',
        message: colourMessage,
      }
    })
    found.set(file, problems)
    return []
  },
  postprocess(_messages, file) {
    const problems = found.get(file) ?? []
    found.delete(file)
    return problems
  },
}
export const house = {
  meta: { name: 'house', version: '1' },
  rules: {
    layers,
    'explicit-extension': explicitExtension,
    'no-colour-in-style': noColourInStyle,
    'reason-to-disable': reasonToDisable,
  },
  processors: { 'style-sheet': styleSheet },
}
