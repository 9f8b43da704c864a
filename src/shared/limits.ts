// Apart from the schemas, so that the page can use them without loading the schema library.

/** Longest name of a connection, in characters. */
export const longestConnectionName = 80

/** Longest name of a saved selection, in characters. */
export const longestSetName = 120

/** Longest text of a document in the editor, in UTF-16 code units; the workspace takes 10 MB of UTF-8. */
export const longestText = 20_000_000
