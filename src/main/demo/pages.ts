import type { Context, Hono } from 'hono'
import { html, raw } from 'hono/html'
import type { FileNode } from './files.ts'
import { phaseOf } from './run-view.ts'
import { endOf, isActive } from './run-plan.ts'
import type { World } from './world.ts'

type Markup = ReturnType<typeof html>

const mostEntries = 1000

const style = `
:root{color-scheme:light dark;--bg:#f7f8fa;--card:#fff;--line:#e3e5eb;--text:#16181d;--dim:#565d6b;--accent:#5b5bd6;--on-accent:#fff}
@media(prefers-color-scheme:dark){:root{--bg:#101115;--card:#17191f;--line:#272a33;--text:#ecedf1;--dim:#a5abb8;--accent:#8b8bf7;--on-accent:#101115}}
body{margin:0;background:var(--bg);color:var(--text);font:15px/1.5 system-ui,sans-serif}
main{max-width:760px;margin:48px auto;padding:0 20px}
h1{font-size:22px;overflow-wrap:anywhere;margin:4px 0 16px}
h2{font-size:15px;margin:24px 0 8px}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px 20px;margin:12px 0}
.dim,dt{color:var(--dim)} dl{display:grid;grid-template-columns:160px 1fr;gap:6px 12px;margin:0} dd{margin:0;overflow-wrap:anywhere}
a.button{display:inline-block;padding:6px 20px;margin-right:8px;border:1px solid var(--line);border-radius:8px;color:var(--text);text-decoration:none}
a.button.primary{background:var(--accent);border-color:var(--accent);color:var(--on-accent)} a.button:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
a{color:var(--accent)} ul{margin:4px 0;padding-left:20px} section:target{outline:2px solid var(--accent)}
code{font:13px ui-monospace,monospace}`

/** The few pages that links from the app open: what a job, a run, a pipeline or a folder is. */
export function addPages(app: Hono, world: World): void {
  app.get('/', (context) => sendPage(context, 'Demo workspace', homePage(world)))

  app.get('/jobs/:id', (context) => {
    const job = world.jobs.byId(Number(context.req.param('id')))
    if (job === null) return missing(context, 'job')
    const runs = world.runs.list(job).slice(0, 10)
    return sendPage(
      context,
      job.name,
      html`<p class="dim">Job</p>
        <h1 dir="auto">${job.name}</h1>
        <div class="card">
          ${facts([
            ['Job ID', String(job.id)],
            ['Creator', job.creator],
            ['Created', date(job.createdAt)],
            ['Compute', job.compute],
            ['Tasks', job.tasks.tasks.map((task) => task.task_key).join(', ')],
          ])}
        </div>
        <h2>Last runs</h2>
        <div class="card">
          <ul>
            ${runs.map((run) => {
              const { lifeCycle, result } = phaseOf(run, world.now())
              return html`<li>
                <a href="/jobs/${job.id}/runs/${run.runId}">${date(run.submittedAt)}</a>
                ${result ?? lifeCycle}
              </li>`
            })}
          </ul>
        </div>`,
    )
  })

  app.get('/jobs/:id/runs/:run', (context) => {
    const found = world.runs.find(Number(context.req.param('run')))
    if (found === null || String(found.job.id) !== context.req.param('id'))
      return missing(context, 'run')
    const { plan, job } = found
    const phase = phaseOf(plan, world.now())
    return sendPage(
      context,
      `Run of ${job.name}`,
      html`<p class="dim">Run of <a href="/jobs/${job.id}" dir="auto">${job.name}</a></p>
        <h1>${phase.result ?? phase.lifeCycle}</h1>
        <div class="card">
          ${facts([
            ['Run ID', String(plan.runId)],
            ['Started', date(plan.submittedAt)],
            ['Ended', isActive(plan, world.now()) ? 'not yet' : date(endOf(plan))],
            ['Message', phase.message || 'none'],
            ...Object.entries(plan.parameters),
          ])}
        </div>`,
    )
  })

  app.get('/pipelines/:id/updates/:update', (context) => {
    const pipeline = world.pipelines.byId(context.req.param('id'), world.now())
    const update = pipeline?.updates.find(
      ({ updateId }) => updateId === context.req.param('update'),
    )
    if (pipeline == null || update === undefined) return missing(context, 'update')
    return sendPage(
      context,
      `Update of ${pipeline.name}`,
      html`<p class="dim">
          Update of <a href="/pipelines/${pipeline.id}" dir="auto">${pipeline.name}</a>
        </p>
        <h1>${update.state}</h1>
        <div class="card">
          ${facts([
            ['Update ID', update.updateId],
            ['Started', date(update.createdAt)],
          ])}
        </div>`,
    )
  })

  app.get('/pipelines/:id', (context) => {
    const pipeline = world.pipelines.byId(context.req.param('id'), world.now())
    if (pipeline === null) return missing(context, 'pipeline')
    return sendPage(
      context,
      pipeline.name,
      html`<p class="dim">Pipeline</p>
        <h1 dir="auto">${pipeline.name}</h1>
        <div class="card">
          ${facts([
            ['Pipeline ID', pipeline.id],
            ['State', pipeline.state],
            ['Health', pipeline.health],
            ['Creator', pipeline.creator],
            [
              'Last update',
              pipeline.updates[0] === undefined ? 'none' : date(pipeline.updates[0].createdAt),
            ],
          ])}
        </div>`,
    )
  })
}

function homePage(world: World): Markup {
  const nodes = world.files.all().slice(0, mostEntries)
  const folders = nodes.filter((node) => node.type === 'DIRECTORY' && node.path !== '/')
  return html`<p class="dim">Databricks Workflow Manager</p>
    <h1>Demo workspace</h1>
    <div class="card">
      <p>
        This workspace runs on your computer. It answers as Databricks does, so that the app can be
        tried without an account. Nothing here leaves your computer.
      </p>
      ${facts([
        ['Jobs', String(world.jobs.count)],
        ['Pipelines', String(world.pipelines.count)],
        ['Runs started', String(world.runs.live().length)],
      ])}
    </div>
    <h2>Workspace files</h2>
    ${folders.map((folder) => folderCard(folder, nodes))}`
}

/** Its id is the part after `#` in Databricks' links to a folder (`#workspace/Shared`), so they arrive here. */
function folderCard(folder: FileNode, nodes: readonly FileNode[]): Markup {
  const inside = nodes.filter(
    (node) => node.path.slice(0, node.path.lastIndexOf('/')) === folder.path && node.path !== '/',
  )
  return html`<section class="card" id="workspace${folder.path}">
    <code>/Workspace${folder.path}</code>
    ${
      inside.length === 0
        ? html`<p class="dim">Empty</p>`
        : html`<ul>
            ${inside.map(
              (node) =>
                html`<li>
                  ${node.path.slice(folder.path.length + 1)}
                  <span class="dim">${node.type.toLowerCase()}</span>
                </li>`,
            )}
          </ul>`
    }
  </section>`
}

function facts(rows: [name: string, value: string][]): Markup {
  return html`<dl>
    ${rows.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd dir="auto">${value}</dd>`,
    )}
  </dl>`
}

function missing(context: Context, what: string) {
  return sendPage(context, 'Not found', html`<h1>There is no such ${what}</h1>`, 404)
}

function date(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** A whole page of the workspace around `body`. Nothing in it is loaded, run or cached. */
export function sendPage(
  context: Context,
  title: string,
  body: Markup,
  status: 200 | 400 | 404 = 200,
) {
  context.header(
    'content-security-policy',
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  )
  context.header('x-content-type-options', 'nosniff')
  context.header('referrer-policy', 'no-referrer')
  context.header('cache-control', 'no-store')
  return context.html(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${title} · Demo workspace</title>
          <style>
            ${raw(style)}
          </style>
        </head>
        <body>
          <main>${body}</main>
        </body>
      </html>`,
    status,
  )
}
