import { createHash } from 'node:crypto'

/** A page that the app shows in the user's browser at the end of a sign-in. */
export interface LoopbackPage {
  status: 200 | 400 | 404 | 405
  /** Picture and colour: it went well, it did not, or the page has nothing to say. */
  mood: 'good' | 'bad' | 'neutral'
  title: string
  text: string
}

const style = `
:root{color-scheme:light dark;--bg:#f7f8fa;--card:#fff;--line:#e3e5eb;--text:#16181d;--dim:#565d6b;--good:#1a7f4b;--bad:#c0362c}
@media(prefers-color-scheme:dark){:root{--bg:#101115;--card:#17191f;--line:#272a33;--text:#ecedf1;--dim:#a5abb8;--good:#4cc38a;--bad:#ff8b80}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:20px;background:var(--bg);color:var(--text);font:15px/1.5 system-ui,sans-serif}
main{width:100%;max-width:440px;background:var(--card);border:1px solid var(--line);border-radius:14px;padding:36px 32px;text-align:center;overflow-wrap:anywhere}
svg{width:44px;height:44px;fill:none;stroke:var(--dim);stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
svg.good{stroke:var(--good)} svg.bad{stroke:var(--bad)}
h1{font-size:20px;line-height:1.3;margin:14px 0 8px} p{margin:0;color:var(--dim)} p.app{margin-top:28px;font-size:13px}`

const styleHash = createHash('sha256').update(style).digest('base64')

/** Sent with every page: nothing is loaded, run, framed, cached or told to another site. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  connection: 'close',
}

const pictures: Record<LoopbackPage['mood'], string> = {
  good: '<path d="m8 12.5 2.7 2.7L16.5 9.4"/>',
  bad: '<path d="M12 7.5v5.5M12 16.4v.1"/>',
  neutral: '<path d="M12 11v5.5M12 7.6v-.1"/>',
}

export function renderPage({ mood, title, text }: LoopbackPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<svg class="${mood}" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="10"/>${pictures[mood]}</svg>
<h1>${escaped(title)}</h1>
<p>${escaped(text)}</p>
<p class="app">Databricks Workflow Manager</p>
</main>
</body>
</html>
`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
