import { describe, expect, test } from 'vitest'
import type { CatalogNames } from '../../../../src/main/configuration/catalog-names.ts'
import { parseText } from '../../../../src/main/configuration/document.ts'
import { applyEdit } from '../../../../src/main/configuration/edit.ts'
import type { Finding } from '../../../../src/main/configuration/finding.ts'
import { findProblems } from '../../../../src/main/configuration/problems.ts'
import type { Surroundings } from '../../../../src/main/configuration/problems.ts'
import { readText } from '../../../../src/main/configuration/read-text.ts'
import type { DocumentKind } from '../../../../src/shared/configuration.ts'
import type { ExportJobFacts } from '../../../../src/shared/configuration-preview.ts'

const guid = 'd4623163-fa76-4fb3-a117-663851c9f32f'

/** The workspace has the job 7 “Nightly”, the pipeline “Ingest”, and two jobs named “Twin”. */
const catalog: CatalogNames = {
  nameOf: (kind, id) =>
    kind === 'workflow' ? (id === '7' ? 'Nightly' : null) : id === guid ? 'Ingest' : null,
  idsOf: (kind, name) =>
    kind === 'workflow'
      ? name === 'Nightly'
        ? ['7']
        : name === 'Twin'
          ? ['8', '9']
          : []
      : name === 'Ingest'
        ? [guid]
        : [],
  isGone: (kind, id) => kind === 'workflow' && id === '404',
}

function surroundings(checks: ExportJobFacts['checks'] = [], name = 'Nightly'): Surroundings {
  const job = { id: '7', configName: '' }
  return {
    catalog,
    exportJob: { job, name, url: null, parameters: [], trigger: null, checks },
  }
}

const head = 'initial_variables:\n  v_start_path: /x\n'
const rest = 'pipelines: []\n'
const workflows = (lines: string): string => `${head}workflows:\n${lines}${rest}`
const pipelines = (lines: string): string => `${head}workflows: []\npipelines:\n${lines}`
const good = 'workflows: []\npipelines: []\n'

interface Fixed {
  name: string
  document?: DocumentKind
  text: string
  code: string
  fix: string
  /** The text after the fix. */
  after: string
  /** What is left to say afterwards. */
  left?: string[]
}

const item = '  - job_name: Nightly # ours\n    job_id: 7\n'
const cases: Fixed[] = [
  {
    name: 'an id with separators becomes digits',
    text: workflows('  - job_name: Nightly\n    job_id: "810,105,583" # the id\n'),
    code: 'id-not-digits',
    fix: 'digits',
    after: workflows('  - job_name: Nightly\n    job_id: 810105583 # the id\n'),
  },
  {
    name: 'an id in exponent notation, which spreadsheets write',
    text: workflows('  - job_id: 8.10105583362026e14\n    job_name: A\n'),
    code: 'id-not-digits',
    fix: 'digits',
    after: workflows('  - job_id: 810105583362026\n    job_name: A\n'),
  },
  {
    name: 'an id that begins with a zero',
    text: workflows('  - job_name: Nightly\n    job_id: 007\n'),
    code: 'id-octal',
    fix: 'digits',
    after: workflows('  - job_name: Nightly\n    job_id: 7\n'),
  },
  {
    name: 'a wrong id becomes that of the job with the name',
    text: workflows('  - job_name: Nightly\n    job_id: nightly\n'),
    code: 'id-not-digits',
    fix: 'id-of-name',
    after: workflows('  - job_name: Nightly\n    job_id: 7\n'),
  },
  {
    name: 'a missing id is added below the name',
    text: workflows('  - job_name: Nightly\n    is_active: true\n'),
    code: 'id-missing',
    fix: 'id-of-name',
    after: workflows('  - job_name: Nightly\n    is_active: true\n    job_id: 7\n'),
  },
  {
    name: 'an empty id is filled in',
    text: workflows('  - job_name: Nightly\n    job_id: # ?\n'),
    code: 'id-missing',
    fix: 'id-of-name',
    after: workflows('  - job_name: Nightly\n    job_id: 7 # ?\n'),
  },
  {
    name: 'an item without id is taken out, the next one stays',
    text: workflows(`  # lost\n  - job_name: A\n${item}`),
    code: 'id-missing',
    fix: 'remove',
    after: workflows(`  # lost\n${item}`),
  },
  {
    name: 'an id that is a list is replaced by nothing, the item goes',
    text: workflows(`${item}  - job_name: A\n    job_id: [1]\n`),
    code: 'id-not-valid',
    fix: 'remove',
    after: workflows(item),
  },
  {
    name: 'a GUID without hyphens',
    text: pipelines(`  - pipeline_name: Ingest\n    pipeline_id: ${guid.replaceAll('-', '')}\n`),
    code: 'id-not-a-guid',
    fix: 'guid',
    after: pipelines(`  - pipeline_name: Ingest\n    pipeline_id: ${guid}\n`),
  },
  {
    name: 'a GUID in braces, in the quotes of the file',
    text: pipelines(`  - { pipeline_name: 'Ingest', pipeline_id: '{${guid.toUpperCase()}}' }\n`),
    code: 'id-not-a-guid',
    fix: 'guid',
    after: pipelines(`  - { pipeline_name: 'Ingest', pipeline_id: '${guid}' }\n`),
  },
  {
    name: 'a duplicate goes, the first stays',
    text: workflows(`${item}${item}`),
    code: 'id-twice',
    fix: 'remove',
    after: workflows(item),
  },
  {
    name: 'a missing name is that of the workspace',
    text: workflows('  - job_id: 7\n'),
    code: 'name-missing',
    fix: 'catalog-name',
    after: workflows('  - job_id: 7\n    job_name: "Nightly"\n'),
  },
  {
    name: 'a name that is a list',
    text: workflows('  - job_id: 7\n    job_name: [x]\n'),
    code: 'name-not-text',
    fix: 'remove',
    after: workflows('').replace('workflows:\n', 'workflows: []\n'),
  },
  {
    name: 'another name becomes that of the workspace, in the quotes of the file',
    text: workflows("  - job_name: 'Weekly' # ours\n    job_id: 7\n"),
    code: 'name-differs',
    fix: 'catalog-name',
    after: workflows("  - job_name: 'Nightly' # ours\n    job_id: 7\n"),
  },
  {
    name: 'an item that is gone becomes the one with its name',
    text: workflows('  - job_name: Nightly\n    job_id: 404\n'),
    code: 'item-gone',
    fix: 'id-of-name',
    after: workflows('  - job_name: Nightly\n    job_id: 7\n'),
  },
  {
    name: 'an item that is gone is taken out',
    text: workflows('  - job_name: Old\n    job_id: 404\n'),
    code: 'item-gone',
    fix: 'remove',
    after: workflows('').replace('workflows:\n', 'workflows: []\n'),
  },
  {
    name: 'an entry that is a text goes',
    text: workflows(`  - just a text\n${item}`),
    code: 'item-not-a-mapping',
    fix: 'remove',
    after: workflows(item),
  },
  {
    name: 'a switch that is neither true nor false',
    text: workflows(`${item}    is_active: maybe\n`),
    code: 'switch-not-boolean',
    fix: 'write-false',
    after: workflows(`${item}    is_active: false\n`),
  },
  {
    name: 'a switch that is a text',
    text: workflows(`${item}    is_active: "true"  # on\n`),
    code: 'switch-odd',
    fix: 'write-true',
    after: workflows(`${item}    is_active: true  # on\n`),
  },
  {
    name: 'a switch that only old readers know',
    text: workflows(`${item}    is_active: yes\n`),
    code: 'switch-odd',
    fix: 'write-true',
    after: workflows(`${item}    is_active: true\n`),
  },
  {
    name: 'a misspelt key is renamed',
    text: workflows(`${item}    is_actve: false\n`),
    code: 'key-unknown',
    fix: 'rename-key',
    after: workflows(`${item}    is_active: false\n`),
  },
  {
    name: 'a key in other letters is renamed, in its quotes',
    text: workflows(`${item}    "Is-Active": false\n`),
    code: 'key-unknown',
    fix: 'rename-key',
    after: workflows(`${item}    "is_active": false\n`),
  },
  {
    name: 'an unknown key on the line of the dash is removed, what follows moves up',
    text: workflows('  - owner: Maria\n    # why\n    job_name: Nightly\n    job_id: 7\n'),
    code: 'key-unknown',
    fix: 'remove',
    after: workflows('  - # why\n    job_name: Nightly\n    job_id: 7\n'),
  },
  {
    name: 'an unknown key within braces is removed with its comma',
    text: workflows('  - { job_name: Nightly, owner: Maria, job_id: 7 }\n'),
    code: 'key-unknown',
    fix: 'remove',
    after: workflows('  - { job_name: Nightly, job_id: 7 }\n'),
  },
  {
    name: 'of a key that is there twice, the last one stays',
    text: workflows('  - job_name: Old # old\n    job_id: 7\n    job_name: Nightly\n'),
    code: 'duplicate-key',
    fix: 'keep-last',
    after: workflows('  - job_id: 7\n    job_name: Nightly\n'),
  },
  {
    name: 'a variable that is there twice',
    text: `initial_variables:\n  v_start_path: /old\n  v_start_path: /x\n${good}`,
    code: 'duplicate-key',
    fix: 'keep-last',
    after: `initial_variables:\n  v_start_path: /x\n${good}`,
  },
  {
    name: 'the output folder is added to a missing section',
    text: good,
    code: 'path-missing',
    fix: 'default-path',
    after: `${good}initial_variables:\n  v_start_path: "/Workspace/Shared/exports"\n`,
  },
  {
    name: 'the output folder is filled in',
    text: `initial_variables:\n  v_x: 1\n  v_start_path:\n${good}`,
    code: 'path-missing',
    fix: 'default-path',
    after: `initial_variables:\n  v_x: 1\n  v_start_path: "/Workspace/Shared/exports"\n${good}`,
  },
  {
    name: 'a path gets its slash',
    text: `initial_variables: { v_start_path: './Shared/x' }\n${good}`,
    code: 'path-not-absolute',
    fix: 'absolute',
    after: `initial_variables: { v_start_path: '/Shared/x' }\n${good}`,
  },
  {
    name: 'a variable that holds a list goes',
    text: `${head}  v_list:\n    - a\n${good}`,
    code: 'variable-not-simple',
    fix: 'remove',
    after: `${head}${good}`,
  },
  {
    name: 'a variable gets its prefix',
    text: `${head}  region: eu\n${good}`,
    code: 'variable-name',
    fix: 'rename-key',
    after: `${head}  v_region: eu\n${good}`,
  },
  {
    name: 'a misspelt placeholder',
    text: `${head}  v_logs: "{v_strat_path}/logs"\n${good}`,
    code: 'placeholder-unknown',
    fix: 'placeholder',
    after: `${head}  v_logs: "{v_start_path}/logs"\n${good}`,
  },
  {
    name: 'a placeholder that nothing is like becomes a variable',
    text: `${head}  v_logs: "{v_region}/logs"\n${good}`,
    code: 'placeholder-unknown',
    fix: 'add-variable',
    after: `${head}  v_logs: "{v_region}/logs"\n  v_region: ""\n${good}`,
  },
  {
    name: 'the global switch is turned on',
    text: `${workflows(`${item}    export_libraries: true\n`)}global_settings: { export_libraries: False }\n`,
    code: 'libraries-off',
    fix: 'write-true',
    after: `${workflows(`${item}    export_libraries: true\n`)}global_settings: { export_libraries: True }\n`,
  },
  {
    name: 'a global switch that is a word',
    text: `${head}global_settings:\n  export_libraries: sometimes\n${good}`,
    code: 'switch-not-boolean',
    fix: 'write-true',
    after: `${head}global_settings:\n  export_libraries: true\n${good}`,
  },
  {
    name: 'a misspelt global setting',
    text: `${head}global_settings:\n  export_library: true\n${good}`,
    code: 'key-unknown',
    fix: 'rename-key',
    after: `${head}global_settings:\n  export_libraries: true\n${good}`,
  },
  {
    name: 'a missing list is added',
    text: `${head}workflows: []`,
    code: 'list-missing',
    fix: 'add-list',
    after: `${head}workflows: []\npipelines: []`,
  },
  {
    name: 'a misspelt section is renamed',
    text: `${head}workflow:\n${item}pipelines: []\n`,
    code: 'section-unknown',
    fix: 'rename-key',
    after: workflows(item),
    left: [],
  },
  {
    name: 'a rule without a search key goes',
    text: `${head}spark_conf_key_replacements:\n  - target_key: b\n    target_value: c\n${good}`,
    code: 'rule-incomplete',
    fix: 'remove',
    after: `${head}spark_conf_key_replacements: []\n${good}`,
  },
  {
    name: 'a misspelt key of a rule',
    text: `${head}spark_conf_key_replacements:\n  - search_keys: a\n    target_key: b\n    target_value: c\n${good}`,
    code: 'key-unknown',
    fix: 'rename-key',
    after: `${head}spark_conf_key_replacements:\n  - search_key: a\n    target_key: b\n    target_value: c\n${good}`,
  },
  {
    name: 'a rule that is a text goes',
    text: `${head}spark_conf_key_replacements: [ x ]\n${good}`,
    code: 'wrong-type',
    fix: 'remove',
    after: `${head}spark_conf_key_replacements: [  ]\n${good}`,
  },
  {
    name: 'an empty replacement is written down',
    text: `${head}path_replacement:\n  "^/Repos/":\n${good}`,
    code: 'rule-not-text',
    fix: 'empty-text',
    after: `${head}path_replacement:\n  "^/Repos/": ""\n${good}`,
  },
  {
    name: 'a pattern that is no regular expression is taken literally',
    text: `${head}path_replacement:\n  "/a(b": c\n${good}`,
    code: 'rule-pattern',
    fix: 'escape',
    after: `${head}path_replacement:\n  "/a\\\\(b": c\n${good}`,
  },
  {
    name: 'tabs become spaces',
    text: `initial_variables:\n\tv_start_path: /x\n\tv_y: 1\n${good}`,
    code: 'syntax-tab-as-indent',
    fix: 'tabs',
    after: `initial_variables:\n  v_start_path: /x\n  v_y: 1\n${good}`,
  },
  {
    name: 'a value with a colon gets quotes',
    text: `${head}  v_note: see: below # why\n${good}`,
    code: 'syntax-block-as-implicit-key',
    fix: 'quote',
    after: `${head}  v_note: "see: below" # why\n${good}`,
  },
  {
    name: 'a value that begins with a reserved character gets quotes',
    text: `${head}  v_mail: @team\n${good}`,
    code: 'syntax-bad-scalar-start',
    fix: 'quote',
    after: `${head}  v_mail: "@team"\n${good}`,
  },
  {
    name: 'the export job’s id follows from its name',
    document: 'app',
    text: 'export-job:\n  job_name: Nightly\n  job_id:\n',
    code: 'job-id-missing',
    fix: 'id-of-name',
    after: 'export-job:\n  job_name: Nightly\n  job_id: 7\n',
  },
  {
    name: 'the export job’s id becomes digits',
    document: 'app',
    text: 'export-job:\n  job_name: Nightly\n  job_id: "#7"\n',
    code: 'job-id-not-digits',
    fix: 'digits',
    after: 'export-job:\n  job_name: Nightly\n  job_id: 7\n',
  },
  {
    name: 'the export job’s name is that of the workspace',
    document: 'app',
    text: 'export-job: { job_name: "Weekly", job_id: 7 }\n',
    code: 'job-name-differs',
    fix: 'catalog-name',
    after: 'export-job: { job_name: "Nightly", job_id: 7 }\n',
  },
  {
    name: 'the export job’s name is added',
    document: 'app',
    text: 'export-job:\n  job_id: 7\n',
    code: 'job-name-missing',
    fix: 'catalog-name',
    after: 'export-job:\n  job_id: 7\n  job_name: "Nightly"\n',
  },
  {
    name: 'a misspelt key of the export job',
    document: 'app',
    text: 'export-job:\n  job_name: Nightly\n  jobid: 7\n',
    code: 'key-unknown',
    fix: 'rename-key',
    after: 'export-job:\n  job_name: Nightly\n  job_id: 7\n',
  },
  {
    name: 'a misspelt section of app_config.yml',
    document: 'app',
    text: 'export_job:\n  job_name: Nightly\n  job_id: 7\n',
    code: 'section-unknown',
    fix: 'rename-key',
    after: 'export-job:\n  job_name: Nightly\n  job_id: 7\n',
  },
]

function problemsIn(
  document: DocumentKind,
  text: string,
  read = (each: string) => readText(each),
): Finding[] {
  return findProblems(document, read(text), surroundings())
}

describe('a fix', () => {
  test.each(cases)('$name', ({ document = 'main', text, code, fix, after, left }) => {
    for (const read of [(each: string) => readText(each), (each: string) => parseText(each)]) {
      const finding = problemsIn(document, text, read).find((each) => each.code === code)
      const remedy = finding?.fixes.find(({ id }) => id === fix)
      if (!finding || !remedy) throw new Error(`no ${fix} for ${code}`)
      expect(remedy.label).not.toBe('')
      const fixed = remedy.edits.reduce(applyEdit, read(text))
      expect(fixed.text).toBe(after)
      const still = findProblems(document, fixed, surroundings())
      expect(
        still.filter((each) => each.code === code && each.message === finding.message),
      ).toEqual([])
      if (left) expect(still.map((each) => each.code)).toEqual(left)
    }
  })

  test('of an ambiguous name is to look for it, with the name to search for', () => {
    const text = workflows('  - job_name: Twin\n    job_id: x\n')
    const [finding] = problemsIn('main', text)
    expect(finding?.fixes.map(({ id, find }) => [id, find])).toEqual([
      ['find', { kind: 'workflow', text: 'Twin' }],
    ])
  })

  test('is one of three at most, and every problem has a suggestion', () => {
    for (const { document = 'main', text } of cases) {
      for (const finding of problemsIn(document, text)) {
        expect(finding.suggestion).not.toBe('')
        expect(new Set(finding.fixes.map(({ id }) => id)).size).toBe(finding.fixes.length)
      }
    }
  })
})

describe('what the workspace tells', () => {
  const app = 'export-job:\n  job_name: Nightly\n  job_id: 7\n'
  const codes = (text: string, within?: Surroundings): string[] =>
    findProblems('main', readText(text), within).map(({ code }) => code)

  test('nothing is said of items while the lists are not known', () => {
    const text = workflows(
      '  - job_name: Old\n    job_id: 404\n  - job_name: Weekly\n    job_id: 7\n',
    )
    expect(codes(text)).toEqual([])
    expect(codes(text, surroundings())).toEqual(['item-gone', 'name-differs'])
  })

  test.each([
    ['exists', 'job-gone'],
    ['permission', 'job-forbidden'],
    ['config-path', 'job-no-config-path'],
  ] as const)('the check “%s” of the export job is the problem %s', (check, code) => {
    const checks = [{ code: check, status: 'error' as const, title: '', detail: 'Do this.' }]
    const found = findProblems('app', readText(app), surroundings(checks))
    expect(found).toMatchObject([{ code, severity: 'error', suggestion: 'Do this.', from: 42 }])
  })

  test('what was found out about another job is not said of this one', () => {
    const checks = [{ code: 'exists' as const, status: 'error' as const, title: '', detail: '' }]
    const other = app.replace('7', '8')
    expect(findProblems('app', readText(other), surroundings(checks))).toEqual([])
    const unknown = [{ code: 'exists' as const, status: 'unknown' as const, title: '', detail: '' }]
    expect(findProblems('app', readText(app), surroundings(unknown))).toEqual([])
  })
})
