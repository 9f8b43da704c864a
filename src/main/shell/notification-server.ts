import { askSessionBus } from './session-bus.ts'

/**
 * Whether the notification server of a Linux desktop reads markup in the body. Those that do would
 * swallow a "<b>" in a name; those that do not would show "&lt;b&gt;". Without an answer it is assumed,
 * as nearly all do.
 * https://specifications.freedesktop.org/notification-spec/latest/protocol.html#command-get-capabilities
 */
export async function showsMarkup(): Promise<boolean> {
  const capabilities = await askSessionBus(
    'org.freedesktop.Notifications',
    '/org/freedesktop/Notifications',
    'org.freedesktop.Notifications.GetCapabilities',
  )
  return capabilities === null || capabilities.split(/\s+/).includes('body-markup')
}

/** The text for a server that reads markup, so that it shows every sign as it is. */
export function withoutMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
