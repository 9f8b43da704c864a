import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { delimiter } from 'node:path'
import { describe, expect, it } from 'vitest'
import { npmCommand, projectEnvironment, run, shellLine } from '../../../scripts/lib/run.mjs'

const library = (name: string) => new URL(`../../../scripts/lib/${name}.mjs`, import.meta.url).href

describe('running a command', () => {
  it('answers its exit code and what it printed', async () => {
    const code = "console.log('out'); console.error('err'); process.exitCode = 3"
    const result = await run(process.execPath, ['-e', code], { pipe: true })
    expect(result.code).toBe(3)
    expect(result.output.split('\n').sort()).toEqual(['', 'err', 'out'])
  })

  it('answers 128 + n after signal n, as shells do', async () => {
    const code = "process.kill(process.pid, 'SIGKILL')"
    expect((await run(process.execPath, ['-e', code], { pipe: true })).code).toBe(137)
  })

  it('rejects for a command that is not there', async () => {
    await expect(run('no-such-command', [])).rejects.toThrow('ENOENT')
  })

  it('ends it when told to', async () => {
    const stop = new AbortController()
    const running = run(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
      pipe: true,
      signal: stop.signal,
    })
    stop.abort()
    expect((await running).code).toBe(137)
  })

  it('hands a signal on, lets the command end in its own way, and begins nothing else', async () => {
    const command =
      "process.on('SIGTERM', () => { console.log('tidied up'); process.exit(0) }); setInterval(() => {}, 1000); console.log('ready')"
    const script = `
      import { main } from '${library('main')}'
      import { run } from '${library('run')}'
      await main(async () => {
        await run(process.execPath, ['-e', ${JSON.stringify(command)}])
        console.log('next')
      })`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script])
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (text.includes('ready')) child.kill('SIGTERM')
    })
    expect(await once(child, 'close')).toEqual([143, null])
    expect(output).toBe('ready\ntidied up\n')
  })
})

describe('the commands of the project', () => {
  it('come first, and only once, on the path', () => {
    const path = (projectEnvironment().PATH ?? '').split(delimiter)
    expect(path[0]).toMatch(/node_modules[\\/]\.bin$/)
    expect(path.filter((folder) => folder === path[0])).toHaveLength(1)
  })

  it('run on the project’s own Node', async () => {
    const env = projectEnvironment({ EXTRA: 'here' })
    const { output } = await run('node', ['-p', 'process.version + process.env.EXTRA'], {
      env,
      pipe: true,
    })
    expect(output).toMatch(/^v24\..*here\n$/)
  })

  it('are quoted for the command line of Windows', () => {
    expect(
      shellLine('vitest', ['run', '--outputFile.json=C:\\Users\\Ada L\\x.json', 'a&b', '']),
    ).toBe('vitest run "--outputFile.json=C:\\Users\\Ada L\\x.json" "a&b" ""')
  })
})

describe('npm', () => {
  it('is the one that started us, on the Node that it came with', () => {
    const env = { npm_execpath: '/opt/npm/bin/npm-cli.js', npm_node_execpath: '/opt/node' }
    expect(npmCommand(['ci'], env)).toEqual(['/opt/node', ['/opt/npm/bin/npm-cli.js', 'ci']])
  })

  it('is not another package manager that started us', () => {
    const [, args] = npmCommand(['ci'], { npm_execpath: '/opt/yarn/bin/yarn.js' })
    expect(args.join(' ')).not.toContain('yarn')
    expect(args.at(-1)).toBe('ci')
  })
})
