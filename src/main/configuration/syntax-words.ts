import type { SyntaxIssue } from './document.ts'
import type { Finding } from './finding.ts'
import { syntaxRemedies } from './syntax-remedies.ts'

/** What the parser's error codes mean to somebody who writes YAML, and what to do. */
const words: Record<string, readonly [message: string, suggestion: string]> = {
  BAD_INDENT: [
    'The indentation does not fit the lines around it.',
    'Indent by spaces so that keys of one block stand below each other.',
  ],
  TAB_AS_INDENT: ['A tab is used for indentation.', 'Replace the tab by spaces.'],
  MISSING_CHAR: [
    'Something is missing: a colon, a comma, a quote or a bracket.',
    'Look at the end of this line and of the line above.',
  ],
  MULTIPLE_DOCS: [
    'The file holds more than one YAML document (“---”).',
    'Keep only the first; the export reads one document.',
  ],
  UNEXPECTED_TOKEN: [
    'Here is something that YAML does not expect.',
    'Put texts with special characters (: # { } [ ] , & * !) in quotes.',
  ],
  BLOCK_AS_IMPLICIT_KEY: [
    'A key and its value do not fit together on this line.',
    'Put a value that contains “: ” in quotes.',
  ],
  BLOCK_IN_FLOW: [
    'An indented block stands within brackets.',
    'Close the bracket, or write the block within it as well.',
  ],
  MULTILINE_IMPLICIT_KEY: [
    'A key runs over more than one line.',
    'Check for a missing colon on the line above.',
  ],
  BAD_SCALAR_START: [
    'A text begins with a character that YAML reserves.',
    'Put the text in quotes.',
  ],
  BAD_DQ_ESCAPE: [
    'A text in double quotes has a backslash that means nothing.',
    'Write \\\\ for a backslash, or use single quotes.',
  ],
  BAD_ALIAS: ['An anchor or alias is not written correctly.', 'Write &name and *name.'],
  BAD_COLLECTION_TYPE: [
    'Tag and value do not fit together.',
    'Take the tag (!…) away, or change the value.',
  ],
  TAG_RESOLVE_FAILED: [
    'The tag (!…) is not known here.',
    'Nothing to do if the program that reads the file knows it.',
  ],
  KEY_OVER_1024_CHARS: ['A key is too long.', 'Check for a missing colon or quote.'],
  UNREADABLE: ['The file could not be read as YAML.', 'Check that this is the right file.'],
}

/** What to tell about a syntax error (or a warning of the parser), with a fix where one is likely. */
export function syntaxFinding(
  text: string,
  issue: SyntaxIssue,
  severity: 'error' | 'warning',
): Finding {
  const [message, suggestion] = words[issue.code] ?? [
    'This is not valid YAML.',
    'Check quotes, colons and indentation around this line.',
  ]
  return {
    code: `syntax-${issue.code.toLowerCase().replaceAll('_', '-')}`,
    severity,
    message: `${message} (line ${String(issue.line)}, column ${String(issue.column)}: ${issue.message})`,
    suggestion,
    from: issue.from,
    to: issue.to,
    fixes: severity === 'error' ? syntaxRemedies(text, issue) : [],
  }
}
