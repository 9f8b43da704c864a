/** The IPC channel of all calls: its arguments are the name (`group.name`) and the input. */
export const callChannel = 'desktop.call'

/** The IPC channel of an event: its argument is the payload. */
export function eventChannel(name: string): string {
  return `desktop.event.${name}`
}
