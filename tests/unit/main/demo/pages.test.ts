import { describe, expect, it } from 'vitest'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'

describe('the pages that links lead to', () => {
  const demo = useDemoWorkspace()
  const page = async (path: string) => {
    const response = await fetch(`${demo.server.url}${path}`)
    return { status: response.status, headers: response.headers, text: await response.text() }
  }

  it('says what the workspace is and shows its folders where folder links arrive', async () => {
    const { text, headers } = await page('/')
    expect(text).toContain('runs on your computer')
    expect(text).toContain('id="workspace/Shared"')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  it('shows a run under its run_page_url', async () => {
    const { body } = await demo.call('/api/2.2/jobs/run-now', { job_id: 1290381902 })
    const run = await demo.call(`/api/2.2/jobs/runs/get?run_id=${String(body['run_id'])}`)
    const url = new URL(String(run.body['run_page_url']))
    expect(url.origin).toBe(demo.server.url)
    expect((await page(url.pathname)).text).toContain(String(body['run_id']))
  })

  it('escapes names', async () => {
    const { jobs, pipelines } = demo.server.workspace
    const odd = Array.from({ length: 40 }, (_, index) => jobs.at(index)).find((job) =>
      job.name.includes('<daily>'),
    )
    const job = await page(`/jobs/${odd?.id}`)
    expect(job.text).toContain('&lt;daily&gt;')
    expect(job.text).not.toContain('<daily>')
    const pipeline = Array.from({ length: 40 }, (_, index) => pipelines.at(index, 0)).find((each) =>
      each.name.includes('<bronze>'),
    )
    expect((await page(`/pipelines/${pipeline?.id}`)).text).not.toContain('<bronze>')
  })

  it.each(['/jobs/5', '/jobs/1290381902/runs/5', '/pipelines/x'])(
    'has none at %s',
    async (path) => {
      expect((await page(path)).status).toBe(404)
    },
  )
})
