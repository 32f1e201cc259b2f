// Whatever is done to it, the spool and a plain list in memory say the same: who is owed what, totals, losses.
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Tier } from '../../store/schema/tiers.ts'
import {
  type Losses,
  type NewFrame,
  type Spool,
  WORTHS,
  type Worth,
} from '../../store/spool/spool.ts'
import { frame, letter, MEGABYTE, settle, spoolRig } from './spool-rig.ts'

const NAMES = ['a', 'b', 'c'] as const
const name = fc.constantFrom(...NAMES)
const tier = fc.constantFrom<Tier>('raw', 'm1', 'ev')
const someFrames = fc.array(
  fc
    .record({
      tier,
      worth: fc.constantFrom(...WORTHS),
      points: fc.integer({ min: 1, max: 50 }),
      fromMs: fc.nat(100),
      lasts: fc.nat(20),
      bytes: fc.constantFrom(1, 3_000, 5_000, 40_000),
    })
    .map(({ lasts, ...rest }) => frame({ ...rest, toMs: rest.fromMs + lasts })),
  { maxLength: 6 },
)
const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ put: someFrames, mark: fc.nat(9) }) },
  {
    weight: 4,
    arbitrary: fc.record({ pay: name, picks: fc.array(fc.nat(30), { maxLength: 12 }) }),
  },
  fc.record({ expire: name, tier, before: fc.nat(130) }),
  fc.record({ count: name, points: fc.nat(9) }),
  fc.record({ bury: name }),
  fc.constant({ flush: true } as const),
  fc.record({ reopen: fc.subarray([...NAMES], { minLength: 1 }) }),
)

interface Known extends NewFrame {
  readonly putMs: number
  readonly seq: number
  readonly debtors: Set<string>
}

class Model {
  targets: readonly string[] = NAMES
  known: Known[] = []
  readonly marks = new Map<string, number>()
  readonly #losses = new Map<string, number>()

  pay(target: string, seq: number): boolean {
    const paid = this.known.find((one) => one.seq === seq)?.debtors.delete(target) ?? false
    this.known = this.known.filter(({ debtors }) => debtors.size > 0)
    return paid
  }

  owed(target: string): readonly Known[] {
    return this.known.filter(({ debtors }) => debtors.has(target))
  }

  expire(target: string, of: Tier, before: number): number {
    const old = this.owed(target).filter((one) => one.tier === of && one.toMs < before)
    for (const { seq } of old) this.pay(target, seq)
    const points = sum(old.map((one) => one.points))
    this.lose(target, 'expired', points)
    return points
  }

  /** What the cap took: the spool says which, the model says whether it was the right one to take. */
  drop(seqs: ReadonlySet<number>): void {
    const gone = this.known.filter(({ seq }) => !seqs.has(seq))
    const byWorth = (one: Known) => WORTHS.indexOf(one.worth) * 1e6 + one.seq
    const inOrder = this.known.toSorted((one, other) => byWorth(one) - byWorth(other))
    const order = (some: readonly Known[]) => some.map(({ seq }) => seq).sort((a, b) => a - b)
    expect(order(gone)).toEqual(order(inOrder.slice(0, gone.length)))
    for (const { debtors, worth, points } of gone) {
      for (const target of debtors) this.lose(target, `dropped:${worth}`, points)
    }
    this.known = this.known.filter(({ seq }) => seqs.has(seq))
  }

  lose(target: string, why: string, points: number): void {
    const key = `${target} ${why}`
    this.#losses.set(key, (this.#losses.get(key) ?? 0) + points)
  }

  losses(target: string): Losses {
    const of = (why: string) => this.#losses.get(`${target} ${why}`) ?? 0
    const dropped = WORTHS.map((worth) => [worth, of(`dropped:${worth}`)])
    return {
      dropped: Object.fromEntries(dropped) as Record<Worth, number>,
      expired: of('expired'),
      future: of('future'),
      deadLetters: of('dead'),
      deadLettersDropped: 0,
    }
  }
}

it('agrees with a plain list, with and without a cap that bites, across reopening', () => {
  let dropped = 0
  fc.assert(
    fc.property(
      fc.array(act, { minLength: 5, maxLength: 40 }),
      fc.constantFrom(0.2, 64),
      (acts, megabytes) => {
        const rig = spoolRig()
        const options = { maxBytes: megabytes * MEGABYTE }
        let spool = rig.open({ ...options, targets: NAMES })
        const model = new Model()
        try {
          for (const one of acts) {
            if ('put' in one) {
              rig.now += 1
              const put = spool.put(one.put, { slot: one.mark })
              for (const known of put) {
                model.known.push({ ...known, putMs: rig.now, debtors: new Set(model.targets) })
              }
              model.marks.set('slot', one.mark)
            } else if ('pay' in one) {
              const owed = model.owed(one.pay)
              const seqs = one.picks.map((pick) => owed[pick]?.seq ?? pick)
              spool.acknowledge(one.pay, seqs)
              for (const seq of seqs) model.pay(one.pay, seq)
            } else if ('expire' in one) {
              const expired = spool.expire(one.expire, one.tier, one.before)
              expect(expired).toBe(model.expire(one.expire, one.tier, one.before))
            } else if ('count' in one) {
              spool.count(one.count, 'future', one.points)
              model.lose(one.count, 'future', one.points)
            } else if ('bury' in one) {
              spool.bury([letter({ target: one.bury })])
              model.lose(one.bury, 'dead', 1)
            } else if ('flush' in one) {
              spool.flush()
            } else {
              spool.close()
              // The last writes of `close` may still have dropped: what they left is asked with the targets of before.
              spool = rig.open({ ...options, targets: model.targets })
              dropped += follow(spool, model)
              spool.close()
              spool = rig.open({ ...options, targets: one.reopen })
              model.targets = one.reopen
              for (const target of NAMES) {
                if (one.reopen.includes(target)) continue
                for (const { seq } of model.owed(target)) model.pay(target, seq)
              }
            }
            dropped += follow(spool, model)
            expectSame(spool, model)
          }
          settle(spool, 3)
          dropped += follow(spool, model)
          expectSame(spool, model)
        } finally {
          spool.close()
          rig.remove()
        }
      },
    ),
    { numRuns: 40, endOnFailure: true },
  )
  expect(dropped).toBeGreaterThan(0)
})

/** Takes out of the model what the cap took; gives how many frames. */
function follow(spool: Spool, model: Model): number {
  const left = new Set(
    model.targets.flatMap((target) => spool.heads(target, 0, 10_000).map(({ seq }) => seq)),
  )
  const before = model.known.length
  model.drop(left)
  return before - model.known.length
}

function expectSame(spool: Spool, model: Model): void {
  for (const target of NAMES) {
    const owed = model.owed(target)
    const frames = owed.map(({ debtors: _, putMs: __, ...rest }) => ({
      ...rest,
      body: crc32(rest.body),
    }))
    const found = spool.owed(target, 0, 10_000)
    expect(found.map((one) => ({ ...one, body: crc32(one.body) }))).toEqual(frames)
    const oldestAt = Math.min(...owed.map(({ fromMs }) => fromMs))
    expect(spool.backlog(target)).toEqual({
      frames: owed.length,
      points: sum(owed.map(({ points }) => points)),
      bytes: sum(owed.map(({ body }) => body.byteLength)),
      ...(owed.length > 0 ? { oldestAt, waitingSince: owed[0]?.putMs } : {}),
    })
    expect(spool.losses(target)).toEqual(model.losses(target))
    expect(spool.deadLetterCount(target)).toBe(model.losses(target).deadLetters)
  }
  expect(spool.mark('slot')).toBe(model.marks.get('slot'))
  expect(spool.health()).toMatchObject({
    frames: model.known.length,
    points: sum(model.known.map(({ points }) => points)),
    inMemory: 0,
    lostInMemory: 0,
  })
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}
