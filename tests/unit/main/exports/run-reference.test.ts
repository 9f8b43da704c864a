import { describe, expect, it } from 'vitest'
import { readRunReference } from '../../../../src/main/exports/run-reference.ts'
import { AppError } from '../../../../src/shared/errors.ts'

const azure = 'https://adb-5555555555555555.15.azuredatabricks.net'
const aws = 'https://dbc-a1b2c3d4-e5f6.cloud.databricks.com'

function refusal(text: string): string {
  try {
    readRunReference(text)
  } catch (thrown) {
    const error = AppError.from(thrown)
    expect(error.code).toBe('bad-input')
    expect(error.suggestion).not.toBe('')
    return error.message
  }
  throw new Error(`${text} was read as a run`)
}

describe('a run that somebody pasted', () => {
  it.each<[string, string, string | null, string | null]>([
    ['an id', '849743237728880', null, null],
    ['an id with blanks and a line end', '  849743237728880 \r\n', null, null],
    ['an id with invisible characters', '\u200b849743237728880\ufeff', null, null],
    ['an id with a name', 'run 849743237728880', null, null],
    ['an id from the command line', '{"run_id": 849743237728880, "number_in_job": 7}', null, null],
    ['an id beside that of its job', 'job_id=12 run_id=849743237728880', null, null],
    ['an id in quotes', '"849743237728880"', null, null],
    ['an id with leading zeros', '000849743237728880', null, null],
    ['the page of today', `${azure}/jobs/12/runs/849743237728880`, azure, null],
    ['with the workspace', `${azure}/jobs/12/runs/849743237728880?o=5555`, azure, '5555'],
    ['a page below', `${azure}/jobs/12/runs/849743237728880/compute?o=5`, azure, '5'],
    ['with a slash at the end', `${aws}/jobs/12/runs/849743237728880/`, aws, null],
    ['with a fragment of its own', `${aws}/jobs/12/runs/849743237728880?o=7#`, aws, '7'],
    ['the older page', `${aws}/#job/12/run/849743237728880`, aws, null],
    ['the older page, workspace first', `${aws}/?o=77#job/12/run/849743237728880`, aws, '77'],
    ['the older page, workspace last', `${aws}/#job/12/run/849743237728880?o=77`, aws, '77'],
    ['the older page, of a task', `${aws}/#job/12/run/849743237728880/task/3`, aws, null],
    ['the page with jobs in it', `${aws}/?o=77#jobs/12/runs/849743237728880`, aws, '77'],
    ['without a job', `${aws}/jobs/runs/849743237728880?o=77`, aws, '77'],
    ['older, without a job', `${aws}/#job/run/849743237728880`, aws, null],
    [
      'in capitals',
      `HTTPS://ADB-5555555555555555.15.AzureDatabricks.NET/jobs/12/runs/849743237728880`,
      azure,
      null,
    ],
    [
      'of the demo workspace',
      'http://127.0.0.1:41234/jobs/1/runs/849743237728880',
      'http://127.0.0.1:41234',
      null,
    ],
    ['in a sentence', `See ${aws}/jobs/12/runs/849743237728880, please.`, aws, null],
    ['in brackets', `<${aws}/jobs/12/runs/849743237728880>`, aws, null],
    ['as a link in Markdown', `[the run](${aws}/jobs/12/runs/849743237728880)`, aws, null],
    ['twice', `${aws}/jobs/12/runs/849743237728880\n${aws}/#job/12/run/849743237728880`, aws, null],
    ['with its job’s page', `${aws}/jobs/12\n${aws}/jobs/12/runs/849743237728880`, aws, null],
    [
      'in several lines',
      `Export failed\n\nRun:\n${aws}/jobs/12/runs/849743237728880\nJob 12`,
      aws,
      null,
    ],
  ])('is read: %s', (_what, text, host, workspaceId) => {
    expect(readRunReference(text)).toEqual({ runId: '849743237728880', host, workspaceId })
  })

  it.each([
    ['nothing', ' \n\t ', 'Paste the id or the URL of a run.'],
    ['words', 'the failed one', 'There is no run id in this text.'],
    ['a word with a number', 'export2', 'There is no run id in this text.'],
    [
      'a path with a number',
      '/Workspace/Shared/2026/config.yml',
      'There is no run id in this text.',
    ],
    [
      'a pipeline id',
      'd4623163-fa76-4fb3-a117-663851c9f32f',
      'This looks like the id of a pipeline or an update, not of a run of a job.',
    ],
    ['two ids', '1234 5678', 'There is more than one run in this text.'],
    [
      'two pages',
      `${aws}/jobs/1/runs/2 ${aws}/jobs/1/runs/3`,
      'There is more than one run in this text.',
    ],
    ['the page of a job', `${azure}/jobs/12?o=5`, 'This is the page of a job, not of a run.'],
    ['the older page of a job', `${aws}/#job/12`, 'This is the page of a job, not of a run.'],
    ['the runs of a job', `${aws}/jobs/12/runs`, 'This is the page of a job, not of a run.'],
    ['another page', `${aws}/#workspace/Shared/exports`, 'This URL is not the page of a run.'],
    [
      'a run that is no number',
      `${aws}/jobs/12/runs/latest`,
      'This is the page of a job, not of a run.',
    ],
    ['an id too long', '12345678901234567890', 'This number is too long for the id of a run.'],
    [
      'a URL with an id too long',
      `${aws}/jobs/1/runs/12345678901234567890`,
      'This number is too long for the id of a run.',
    ],
    ['zero', '0', '0 is not the id of a run.'],
    ['a whole file', 'run '.repeat(10_000), 'This is too long for the id or URL of a run.'],
  ])('is refused: %s', (_what, text, message) => {
    expect(refusal(text)).toBe(message)
  })
})
