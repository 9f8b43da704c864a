import { defineInterface, sessionBus } from 'dbus-native'
import type { MessageBus } from 'dbus-native'

const watcherName = 'org.kde.StatusNotifierWatcher'
const watcherPath = '/StatusNotifierWatcher'
const itemInterface = 'org.kde.StatusNotifierItem'
const menuInterface = 'com.canonical.dbusmenu'

/** What a desktop shows in its tray for one app. */
export interface ShownTrayItem {
  tooltip: string
  /** Bytes of the icon, to be compared, never decoded. */
  icon: string
  /** Labels from top to bottom; '-' is a separator. */
  menu: string[]
  /** Those of the first submenu. */
  submenu: string[]
}

interface Registered {
  busName: string
  path: string
}

/** What is read of an item: a pixmap is width, height and bytes, a tooltip icon, pixmaps, title, text. */
interface ItemProperties {
  IconPixmap: [number, number, Buffer][]
  ToolTip: [string, unknown[], string, string]
}

/** Properties of a layout entry and its children: `(ia{sv}av)` of the D-Bus menu. */
type MenuEntry = [id: number, properties: Record<string, unknown>, children: MenuEntry[]]

/**
 * The tray of a desktop, as far as an app can tell: it owns the name where icons register and reads
 * from them what a panel would show.
 * https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/
 */
export class DesktopTray {
  readonly #bus: MessageBus
  readonly #registered: Registered[] = []

  private constructor(bus: MessageBus) {
    this.#bus = bus
  }

  static async open(): Promise<DesktopTray> {
    const bus = sessionBus({ timeout: 5000 })
    const tray = new DesktopTray(bus)
    const watcher = defineInterface({
      name: watcherName,
      methods: {
        RegisterStatusNotifierItem: {
          in: { service: 's' },
          handler: ({ service }: { service: string }, { sender }) => {
            // An icon registers the name of its connection, or a path on the connection that calls.
            const isPath = service.startsWith('/')
            tray.#registered.push({
              busName: isPath ? (sender ?? '') : service,
              path: isPath ? service : '/StatusNotifierItem',
            })
          },
        },
        RegisterStatusNotifierHost: { in: { service: 's' }, handler: () => undefined },
      },
      properties: {
        IsStatusNotifierHostRegistered: { type: 'b', access: 'read', value: true },
        ProtocolVersion: { type: 'i', access: 'read', value: 0 },
        RegisteredStatusNotifierItems: {
          type: 'as',
          access: 'read',
          get: () => tray.#registered.map(({ busName, path }) => busName + path),
        },
      },
      signals: { StatusNotifierHostRegistered: {} },
    })
    await bus.export(watcherPath, watcher)
    await bus.ownName(watcherName)
    return tray
  }

  /** Whether an icon is in the tray. */
  get hasItem(): boolean {
    return this.#registered.length > 0
  }

  /** What the newest icon shows now. */
  async shown(): Promise<ShownTrayItem> {
    const item = this.#item()
    const properties = await this.#call<ItemProperties>(
      item,
      'org.freedesktop.DBus.Properties',
      'GetAll',
      's',
      [itemInterface],
    )
    const { entries } = await this.#menu()
    const [, , title, text] = properties.ToolTip
    return {
      tooltip: [title, text].filter((part) => part !== '').join('\n'),
      icon: properties.IconPixmap.map(([, , bytes]) => bytes.toString('base64')).join(),
      menu: entries.map(([, shown]) => labelOf(shown)),
      submenu: (entries.find(([, , children]) => children.length > 0)?.[2] ?? []).map(([, shown]) =>
        labelOf(shown),
      ),
    }
  }

  /**
   * Chooses a menu item, as a click on it would: one of the menu, or of the submenu it leads to. An
   * item whose words move on by themselves, as a percentage does, is named by a pattern.
   */
  async choose(...labels: (string | RegExp)[]): Promise<void> {
    const { menu, entries } = await this.#menu()
    let level = entries
    let entry: MenuEntry | undefined
    for (const label of labels) {
      const isMeant = (shown: string): boolean =>
        typeof label === 'string' ? shown === label : label.test(shown)
      entry = level.find(([, properties]) => isMeant(labelOf(properties)))
      if (!entry) throw new Error(`the tray menu has no ${label}: ${JSON.stringify(level)}`)
      level = entry[2]
    }
    if (!entry) return
    await this.#call(menu, menuInterface, 'Event', 'isvu', [entry[0], 'clicked', ['i', 0], 0])
  }

  async close(): Promise<void> {
    await this.#bus.close()
  }

  #item(): Registered {
    const item = this.#registered.at(-1)
    if (!item) throw new Error('no icon is in the tray')
    return item
  }

  async #menu(): Promise<{ menu: Registered; entries: MenuEntry[] }> {
    const item = this.#item()
    const path = await this.#call<string>(item, 'org.freedesktop.DBus.Properties', 'Get', 'ss', [
      itemInterface,
      'Menu',
    ])
    const menu = { busName: item.busName, path }
    const [, [, , entries]] = await this.#call<[number, MenuEntry]>(
      menu,
      menuInterface,
      'GetLayout',
      'iias',
      [0, -1, []],
    )
    return { menu, entries }
  }

  async #call<Value = unknown>(
    { busName, path }: Registered,
    interfaceName: string,
    member: string,
    signature: string,
    body: unknown[],
  ): Promise<Value> {
    return await this.#bus.invoke<Value>({
      destination: busName,
      path,
      interface: interfaceName,
      member,
      signature,
      body,
    })
  }
}

/** An underscore marks the key of an entry, two are one underscore. */
function labelOf({ label, type }: Record<string, unknown>): string {
  return type === 'separator' ? '-' : String(label).replaceAll('__', '_')
}
