// CPU and memory of a process and all that it started, from /proc.
import { readdirSync, readFileSync } from 'node:fs'

/** Clock ticks a second in /proc: 100 on every Linux that Node runs on. */
const TICKS = 100
const PPID = 1
const UTIME = 11
const STIME = 12
const CUTIME = 13
const CSTIME = 14

export interface TreeUse {
  /** Seconds of all processes of the tree, and of those in it that have ended. */
  readonly cpuS: number
  /** Bytes resident now. */
  readonly rssBytes: number
}

/** Throws when `pid` does not live. */
export function treeUse(pid: number): TreeUse {
  let ticks = 0
  let kilobytes = 0
  for (const member of tree(pid)) {
    const fields = stat(member)
    for (const field of [UTIME, STIME, CUTIME, CSTIME]) ticks += Number(fields?.[field] ?? 0)
    // Between fork and exec a child shows its parent's pages, which are counted already.
    if (isForked(member, Number(fields?.[PPID]))) continue
    const status = read(`/proc/${member}/status`) ?? ''
    kilobytes += Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0)
  }
  return { cpuS: ticks / TICKS, rssBytes: kilobytes * 1024 }
}

function isForked(pid: number, parent: number): boolean {
  const words = read(`/proc/${pid}/cmdline`)
  return words !== undefined && words !== '' && words === read(`/proc/${parent}/cmdline`)
}

function tree(root: number): number[] {
  if (!stat(root)) throw new Error(`process ${root} has ended`)
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    const parent = Number.isInteger(pid) ? stat(pid)?.[PPID] : undefined
    if (parent === undefined) continue
    children.set(Number(parent), [...(children.get(Number(parent)) ?? []), pid])
  }
  const found = [root]
  for (const pid of found) found.push(...(children.get(pid) ?? []))
  return found
}

/** Fields of /proc/PID/stat from the state on; what is before it may hold spaces. */
function stat(pid: number): string[] | undefined {
  const text = read(`/proc/${pid}/stat`)
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
