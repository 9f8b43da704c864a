import { z } from 'zod'
import { pickFlagsSchema } from './catalog.ts'
import { logLevelSchema } from './log.ts'

/** How requests find their way out of a company network. */
export const proxySettingsSchema = z.object({
  /**
   * `automatic`: `HTTPS_PROXY` and `NO_PROXY` when set, else the system's proxy or PAC script.
   * `manual`: `url`. `pac`: the script at `pacUrl`. `off`: always direct.
   */
  mode: z.enum(['automatic', 'manual', 'pac', 'off']),
  /** For example `http://proxy.example.com:8080`; without credentials. */
  url: z.string().trim().max(300),
  /** Hosts that need no proxy, as in `NO_PROXY`: `.example.com, 10.0.0.0/8`. */
  exceptions: z.string().trim().max(2000),
  pacUrl: z.string().trim().max(1000),
  /** Empty when the proxy wants none. Its password is in the keychain. */
  userName: z.string().trim().max(200),
})
export type ProxySettings = z.infer<typeof proxySettingsSchema>

export const settingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  /** Closing the window hides the app to the tray even when no export is active. */
  keepInBackground: z.boolean(),
  notifyOnSuccess: z.boolean(),
  /** Failed, canceled and lost exports. */
  notifyOnFailure: z.boolean(),
  /** Exports that take longer than usual. */
  notifyWhenOverdue: z.boolean(),
  /** Hours a finished export stays listed. */
  keepFinishedHours: z.number().int().min(1).max(720),
  /** How a newly picked item starts. */
  pickDefaults: pickFlagsSchema,
  pageSize: z.union([z.literal(50), z.literal(100), z.literal(200)]),
  /** `endless`: one long list that loads as it scrolls; `pages`: page by page. */
  listStyle: z.enum(['endless', 'pages']),
  logLevel: logLevelSchema,
  proxy: proxySettingsSchema,
  /** A PEM file with further certificate authorities; empty for none. */
  certificatesFile: z.string().max(4096),
  /** Minutes without input until the app locks itself; 0 for never. */
  lockAfterMinutes: z.number().int().min(0).max(10_080),
})
export type Settings = z.infer<typeof settingsSchema>

export const settingsChangeSchema = settingsSchema.partial().strict()
export type SettingsChange = z.infer<typeof settingsChangeSchema>

export const defaultSettings: Settings = {
  theme: 'system',
  keepInBackground: false,
  notifyOnSuccess: true,
  notifyOnFailure: true,
  notifyWhenOverdue: true,
  keepFinishedHours: 24,
  pickDefaults: { isExisting: true, isActive: true, exportLibraries: false },
  pageSize: 100,
  listStyle: 'pages',
  logLevel: 'info',
  proxy: { mode: 'automatic', url: '', exceptions: '', pacUrl: '', userName: '' },
  certificatesFile: '',
  lockAfterMinutes: 480,
}
