// A spool without a disk, for tests of what stands on it. Keeps what the contract says, without a cap.
import type { DeadLetter, Frame, Spool, Worth } from '../../store/spool/spool.ts'

const NOTHING: Readonly<Record<Worth, number>> = { raw: 0, minute: 0, hour: 0, state: 0, kept: 0 }

export function memorySpool(targets: readonly string[], now: () => number = Date.now): Spool {
  const frames = new Map<
    number,
    { readonly frame: Frame; readonly putMs: number; readonly owedTo: Set<string> }
  >()
  const letters: DeadLetter[] = []
  const counted = new Map<string, { expired: number; future: number; letters: number }>()
  const marks = new Map<string, number>()
  let seq = 0
  let n = 0
  const countOf = (target: string) => {
    const count = counted.get(target) ?? { expired: 0, future: 0, letters: 0 }
    counted.set(target, count)
    return count
  }
  const owedTo = (target: string): Frame[] =>
    [...frames.values()].filter((one) => one.owedTo.has(target)).map(({ frame }) => frame)
  const settle = (target: string, number: number): void => {
    const one = frames.get(number)
    one?.owedTo.delete(target)
    if (one?.owedTo.size === 0) frames.delete(number)
  }
  const sum = (of: readonly Frame[]): number => of.reduce((all, { points }) => all + points, 0)
  return {
    put(made, newMarks = {}) {
      for (const [key, value] of Object.entries(newMarks)) marks.set(key, value)
      return made.map((one) => {
        const frame = { ...one, seq: ++seq }
        frames.set(seq, { frame, putMs: now(), owedTo: new Set(targets) })
        return frame
      })
    },
    acknowledge: (target, seqs) => {
      for (const number of seqs) settle(target, number)
    },
    flush: () => undefined,
    owed: (target, after, most) =>
      owedTo(target)
        .filter((frame) => frame.seq > after)
        .slice(0, most),
    heads: (target, after, most) =>
      owedTo(target)
        .filter((frame) => frame.seq > after)
        .slice(0, most)
        .map(({ body: _, ...head }) => head),
    backlog(target) {
      const owed = owedTo(target)
      const first = frames.get(owed[0]?.seq ?? 0)
      return {
        frames: owed.length,
        points: sum(owed),
        bytes: owed.reduce((all, { body }) => all + body.length, 0),
        ...(owed.length === 0 ? {} : { oldestAt: Math.min(...owed.map(({ fromMs }) => fromMs)) }),
        ...(first === undefined ? {} : { waitingSince: first.putMs }),
      }
    },
    expire(target, tier, beforeMs) {
      const old = owedTo(target).filter((frame) => frame.tier === tier && frame.toMs < beforeMs)
      for (const frame of old) settle(target, frame.seq)
      countOf(target).expired += sum(old)
      return sum(old)
    },
    count: (target, why, points) => {
      countOf(target)[why] += points
    },
    bury(more) {
      for (const letter of more) {
        letters.push({ ...letter, n: ++n })
        countOf(letter.target).letters++
      }
    },
    deadLetters: ({ target, after = 0, most }) =>
      letters
        .filter((one) => one.n > after && (target === undefined || one.target === target))
        .slice(0, most),
    deadLetterCount: (target) =>
      letters.filter((one) => target === undefined || one.target === target).length,
    exhume(ns) {
      const before = letters.length
      for (const number of ns) {
        const at = letters.findIndex((one) => one.n === number)
        if (at >= 0) letters.splice(at, 1)
      }
      return before - letters.length
    },
    losses(target) {
      const { expired, future, letters: deadLetters } = countOf(target)
      return { dropped: NOTHING, expired, future, deadLetters, deadLettersDropped: 0 }
    },
    mark: (key) => marks.get(key),
    health: () => ({
      bytes: 0,
      fileBytes: 0,
      maxBytes: 0,
      frames: frames.size,
      points: sum([...frames.values()].map(({ frame }) => frame)),
      inMemory: 0,
      lostInMemory: 0,
    }),
    close: () => undefined,
  }
}
