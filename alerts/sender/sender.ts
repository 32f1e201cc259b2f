// Brings messages to their receivers, each receiver by itself, and keeps what became of them.
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../../fleet/error.ts'
import type { Logger } from '../../fleet/logger.ts'
import type { OutboxMark, OutboxRow } from '../../store/outbox.ts'
import type { Channel } from '../channels/channel.ts'
import { type Refusal, refusalText } from '../refusal.ts'
import { Line, type LineHealth } from './line.ts'
import type { LineContext, Pause, SenderTimes, WaitingRow } from './line-context.ts'
import { Marker } from './marker.ts'
import { RETRY_TIMES } from './retry.ts'

export interface SenderOptions {
  /** By id of the receiver. */
  readonly channels: ReadonlyMap<string, Channel>
  /** Keeps marks, as `Store.commit({ outboxMarks })`. A rejection is logged; nothing is handed in twice. */
  readonly marks: (marks: OutboxMark[]) => Promise<void>
  /** A row will never be taken. Marked only when this has settled: it may be told again after a kill. */
  readonly onRefused: (row: OutboxRow, refusal: Refusal) => Promise<void> | void
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly log: Logger
  /** 0 to 1; default Math.random. */
  readonly random?: () => number
  readonly pause?: Pause
  readonly times?: Partial<SenderTimes>
}

export interface Sender {
  /** Rows that are new, or that a store kept as waiting. They rise by `seq` from call to call. Returns at once. */
  enqueue(rows: readonly WaitingRow[]): void
  /** By id of the receiver, in the order of `channels`. */
  health(): ReadonlyMap<string, LineHealth>
  /**
   * Epoch milliseconds since when messages wait and no receiver took anything that was made as late as they were, nor
   * anything at all; undefined where none waits so. One that is dead beside others that take their messages is no silence.
   */
  silentSince(): number | undefined
  /** Resolves when nothing waits and every mark is settled. */
  idle(): Promise<void>
  /** Begins no attempt any more, lets those under way end for `ms` milliseconds, then ends them, and closes the channels. */
  close(ms: number): Promise<void>
}

const TIMES: SenderTimes = { ...RETRY_TIMES, attemptMs: 10_000, markMs: 5000 }
/** An attempt that was ended still has its mark to hand in. */
const LAST_MS = 500

export function createSender(options: SenderOptions): Sender {
  const { channels, now, log } = options
  const stop = new AbortController()
  const abort = new AbortController()
  const marker = new Marker(options.marks, log)
  const context: LineContext = {
    marker,
    refused: (row, refusal) => tellRefused(options, row, refusal),
    now,
    log,
    random: options.random ?? Math.random,
    pause: options.pause ?? pauseFor,
    times: { ...TIMES, ...options.times },
    stopping: stop.signal,
    aborting: abort.signal,
  }
  const lines = new Map(
    [...channels].map(([id, channel]) => [id, new Line(id, channel, context)] as const),
  )
  const strays = new Set<Promise<void>>()

  async function refuseStray(row: WaitingRow): Promise<void> {
    const refusal: Refusal = { kind: 'removed' }
    await context.refused(row, refusal)
    await marker.mark({
      key: row.key,
      state: 'refused',
      attempts: row.attempts ?? 0,
      at: now(),
      error: refusalText(refusal, row.receiver),
    })
  }

  async function idle(): Promise<void> {
    await Promise.all([...[...lines.values()].map((line) => line.idle()), ...strays])
    await marker.idle()
  }

  return {
    enqueue(rows) {
      for (const row of [...rows].sort((a, b) => a.seq - b.seq)) {
        const line = lines.get(row.receiver)
        if (line !== undefined) {
          line.add(row)
          continue
        }
        const stray = refuseStray(row).finally(() => strays.delete(stray))
        strays.add(stray)
      }
    },
    silentSince: () => silentSince([...lines.values()]),
    health: () => new Map([...lines].map(([id, line]) => [id, line.health()])),
    async idle() {
      const waits = (): boolean =>
        strays.size > 0 || [...lines.values()].some((line) => line.health().waiting > 0)
      do await idle()
      while (waits() && !stop.signal.aborted)
    },
    async close(ms) {
      stop.abort()
      const ended = idle()
      const enough = new AbortController()
      await Promise.race([ended, pauseFor(ms, enough.signal)])
      abort.abort()
      await Promise.race([ended, pauseFor(LAST_MS, enough.signal)])
      enough.abort()
      await Promise.all([...channels.values()].map((channel) => channel.close()))
    },
  }
}

function silentSince(lines: readonly Line[]): number | undefined {
  const never = Number.NEGATIVE_INFINITY
  const newestTaken = Math.max(...lines.map((line) => line.newestTaken ?? never))
  const waiting = lines.flatMap((line) => line.oldestAfter(newestTaken) ?? [])
  if (waiting.length === 0) return undefined
  const lastSentAt = Math.max(...lines.map((line) => line.health().lastSentAt ?? never))
  return Math.max(Math.min(...waiting), lastSentAt)
}

async function tellRefused(
  { onRefused, log }: SenderOptions,
  row: OutboxRow,
  refusal: Refusal,
): Promise<void> {
  const why = refusalText(refusal, row.receiver)
  log.error({ receiver: row.receiver, key: row.key, why }, 'a message was refused for good')
  try {
    await onRefused(row, refusal)
  } catch (error) {
    log.error({ key: row.key, why: messageOf(error) }, 'nobody could be told of a refused message')
  }
}

async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal })
  } catch {
    // Aborted: the pause is over.
  }
}
