// The spool on a disk: what comes waits in memory until it is in the file, within the same call where all is well.
import type { Tier } from '../schema/tiers.ts'
import type { StoredHead } from './frame-table.ts'
import { spoolBytes } from './room.ts'
import type { Backlog, DeadLetter, Frame, Losses, NewFrame, Spool, SpoolHealth } from './spool.ts'
import type { SpoolFile } from './spool-file.ts'
import { type SpoolOptions, SpoolWriter } from './spool-writer.ts'

/** Bodies of the trash that go with a `put`, which has to be short, and with a `flush`. */
const SWEEP_IN_PUT = 16
const SWEEP_IN_FLUSH = 256
/** Transactions that `close` does at most to settle what is paid. */
const LAST_WRITES = 200

export class DiskSpool implements Spool {
  readonly #options: SpoolOptions
  readonly #writer: SpoolWriter
  /** Below these numbers the file owes nothing: numbers only grow, and what is paid stays paid. */
  readonly #firstOwed = new Map<string, number>()

  /** Throws RND_SPOOL_OPEN. */
  constructor(options: SpoolOptions) {
    this.#options = options
    this.#writer = new SpoolWriter(options)
  }

  put(frames: readonly NewFrame[], marks: Readonly<Record<string, number>> = {}): readonly Frame[] {
    const numbered = frames.map((frame) => ({ ...frame, seq: this.#writer.nextSeq() }))
    const { targets, now } = this.#options
    const at = now()
    for (const frame of numbered) this.#writer.ring.add(frame, at, targets)
    for (const [key, value] of Object.entries(marks)) this.#writer.addMark(key, value)
    this.#writer.write(SWEEP_IN_PUT)
    return numbered
  }

  acknowledge(target: string, seqs: readonly number[]): void {
    for (const seq of seqs) this.#pay(target, seq, 0)
  }

  flush(): void {
    if (this.#writer.hasWork()) this.#writer.write(SWEEP_IN_FLUSH)
    this.#writer.giveBack()
  }

  owed(target: string, after: number, most: number): readonly Frame[] {
    const found: Frame[] = []
    for (const head of this.#storedHeads(target, after, most)) {
      const body = this.#writer.read((file) => file.frames.body(head.seq), undefined)
      if (body) found.push({ ...head, body })
    }
    for (const frame of this.#writer.ring.owed(target, after)) {
      if (found.length >= most) break
      found.push(frame)
    }
    return found
  }

  heads(target: string, after: number, most: number): readonly StoredHead[] {
    const found = [...this.#storedHeads(target, after, most)]
    for (const { body: _, ...head } of this.#writer.ring.owed(target, after)) {
      if (found.length >= most) break
      found.push(head)
    }
    return found
  }

  backlog(target: string): Backlog {
    const { ledger, ring } = this.#writer
    const stored = this.#writer.read((file) => this.#oldest(file, target), undefined)
    let oldestAt = stored?.fromMs ?? Number.POSITIVE_INFINITY
    // What is only in memory was put after all that is in the file.
    let waitingSince = stored?.putMs
    let { frames, points, bytes } = ledger.of(target)
    for (const { frame, putMs } of ring.heldFor(target)) {
      waitingSince ??= putMs
      frames++
      points += frame.points
      bytes += frame.body.byteLength
      oldestAt = Math.min(oldestAt, frame.fromMs)
    }
    return {
      frames,
      points,
      bytes,
      ...(Number.isFinite(oldestAt) ? { oldestAt } : {}),
      ...(waitingSince === undefined ? {} : { waitingSince }),
    }
  }

  expire(target: string, tier: Tier, beforeMs: number): number {
    const { ring } = this.#writer
    let expired = 0
    const old = this.#writer.read((file) => file.frames.older(target, tier, beforeMs), [])
    for (const { seq, points } of old) {
      if (this.#pay(target, seq, points)) expired += points
    }
    for (const frame of [...ring.owed(target)]) {
      if (frame.tier !== tier || frame.toMs >= beforeMs) continue
      ring.pay(target, frame.seq)
      this.#writer.addLoss({ target, why: 'expired', points: frame.points })
      expired += frame.points
    }
    return expired
  }

  count(target: string, why: 'expired' | 'future', points: number): void {
    this.#writer.addLoss({ target, why, points })
  }

  bury(letters: readonly Omit<DeadLetter, 'n'>[]): void {
    if (letters.length === 0) return
    this.#writer.letters.add(letters)
    for (const { target } of letters) this.#writer.addLoss({ target, why: 'dead', points: 1 })
    if (this.#writer.letters.isFull) this.#writer.write(0)
  }

  deadLetters(query: {
    readonly target?: string
    readonly after?: number
    readonly most: number
  }): readonly DeadLetter[] {
    const stored = this.#writer.read((file) => file.letters.read(query), [])
    return [...stored, ...this.#writer.letters.read(query, stored.length)]
  }

  deadLetterCount(target?: string): number {
    return this.#writer.letters.count(target)
  }

  exhume(ns: readonly number[]): number {
    if (this.#writer.letters.waiting.length > 0) this.#writer.write(0)
    const taken = this.#writer.now((file) => ns.flatMap((n) => file.letters.take(n) ?? []))
    this.#writer.letters.gone(taken ?? [])
    return (taken?.length ?? 0) + this.#writer.letters.take(new Set(ns))
  }

  losses(target: string): Losses {
    return this.#writer.losses.of(target)
  }

  mark(key: string): number | undefined {
    return this.#writer.marks.get(key)
  }

  health(): SpoolHealth {
    const { ledger, ring, fault, lostInMemory, room } = this.#writer
    return {
      bytes: this.#writer.read((file) => file.pages.liveBytes(), 0),
      fileBytes: spoolBytes(this.#options.path),
      maxBytes: room.limit,
      frames: ledger.all.frames + ring.size,
      points: ledger.all.points + ring.points,
      ...(fault ? { failingSince: fault.since, lastError: fault.words } : {}),
      inMemory: ring.size,
      lostInMemory,
    }
  }

  close(): void {
    for (let i = 0; i < LAST_WRITES && this.#writer.waits(); i++) {
      this.#writer.write(0)
      if (this.#writer.fault) break
    }
    this.#writer.close()
  }

  /** Of what the file owes to `target`: its oldest point, and when the frame was put that waits longest. */
  #oldest({ frames }: SpoolFile, target: string): { fromMs?: number; putMs?: number } {
    const { ledger } = this.#writer
    const oldest: { fromMs?: number; putMs?: number } = {}
    if (ledger.of(target).frames === 0) return oldest
    for (const { seq, fromMs } of frames.byAge(target)) {
      if (ledger.isPaid(target, seq)) continue
      oldest.fromMs = fromMs
      break
    }
    for (const seq of frames.byNumber(target, this.#firstOwed.get(target) ?? 0)) {
      if (ledger.isPaid(target, seq)) continue
      this.#firstOwed.set(target, seq)
      const putMs = frames.putMs(seq)
      if (putMs !== undefined) oldest.putMs = putMs
      break
    }
    return oldest
  }

  /** False where it was not owed. */
  #pay(target: string, seq: number, expired: number): boolean {
    const { ring, ledger } = this.#writer
    if (ring.pay(target, seq)) return true
    if (ledger.isPaid(target, seq)) return false
    const debt = this.#writer.read((file) => file.frames.debt(target, seq), undefined)
    if (debt) ledger.pay({ target, seq, expired }, debt)
    return debt !== undefined
  }

  #storedHeads(target: string, after: number, most: number): readonly StoredHead[] {
    const { ledger } = this.#writer
    return this.#writer.read((file) => {
      const found: StoredHead[] = []
      if (most <= 0) return found
      for (const head of file.frames.heads(target, after)) {
        if (ledger.isPaid(target, head.seq)) continue
        if (found.push(head) >= most) break
      }
      return found
    }, [])
  }
}
