import { execFileSync } from 'node:child_process'

/** Resident sets of a process and all its descendants, added up. Unit: KiB. */
export function workingSetOfTree(rootPid: number): number {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' })
  const processes = lines
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, parent, rss]) =>
      pid === undefined || parent === undefined || rss === undefined ? [] : [{ pid, parent, rss }],
    )
  const members = new Set([rootPid])
  let before = 0
  while (before !== members.size) {
    before = members.size
    for (const { pid, parent } of processes) if (members.has(parent)) members.add(pid)
  }
  return processes.filter(({ pid }) => members.has(pid)).reduce((sum, { rss }) => sum + rss, 0)
}
