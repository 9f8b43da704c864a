import type { DocumentKind } from '../../../shared/configuration.ts'

export const documentNames: Readonly<Record<DocumentKind, string>> = {
  main: 'config.yml',
  app: 'app_config.yml',
}

export const documentKinds = ['main', 'app'] as const

/** What is wrong with a workspace path as typed; null when it can be used. */
export function pathProblem(typed: string): string | null {
  const path = typed.trim()
  if (path === '') return 'Enter a path in the workspace.'
  if (!path.startsWith('/')) return 'Start with /, for example /Workspace/Shared.'
  if (path.length < 2 || path.endsWith('/')) return 'Name a file or folder after the last /.'
  if (path.length > 1024) return 'This is longer than a workspace path can be.'
  return null
}
