import type { DocumentKind, DocumentState, DocumentText } from '../../../../shared/configuration.ts'

/** A document that an editor holds: its text is here, so main need not be asked for the whole of it. */
export interface LiveText {
  /** The texts when nothing that main has told of is missing. */
  current: (state: DocumentState) => Promise<DocumentText>
}

export interface TextKey {
  connectionId: string
  document: DocumentKind
  path: string
}

const live = new Map<string, LiveText>()

export function keyOf({ connectionId, document, path }: TextKey): string {
  return [connectionId, document, path].join('\n')
}

export function liveText(key: TextKey): LiveText | null {
  return live.get(keyOf(key)) ?? null
}

export function addLiveText(key: TextKey, text: LiveText): () => void {
  live.set(keyOf(key), text)
  return () => {
    if (live.get(keyOf(key)) === text) live.delete(keyOf(key))
  }
}
