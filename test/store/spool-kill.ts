// kill -9 while a program puts, again and again on one spool: is every frame there that `put` returned for, and whole?
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { messageOf } from '../../fleet/error.ts'
import { silentLogger } from '../../fleet/logger.ts'
import { openSpool } from '../../store/spool/open-spool.ts'
import type { Frame, Spool } from '../../store/spool/spool.ts'

/** Longest time from the first put to the kill, milliseconds. */
const LONGEST_MS = 300

export const KILL_SPOOL = { targets: ['a', 'b'], maxBytes: 1e9, minFreePercent: 0 } as const

export interface SpoolKills {
  /** Frames that `put` had returned for. */
  readonly frames: number
  /** One sentence for each kill after which something was wrong. */
  readonly failures: readonly string[]
}

/** Body `i` of put `n`: up to 30 KB that only this one has. */
export function killBody(n: number, i: number): Uint8Array {
  return Buffer.alloc(100 + ((n * 7_919 + i * 104_729) % 30_000), `${n}/${i} `)
}

/** About half a second each. */
export async function killSpoolWriters(
  kills: number,
  say: (line: string) => void,
): Promise<SpoolKills> {
  const folder = mkdtempSync(join(tmpdir(), 'ronda-spool-kill-'))
  const path = join(folder, 'spool.db')
  const failures: string[] = []
  let frames = 0
  try {
    for (let run = 1; run <= kills; run++) {
      const puts = await writeAndKill(path)
      frames += puts.reduce((sum, [, first, last]) => sum + last - first + 1, 0)
      const fault = faultIn(path, puts)
      if (fault) failures.push(`kill ${run}: ${fault}`)
      say(`kill ${run} of ${kills}: ${fault ?? `${puts.length} puts are there`}`)
    }
    return { frames, failures }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Number, first and last frame of each put that returned. */
type Put = readonly [number, number, number]

async function writeAndKill(path: string): Promise<readonly Put[]> {
  const program = fileURLToPath(new URL('spool-kill-writer.ts', import.meta.url))
  const child = spawn(process.execPath, [program, path], { stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  let complaint = ''
  child.stderr.on('data', (data: Buffer) => {
    complaint += data.toString()
  })
  const first = new Promise<void>((resolve) => {
    child.stdout.on('data', (data: Buffer) => {
      printed += data.toString()
      resolve()
    })
  })
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  await Promise.race([first, gone])
  await wait(Math.random() * LONGEST_MS)
  child.kill('SIGKILL')
  await gone
  if (printed === '') throw new Error(`the writer never put: ${complaint}`)
  // What stands behind the last line end was cut off by the kill.
  const lines = printed.slice(0, printed.lastIndexOf('\n')).split('\n')
  return lines.map((line) => {
    const [n = Number.NaN, from = Number.NaN, to = Number.NaN] = line.split(' ').map(Number)
    return [n, from, to]
  })
}

/** Acknowledges everything where all is well, so that the next run begins with little. */
function faultIn(path: string, puts: readonly Put[]): string | undefined {
  try {
    const spool = openSpool({ ...KILL_SPOOL, path, logger: silentLogger, now: Date.now })
    try {
      const fault = faultOf(spool, puts)
      if (fault) return fault
    } finally {
      spool.close()
    }
    const db = new DatabaseSync(path, { readOnly: true })
    const verdict = String(db.prepare('PRAGMA integrity_check').get()?.['integrity_check'])
    db.close()
    return verdict === 'ok' ? undefined : `the file is damaged: ${verdict}`
  } catch (error) {
    return `the file does not open: ${messageOf(error)}`
  }
}

function faultOf(spool: Spool, puts: readonly Put[]): string | undefined {
  const frames = spool.owed('b', 0, 1_000_000)
  const seqs = new Set(frames.map(({ seq }) => seq))
  const missing = puts.filter(([, first, last]) => {
    for (let seq = first; seq <= last; seq++) if (!seqs.has(seq)) return true
    return false
  })
  if (missing.length > 0) return `${missing.length} puts that returned are missing`
  const half = frames.filter((frame) => !isWhole(frame))
  if (half.length > 0) return `${half.length} frames are not as they were put`
  const lacking = new Map<number, number>()
  for (const { points, toMs } of frames) lacking.set(points, (lacking.get(points) ?? toMs) - 1)
  const torn = [...lacking.values()].filter((left) => left !== 0)
  if (torn.length > 0) return `${torn.length} puts are there in part`
  if (spool.mark('put') !== frames.at(-1)?.points) return 'a mark without its frames'
  const strangers = spool.heads('a', 0, 1_000_000).filter(({ seq }) => !seqs.has(seq))
  if (strangers.length > 0) return `${strangers.length} frames are owed to a and not to b`
  const { frames: count, bytes } = spool.backlog('b')
  const sum = frames.reduce((all, { body }) => all + body.byteLength, 0)
  if (count !== frames.length || bytes !== sum) return 'the totals are wrong'
  if (spool.losses('a').deadLetters !== spool.deadLetterCount()) return 'letters are not counted'
  // Such a frame would be refused, and buried, once more.
  const owed = new Set(spool.heads('a', 0, 1_000_000).map(({ seq }) => seq))
  const buried = spool.deadLetters({ most: 1_000_000 }).filter(({ status }) => owed.has(status))
  if (buried.length > 0) return `${buried.length} letters are there whose frame is owed still`
  for (const target of KILL_SPOOL.targets) spool.acknowledge(target, [...seqs])
  return undefined
}

function isWhole({ points, fromMs, body }: Frame): boolean {
  return Buffer.compare(body, killBody(points, fromMs)) === 0
}
