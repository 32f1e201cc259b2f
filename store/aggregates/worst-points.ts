// The series `worst`: the uplinks and NVRs that lost most, and those that took longest, in the last hour.
import type { Point } from '../schema/measurements.ts'
import type { SeriesTarget } from '../schema/series-target.ts'
import { type MinuteSums, NO_RTT } from '../series/columns.ts'

/** So many are listed of each kind, by each measure. */
export const WORST = 50

/** Whoever was asked less often is in no list: one echo of two is no quality. */
const LEAST_SENT = 10

const PPM = 1_000_000

type Row = Point<'worst'>['fields'] & { readonly id: string }
type Candidate = {
  readonly target: SeriesTarget
  readonly sent: number
  readonly lost: number
  /** Units of 0.1 ms; `NO_RTT` where nothing came back. */
  readonly rtt: number
}

/**
 * The `WORST` uplinks and NVRs by loss (only those that lost anything) and by mean RTT, the worst first: what is even in
 * loss goes by echoes lost, then by id. `sums`: those of the hour, a row for each pinged target of `estate`, in its
 * order. The ordinal is the rank. `at`: epoch milliseconds.
 */
export function worstPoints(
  sums: MinuteSums,
  estate: readonly SeriesTarget[],
  at: number,
): Point<'worst'>[] {
  const lists = {
    uplink: { loss: new Worst(worseLoss), rtt: new Worst(worseRtt) },
    nvr: { loss: new Worst(worseLoss), rtt: new Worst(worseRtt) },
  }
  let row = -1
  for (const target of estate) {
    if (!target.pinged) continue
    row++
    const { kind } = target
    const sent = sums.sent[row] ?? 0
    if ((kind !== 'uplink' && kind !== 'nvr') || sent < LEAST_SENT) continue
    const candidate = { target, sent, lost: sums.lost[row] ?? 0, rtt: sums.rttAvg[row] ?? NO_RTT }
    if (candidate.lost > 0) lists[kind].loss.offer(candidate)
    if (candidate.rtt !== NO_RTT) lists[kind].rtt.offer(candidate)
  }
  return (['uplink', 'nvr'] as const).flatMap((kind) =>
    (['loss', 'rtt'] as const).flatMap((by) =>
      lists[kind][by].ranked.map((one, i) => ({
        measurement: 'worst' as const,
        tags: { kind, by },
        fields: rowOf(one, i + 1),
        at,
        ordinal: i + 1,
      })),
    ),
  )
}

/** Keeps the worst of what it is offered, in order. */
class Worst {
  readonly ranked: Candidate[] = []
  readonly #isWorse: (one: Candidate, other: Candidate) => boolean

  constructor(isWorse: (one: Candidate, other: Candidate) => boolean) {
    this.#isWorse = isWorse
  }

  offer(one: Candidate): void {
    const { ranked } = this
    const last = ranked.at(-1)
    if (ranked.length === WORST && last && !this.#isWorse(one, last)) return
    if (ranked.length === WORST) ranked.pop()
    let place = ranked.length
    while (place > 0 && this.#isWorse(one, ranked[place - 1] as Candidate)) place--
    ranked.splice(place, 0, one)
  }
}

/** Shares are compared by cross multiplication: exact, where quotients are not. */
function worseLoss(one: Candidate, other: Candidate): boolean {
  const mine = one.lost * other.sent
  const theirs = other.lost * one.sent
  if (mine !== theirs) return mine > theirs
  if (one.lost !== other.lost) return one.lost > other.lost
  return one.target.id < other.target.id
}

function worseRtt(one: Candidate, other: Candidate): boolean {
  return one.rtt === other.rtt ? one.target.id < other.target.id : one.rtt > other.rtt
}

function rowOf({ target, sent, lost, rtt }: Candidate, rank: number): Row {
  return {
    rank,
    id: target.id,
    kec: target.kec ?? '',
    kel: target.kel ?? '',
    isp: target.kind === 'uplink' ? target.isp : undefined,
    sent,
    lost,
    loss_ppm: Math.round((lost * PPM) / sent),
    rtt_dms: rtt === NO_RTT ? undefined : rtt,
  }
}
