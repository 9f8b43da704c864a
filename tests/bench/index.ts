const benchmarks: Record<string, () => Promise<{ run: (args: string[]) => Promise<void> }>> = {
  catalog: () => import('./catalog.ts'),
  configuration: () => import('./configuration.ts'),
  exports: () => import('./exports.ts'),
  'export-download': () => import('./export-download.ts'),
  graph: () => import('./graph.ts'),
  start: () => import('./start.ts'),
}

const [benchmark = '', ...args] = process.argv.slice(2)
const load = benchmarks[benchmark]
if (!load) {
  console.error(`Usage: npm run bench -- ${Object.keys(benchmarks).join('|')} [--runs N]`)
  process.exit(2)
}
const { run } = await load()
await run(args)

export {}
