import type { FileNode } from './files.ts'
import type { JobCatalog } from './jobs.ts'
import { creators, demoUser } from './names.ts'
import { hash32 } from './random.ts'

/** Its name is shown in the list, but nobody may look inside. */
export const closedFolder = '/Shared/restricted'
/** What is in it may be read, but not changed. */
export const readOnlyFolder = '/Shared/released'

const day = 86_400_000
const archivedDays = 3000

const teams = [
  'billing',
  'crm',
  'data-platform',
  'finance',
  'governance',
  'ml',
  'quality',
  'streaming',
] as const

/** Names that a careless program stumbles over. */
const oddNames = [
  '.hidden.yml',
  'a#b?c=d.yml',
  'Configuração de exportação 🚀.yml',
  'CONFIG.YAML',
  'إعدادات التصدير.yml',
  'הגדרות ייצוא.yml',
  '設定ファイル.yml',
  '100 % “quoted” & <tagged>.yml',
  'no extension',
  `${'a_very_long_name_that_somebody_generated_'.repeat(4)}${'x'.repeat(32)}.yml`,
] as const

type Type = FileNode['type']
/** Name, type, and what a name cannot say. */
type Entry = [name: string, type: Type, language?: FileNode['language']]

/**
 * The part of the workspace that was there before, below the top folders: homes, team folders, Git folders, an archive with
 * 3,000 files. It is made up when somebody looks, always alike, and takes no room until then.
 */
export class SharedTree {
  readonly #jobs: JobCatalog
  readonly #at: number
  readonly #folders = new Map<string, FileNode[]>()

  /** @param at when the workspace was made (UTC ms): everything here is older */
  constructor(jobs: JobCatalog, at: number) {
    this.#jobs = jobs
    this.#at = Math.floor(at / day) * day
  }

  find(path: string): FileNode | null {
    if (path === '/') return null
    return this.children(parentOf(path)).find((node) => node.path === path) ?? null
  }

  /** What is directly in a folder; nothing for one that is not known here. */
  children(folder: string): FileNode[] {
    let nodes = this.#folders.get(folder)
    if (nodes === undefined) {
      nodes = this.#entries(folder).map((entry) => this.#node(folder, entry))
      // Only what exists is remembered: paths that are asked for come from outside.
      if (nodes.length > 0) this.#folders.set(folder, nodes)
    }
    return nodes
  }

  #entries(folder: string): Entry[] {
    if (folder === '/Shared/archive') return this.#archive()
    return entriesByFolder.get(folder) ?? []
  }

  /** The copy of the configuration that a job put aside every night. */
  #archive(): Entry[] {
    return Array.from({ length: archivedDays }, (_, index) => {
      const date = new Date(this.#at - (index + 1) * day).toISOString().slice(0, 10)
      return [`config_${date}.yml`, 'FILE']
    })
  }

  #node(folder: string, [name, type, language = null]: Entry): FileNode {
    const path = folder === '/' ? `/${name}` : `${folder}/${name}`
    const seed = hash32('file', path)
    const age = (1 + (seed % 900)) * day + (seed % day)
    const archived = /^config_(\d{4}-\d\d-\d\d)\.yml$/.exec(name)?.[1]
    const modifiedAt = archived === undefined ? this.#at - age : Date.parse(archived) + day / 12
    return {
      path,
      type,
      objectId: 1_402_000_000_000_000 + seed,
      createdAt: modifiedAt - (seed % 90) * day,
      modifiedAt,
      content: type === 'FILE' || type === 'NOTEBOOK' ? this.#content(path, language) : empty,
      language,
    }
  }

  #content(path: string, language: FileNode['language']): Buffer {
    const name = path.slice(path.lastIndexOf('/') + 1)
    if (language === 'SQL') return Buffer.from('-- Databricks notebook source\nSELECT 1\n')
    if (language !== null) return Buffer.from('# Databricks notebook source\nprint("hello")\n')
    if (/\.ya?ml$/i.test(name)) return Buffer.from(this.#config(path))
    if (name.endsWith('.md'))
      return Buffer.from(`# ${path}\n\nAsk the team before you change it.\n`)
    return Buffer.from(`${name}\n`)
  }

  #config(path: string): string {
    const seed = hash32('config', path)
    const count = this.#jobs.count === 0 ? 0 : 1 + (seed % 4)
    const items = Array.from({ length: count }, (_, each) => {
      const job = this.#jobs.at((seed + each * 37) % this.#jobs.count)
      return (
        `  - job_name: ${JSON.stringify(job.name)}\n    job_id: ${job.id}\n` +
        '    is_existing: true\n    is_active: true\n    export_libraries: false\n'
      )
    })
    return (
      `# ${path}\ninitial_variables:\n  v_start_path: "/Workspace/Shared/exports"\n\n` +
      `workflows:${count === 0 ? ' []' : ''}\n${items.join('')}\npipelines: []\n`
    )
  }
}

const empty = Buffer.alloc(0)
/** Her home is empty. */
const newUser = 'maria.silva@example.com'
const users = creators.filter((name) => name.includes('@') && name !== newUser)

const entriesByFolder: ReadonlyMap<string, Entry[]> = new Map<string, Entry[]>([
  [
    '/Shared',
    names('DIRECTORY', [
      'archive',
      'libraries',
      'odd names',
      readOnlyFolder.slice('/Shared/'.length),
      closedFolder.slice('/Shared/'.length),
      'teams',
    ]),
  ],
  [
    '/Shared/libraries',
    names('LIBRARY', [
      'delta-sharing-spark_2.12-3.2.1.jar',
      'great_expectations-0.18.22-py3-none-any.whl',
      'mssql-jdbc-12.8.1.jre11.jar',
      'spark-excel_2.12-3.5.1.jar',
    ]),
  ],
  ['/Shared/odd names', names('FILE', oddNames)],
  [closedFolder, names('FILE', ['config.yml', 'payroll.yml'])],
  [readOnlyFolder, names('FILE', ['app_config.yml', 'config.yml', 'README.md'])],
  ['/Shared/teams', names('DIRECTORY', teams)],
  ...teams.flatMap(teamFolders),
  ['/Users', names('DIRECTORY', users).filter(([name]) => name !== demoUser.userName)],
  ...users.flatMap(homeFolders),
  ['/Repos', names('DIRECTORY', ['data-platform', demoUser.userName])],
  ...repo('/Repos/data-platform', 'workflow-exporter'),
  ...repo(`/Repos/${demoUser.userName}`, 'etl-pipelines'),
])

function names(type: Type, list: readonly string[]): Entry[] {
  return list.map((name) => [name, type])
}

function teamFolders(team: string): [string, Entry[]][] {
  const folder = `/Shared/teams/${team}`
  return [
    [
      folder,
      [
        ...names('DIRECTORY', ['exports', 'notebooks']),
        ...names('FILE', [
          'app_config.yml',
          'config.dev.yml',
          'config.prod.yml',
          'config.staging.yml',
          'config.yml',
          'README.md',
        ]),
        ['KPIs.lvdash.json', 'DASHBOARD'],
      ],
    ],
    [`${folder}/exports`, names('FILE', ['manifest.yml', 'jobs.yml', 'pipelines.yml'])],
    [
      `${folder}/notebooks`,
      [
        ['backfill', 'NOTEBOOK', 'PYTHON'],
        ['checks', 'NOTEBOOK', 'SQL'],
        ['explore', 'NOTEBOOK', 'PYTHON'],
        ['load', 'NOTEBOOK', 'SCALA'],
        ['report', 'NOTEBOOK', 'R'],
      ],
    ],
  ]
}

function homeFolders(user: string): [string, Entry[]][] {
  const home = `/Users/${user}`
  const isMe = user === demoUser.userName
  return [
    [
      home,
      [
        ...names('DIRECTORY', ['configs', ...(isMe ? [] : ['notebooks'])]),
        ...names('FILE', ['notes.txt']),
      ],
    ],
    [`${home}/configs`, names('FILE', ['config.yml', 'config.test.yml', 'config.backup.yml'])],
    ...(isMe
      ? []
      : [
          [
            `${home}/notebooks`,
            [
              ['playground', 'NOTEBOOK', 'PYTHON'],
              ['queries', 'NOTEBOOK', 'SQL'],
            ],
          ] satisfies [string, Entry[]],
        ]),
  ]
}

function repo(folder: string, name: string): [string, Entry[]][] {
  const root = `${folder}/${name}`
  return [
    [folder, names('REPO', [name])],
    [
      root,
      [
        ...names('DIRECTORY', ['resources', 'src']),
        ...names('FILE', ['.gitignore', 'databricks.yml', 'README.md']),
      ],
    ],
    [`${root}/resources`, names('FILE', ['jobs.yml', 'pipelines.yml', 'variables.yml'])],
    [
      `${root}/src`,
      [
        ...names('FILE', ['helpers.py', 'transform.py']),
        ['ingest', 'NOTEBOOK', 'PYTHON'],
        ['publish', 'NOTEBOOK', 'SQL'],
      ],
    ],
  ]
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')))
}
