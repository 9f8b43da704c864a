import type { RunPlan, TaskPlan } from './run-plan.ts'
import { taskResult } from './run-view.ts'

const red = '\u001b[0;31m'
const green = '\u001b[0;32m'
const plain = '\u001b[0m'

/** What a task that has ended left behind, in the fields of `runs/get-output`. */
export function outputOf(plan: RunPlan, task: TaskPlan): Record<string, unknown> {
  switch (task.result) {
    case 'SUCCESS':
      return { notebook_output: { result: taskResult(plan, task), truncated: false } }
    case 'FAILED':
    case 'TIMEDOUT': {
      const error = plan.end.message.replace(/^Task \S+ failed with message: /, '')
      return { error, error_trace: traceOf(error, task.key) }
    }
    case 'CANCELED':
    case 'UPSTREAM_FAILED':
      return { error: `Task ended ${task.result}.` }
  }
}

/** As notebooks write it: with the colours of a terminal. */
function traceOf(error: string, key: string): string {
  const [kind = '', ...rest] = error.split(': ')
  const name = rest.length > 0 && /^[\w.]+$/.test(kind) ? kind : 'RuntimeError'
  const line = '-'.repeat(75)
  const last = rest.length > 0 && name === kind ? error : `${name}: ${error}`
  return [
    `${red}${line}${plain}`,
    `${red}${name}${plain}${' '.repeat(Math.max(1, 42 - name.length))}Traceback (most recent call last)`,
    `File ${green}<command-4242424242>, line 18${plain}`,
    `     16 config ${red}=${plain} read_config(config_path)`,
    `     17 writer ${red}=${plain} BundleWriter(start_path)`,
    `${green}---> 18${plain} ${key}(config, writer)`,
    '',
    `File ${green}/Workspace/Shared/workflow_exporter/lib/exporter.py:211${plain}, in ${key}(config, writer)`,
    `    209 for item in config.active_items():`,
    `    210     definition = client.get(item.id)`,
    `${green}--> 211${plain}     writer.write(item, definition)`,
    '',
    `${red}${last}${plain}`,
  ].join('\n')
}
