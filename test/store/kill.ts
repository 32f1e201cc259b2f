// kill -9 while a program writes, again and again on one file: does it open, and is everything acknowledged there?
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { messageOf } from '../../fleet/error.ts'
import { openLocalStore } from '../../store/local/open-local-store.ts'
import type { OutboxEntry, OutboxRow, StoredDocument } from '../../store/outbox.ts'
import type { IncidentRecord, Store } from '../../store/store.ts'
import { longBody, row } from '../contracts/store-notifier.ts'

/** Transition n of the program that is killed begins n milliseconds after this. */
export const KILL_EPOCH = Date.UTC(2026, 0, 1)
/** Longest time from the first acknowledgement to the kill, milliseconds. */
const LONGEST_MS = 400
const PER_RUN = 10_000_000
const PAGE = 50_000

export interface KillCount {
  readonly kills: number
  readonly acknowledged: number
  /** One sentence for each kill after which the file did not open or something was missing. */
  readonly failures: readonly string[]
}

export function targetOf(n: number): string {
  return `t-${n % 600}`
}

/** The incident that is committed together with the transitions from `first` on. */
export function incidentOf(first: number): string {
  return `inc-${first}`
}

/** The two messages of that incident; some are long enough to go to the store's thread in slices. */
export function messagesOf(first: number): readonly [OutboxRow, OutboxRow] {
  const long = first % 31 === 0
  const at = KILL_EPOCH + first
  return [
    row(`${incidentOf(first)}/sari/page/1`, 2 * first + 1, { at }),
    row(`${incidentOf(first)}/budi/page/1`, 2 * first + 2, {
      at,
      body: longBody(long ? 300_000 : 50),
    }),
  ]
}

/** What the notifier would remember of it. */
export function noticeOf(first: number): StoredDocument & { readonly body: string } {
  return { collection: 'notices', key: incidentOf(first), body: `{"told":${first}}` }
}

/** Kills `kills` writers at random moments; about 1 s each. */
export async function killWriters(kills: number, say: (line: string) => void): Promise<KillCount> {
  const folder = mkdtempSync(join(tmpdir(), 'ronda-kill-'))
  const path = join(folder, 'ronda.db')
  const failures: string[] = []
  let acknowledged = 0
  try {
    for (let run = 0; run < kills; run++) {
      const ranges = await writeAndKill(path, run * PER_RUN)
      const count = ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0)
      acknowledged += count
      const fault = await faultIn(path, ranges)
      if (fault) failures.push(`kill ${run + 1}: ${fault}`)
      say(`kill ${run + 1} of ${kills}: ${count} acknowledged, ${fault ?? 'all there'}`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return { kills, acknowledged, failures }
}

type Range = readonly [first: number, last: number]

async function writeAndKill(path: string, start: number): Promise<readonly Range[]> {
  const program = fileURLToPath(new URL('./kill-writer.ts', import.meta.url))
  const child = spawn(process.execPath, [program, path, String(start)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  let complaint = ''
  const first = new Promise<void>((resolve) => {
    child.stdout.on('data', (data: Buffer) => {
      printed += data.toString()
      resolve()
    })
  })
  child.stderr.on('data', (data: Buffer) => {
    complaint += data.toString()
  })
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  await Promise.race([first, gone])
  await wait(Math.random() * LONGEST_MS)
  child.kill('SIGKILL')
  await gone
  if (printed === '') throw new Error(`the writer never wrote: ${complaint}`)
  // What stands behind the last line end was cut off by the kill.
  const lines = printed.slice(0, printed.lastIndexOf('\n')).split('\n')
  return lines.map((line) => {
    const [from = Number.NaN, to = Number.NaN] = line.split(' ').map(Number)
    return [from, to]
  })
}

async function faultIn(path: string, ranges: readonly Range[]): Promise<string | undefined> {
  let store: Store
  try {
    store = await openLocalStore(path)
  } catch (error) {
    return `the file does not open: ${messageOf(error)}`
  }
  try {
    const missing = await countMissing(store, ranges)
    if (missing > 0) return `${missing} acknowledged transitions are missing`
    const torn = await countTorn(store, ranges)
    if (torn > 0)
      return `${torn} changes have incidents without transitions, or transitions without incidents`
    const halves = await countHalves(store)
    if (halves > 0) return `${halves} incidents and what belongs to them are not together`
  } finally {
    await store.close()
  }
  const db = new DatabaseSync(path, { readOnly: true })
  const verdict = String(db.prepare('PRAGMA quick_check').get()?.['quick_check'])
  db.close()
  return verdict === 'ok' ? undefined : `the file is damaged: ${verdict}`
}

/** Acknowledged changes whose incident is missing, and incidents of which the first transition is missing. */
async function countTorn(store: Store, ranges: readonly Range[]): Promise<number> {
  const ids = new Set<string>()
  let torn = 0
  for await (const { id, openedAt, affected } of allIncidents(store)) {
    ids.add(id)
    const span = { targetId: targetOf(openedAt - KILL_EPOCH), from: openedAt, to: openedAt + 1 }
    const lists = await store.incidentAffected(id)
    const whole = lists?.now.length === new Set(lists?.now).size && lists.now.length === affected
    if (!whole || (await store.transitions(span)).length === 0) torn++
  }
  return torn + ranges.filter(([first]) => !ids.has(incidentOf(first))).length
}

/**
 * Every change has one incident, two messages, one document, one audit row and, but for the first of its lane, the mark
 * of the message before: changes of which only a part is there, and parts without a change.
 */
async function countHalves(store: Store): Promise<number> {
  const entries = [...(await store.outbox('waiting')), ...(await store.outbox('sent'))]
  const byKey = new Map(entries.map((entry) => [entry.key, entry]))
  const notices = new Map((await store.documents('notices')).map(({ key, body }) => [key, body]))
  const whole = (want: OutboxRow, entry: OutboxEntry | undefined): boolean =>
    entry?.seq === want.seq && entry.at === want.at && entry.body === want.body
  let changes = 0
  let halves = 0
  let marks = 0
  let last = 0
  for await (const { id, openedAt } of allIncidents(store)) {
    const first = openedAt - KILL_EPOCH
    const messages = messagesOf(first)
    const [note, ...more] = await store.audit({ subject: id })
    const before = note?.detail['before']
    const marked =
      typeof before !== 'number' || byKey.get(messagesOf(before)[0].key)?.state === 'sent'
    const together =
      messages.every((want) => whole(want, byKey.get(want.key))) &&
      notices.get(id) === noticeOf(first).body
    if (!together || !marked || note === undefined || more.length > 0) halves++
    changes++
    marks += Number(before !== undefined)
    last = Math.max(last, messages[1].seq)
  }
  const sent = entries.filter(({ state }) => state === 'sent').length
  const strays =
    Math.abs(entries.length - 2 * changes) +
    Math.abs(notices.size - changes) +
    Math.abs(sent - marks)
  return halves + strays + Number((await store.lastOutboxSeq()) !== last)
}

async function* allIncidents(store: Store): AsyncGenerator<IncidentRecord> {
  for (let before: string | undefined; ; ) {
    const page = await store.incidents(before === undefined ? {} : { before })
    yield* page
    before = page.at(-1)?.id
    if (before === undefined) return
  }
}

async function countMissing(store: Store, ranges: readonly Range[]): Promise<number> {
  let missing = 0
  for (const [first, last] of ranges) {
    for (let from = first; from <= last; from += PAGE) {
      const to = Math.min(from + PAGE, last + 1)
      const span = { from: KILL_EPOCH + from, to: KILL_EPOCH + to, limit: PAGE }
      const found = await store.transitions(span)
      const right = found.filter(({ targetId, at, evidence }) => {
        const n = at - KILL_EPOCH
        return targetId === targetOf(n) && evidence['n'] === n
      })
      missing += to - from - right.length
    }
  }
  return missing
}
