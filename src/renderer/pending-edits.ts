/** An editor whose typing is on its way to main for a moment. */
export interface TypingEditor {
  /** Hands over what was typed until now. Throws why it could not. */
  handOver: () => Promise<void>
  /** Nobody looks at its text any more: it may go once it is handed over. */
  forget: () => void
}

const editors = new Set<TypingEditor>()

/** Has an editor asked before anything that looks at or changes the drafts; returns what ends that. */
export function addEditor(editor: TypingEditor): () => void {
  editors.add(editor)
  return () => editors.delete(editor)
}

export function hasEditors(): boolean {
  return editors.size > 0
}

/** Has all editors hand over what was typed until now. Throws why one could not. */
export async function handOverTyping(): Promise<void> {
  await Promise.all([...editors].map((editor) => editor.handOver()))
}

/** For a locked window: texts of workspaces leave it as soon as nothing typed is lost with them. */
export function forgetEditors(): void {
  for (const editor of [...editors]) editor.forget()
}

/** Calls that leave the drafts alone, or that editors themselves make. */
const apart: ReadonlySet<string> = new Set([
  'configuration.state',
  'configuration.text',
  'configuration.editText',
  'exports.list',
  'session.state',
  'session.unlock',
  'connections.state',
  'app.info',
  'app.copyText',
  'app.openLink',
])
const concerned: ReadonlySet<string> = new Set([
  'app',
  'configuration',
  'connections',
  'exports',
  'form',
  'session',
  'sets',
  'versions',
])
/** These go on even when typing cannot be handed over: it is kept until it can. */
const unstoppable: ReadonlySet<string> = new Set(['app', 'connections', 'session'])

/**
 * To be awaited before a call: what it finds in the drafts shall hold every key that was typed before
 * it. Null where there is nothing to wait for.
 */
export function typingBefore(group: string, name: string): Promise<void> | null {
  if (!hasEditors() || !concerned.has(group) || apart.has(`${group}.${name}`)) return null
  const handedOver = handOverTyping()
  return unstoppable.has(group) ? handedOver.catch(() => undefined) : handedOver
}
