// What the sender may ask of the spool: frames written ahead, owed to each database until it has them. One file, one
// thread, synchronous calls; a frame is durable when `put` returns.
import type { Tier } from '../schema/tiers.ts'

/** What goes first when room is short: in this order, the oldest first. The last two only when nothing else is left. */
export const WORTHS = ['raw', 'minute', 'hour', 'state', 'kept'] as const
export type Worth = (typeof WORTHS)[number]

/** Unit of the timestamps in the lines of a frame. */
export type Precision = 's' | 'ns'

export interface FrameHead {
  readonly tier: Tier
  readonly worth: Worth
  readonly precision: Precision
  /** Lines. */
  readonly points: number
  /** Epoch milliseconds of the oldest and the newest point. */
  readonly fromMs: number
  readonly toMs: number
}

export interface NewFrame extends FrameHead {
  /** Line protocol, every line ended by a newline, gzipped. At most 5,000 lines. Gzip members may be joined end to end. */
  readonly body: Uint8Array
}

export interface Frame extends NewFrame {
  /** Grows with each frame, never given twice. */
  readonly seq: number
}

/** What is owed to one database. */
export interface Backlog {
  readonly frames: number
  readonly points: number
  /** Of their bodies. */
  readonly bytes: number
  /** Epoch milliseconds of the oldest point; absent where nothing is owed. */
  readonly oldestAt?: number
  /** Epoch milliseconds at which the frame was put that is owed for longest; absent where nothing is owed. */
  readonly waitingSince?: number
}

/** A point that a database refused for good. */
export interface DeadLetter {
  readonly n: number
  /** Epoch milliseconds of the refusal. */
  readonly at: number
  readonly target: string
  readonly tier: Tier
  readonly precision: Precision
  /** HTTP status of the refusal. */
  readonly status: number
  /** What the database said, at most 500 characters. */
  readonly message: string
  /** The line, without its newline; at most 64 KiB, a longer one is cut and cannot be sent again. */
  readonly line: string
}

/** Points of one database that are gone, ever, by why. */
export interface Losses {
  /** By the cap of the spool. */
  readonly dropped: Readonly<Record<Worth, number>>
  /** Older than the retention of their tier before they could be sent. */
  readonly expired: number
  /** Dated ahead of the clock by more than can be. */
  readonly future: number
  /** Kept as dead letters, ever. */
  readonly deadLetters: number
  /** Dead letters that were dropped because there were too many. */
  readonly deadLettersDropped: number
}

export interface SpoolHealth {
  /** What counts against `maxBytes`: pages in use. */
  readonly bytes: number
  /** On the disk: with free pages, which are used again, and the log. */
  readonly fileBytes: number
  readonly maxBytes: number
  /** Frames that are owed to anybody. */
  readonly frames: number
  readonly points: number
  /** Since when the file cannot be written, epoch ms, and why; absent while it can. New frames wait in memory meanwhile. */
  readonly failingSince?: number
  readonly lastError?: string
  /** Frames in memory, and points of such frames that were lost because there was no room for them. */
  readonly inMemory: number
  readonly lostInMemory: number
}

export interface Spool {
  /**
   * Writes frames, owed to every target, and `marks`, in one transaction; then keeps the cap. Gives the frames with their
   * numbers. Where the file cannot be written (disk full, I/O error) the frames stay in a ring in memory, the newest
   * 64 MB, and are written when that is possible again; `marks` too. Never throws for a disk.
   */
  put(frames: readonly NewFrame[], marks?: Readonly<Record<string, number>>): readonly Frame[]
  /** They are stored there, or buried: owed no more. Written with the next `put` or `flush`: a mark lost sends again. */
  acknowledge(target: string, seqs: readonly number[]): void
  /** Writes acknowledgements that wait, and gives space back to the disk, a bite at a time. Call it every second or so. */
  flush(): void
  /** Frames owed to `target` with a number above `after`, the oldest first, at most `most`. */
  owed(target: string, after: number, most: number): readonly Frame[]
  /** As `owed`, without bodies: for choosing. */
  heads(target: string, after: number, most: number): readonly (FrameHead & { seq: number })[]
  backlog(target: string): Backlog
  /**
   * Frames of `tier` owed to `target` whose newest point is older than `beforeMs` are owed no more; gives their points,
   * which are counted as expired.
   */
  expire(target: string, tier: Tier, beforeMs: number): number
  /** Counts points that are gone for another reason. */
  count(target: string, why: 'expired' | 'future', points: number): void
  /**
   * Keeps letters, listed and counted at once. Written with the next `put` or `flush`, in one transaction with what is
   * acknowledged until then: a kill before it buries them again, and none twice. Beyond 10,000 letters or 16 MiB at once.
   */
  bury(letters: readonly Omit<DeadLetter, 'n'>[]): void
  /** Oldest first, with a number above `after` (default 0), at most `most`. */
  deadLetters(query: {
    readonly target?: string
    readonly after?: number
    readonly most: number
  }): readonly DeadLetter[]
  deadLetterCount(target?: string): number
  /** Takes dead letters out; gives how many there were. */
  exhume(ns: readonly number[]): number
  losses(target: string): Losses
  mark(key: string): number | undefined
  health(): SpoolHealth
  close(): void
}
