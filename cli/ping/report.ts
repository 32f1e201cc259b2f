// What `ronda ping` prints: a line for each target, and what the sweep as a whole found.
import { causeText } from '../../probes/icmp/cause.ts'
import type { EchoSocket } from '../../probes/icmp/echo-socket.ts'
import { errnoName } from '../../probes/icmp/errno.ts'
import type { SweepResult } from '../../probes/icmp/sweep-result.ts'
import { ALIVE, DEAD, REFUSED, UNSENDABLE } from '../../probes/icmp/sweep-state.ts'

/** How targets are called: by the host name or address they were given as. */
export type NameOf = (index: number) => string

/** What one target's line says. */
interface Finding {
  readonly target: string
  readonly alive: boolean
  readonly rttUs: number | null
  readonly tries: number
  readonly cause: string | null
  readonly reporter: string | null
}

export interface Summary {
  readonly summary: true
  /** 1-based number of the sweep. */
  readonly sweep: number
  readonly targets: number
  readonly alive: number
  /** Silent; `refused` and `unsendable` are counted apart. */
  readonly dead: number
  readonly refused: number
  readonly unsendable: number
  /** Not decided when the sweep was interrupted. */
  readonly undecided: number
  readonly sent: number
  readonly received: number
  readonly stray: number
  readonly duplicates: number
  readonly late: number
  readonly errors: number
  readonly blocked: number
  readonly dropped: number
  readonly rttUs: {
    readonly min: number
    readonly p50: number
    readonly p99: number
    readonly max: number
  } | null
  readonly wallMs: number
  readonly socket: string
  readonly limits: readonly string[]
  /** Why the result is not to be believed; empty when it is. */
  readonly unsure: readonly string[]
}

const CHUNK = 2000

/** Gives the lines of all decided targets to `out`, many at a time. */
export function printTargets(
  result: SweepResult,
  socket: EchoSocket,
  nameOf: NameOf,
  isIPv6: (index: number) => boolean,
  json: boolean,
  out: (text: string) => void,
): void {
  let lines: string[] = []
  for (let i = 0; i < result.count; i++) {
    const state = result.state[i]
    if (state !== ALIVE && state !== DEAD && state !== REFUSED && state !== UNSENDABLE) continue
    const finding = findingOf(result, socket, i, nameOf(i), isIPv6(i) ? 6 : 4)
    lines.push(json ? JSON.stringify(finding) : forPeople(finding))
    if (lines.length === CHUNK) {
      out(`${lines.join('\n')}\n`)
      lines = []
    }
  }
  if (lines.length > 0) out(`${lines.join('\n')}\n`)
}

export function summaryOf(result: SweepResult, socket: EchoSocket, sweep: number): Summary {
  const { count, alive, dead, refused, unsendable, undecided, stats } = result
  return {
    summary: true,
    sweep,
    targets: count,
    alive,
    dead,
    refused,
    unsendable,
    undecided,
    sent: stats.sent,
    received: stats.received,
    stray: stats.stray,
    duplicates: result.duplicates,
    late: result.late,
    errors: stats.errors,
    blocked: stats.blocked,
    dropped: result.dropped,
    rttUs: quantiles(result.rttUs),
    wallMs: Math.round(result.wallMs),
    socket: socket.kind,
    limits: socket.limits,
    unsure: result.unsure,
  }
}

/** The summary in a few lines. */
export function summaryForPeople(s: Summary): string {
  const silent = s.dead + s.refused + s.unsendable
  const apart = [
    ...(s.refused > 0 ? [`${number(s.refused)} reported unreachable`] : []),
    ...(s.unsendable > 0 ? [`${number(s.unsendable)} could not be sent to`] : []),
  ]
  const odd = [
    ['duplicates', s.duplicates],
    ['late', s.late],
    ['stray', s.stray],
  ] as const
  const lines = [
    `${number(s.targets)} targets: ${number(s.alive)} alive, ${number(silent)} dead` +
      (apart.length > 0 ? ` (${apart.join(', ')})` : '') +
      (s.undecided > 0 ? `, ${number(s.undecided)} not decided` : ''),
    `${number(s.sent)} echoes sent, ${number(s.received)} answers in ${(s.wallMs / 1000).toFixed(2)} s by ${s.socket}` +
      odd.map(([name, n]) => (n > 0 ? `, ${number(n)} ${name}` : '')).join(''),
  ]
  if (s.rttUs) {
    const { min, p50, p99, max } = s.rttUs
    lines.push(`round trip: least ${ms(min)}, median ${ms(p50)}, p99 ${ms(p99)}, most ${ms(max)}`)
  }
  for (const reason of s.unsure) lines.push(`not sure: ${UNSURE[reason] ?? reason}`)
  return `${lines.join('\n')}\n`
}

const UNSURE: Readonly<Record<string, string>> = {
  'dropped-here':
    'answers were dropped on this machine, so some of the dead may live; use a lower --rate',
  'clock-step': "the system's clock was set meanwhile: no round-trip time is known",
}

function findingOf(
  result: SweepResult,
  socket: EchoSocket,
  i: number,
  target: string,
  family: 4 | 6,
): Finding {
  const rtt = result.rttUs[i] ?? Number.NaN
  const cause = result.cause[i] ?? 0
  const state = result.state[i]
  return {
    target,
    alive: state === ALIVE,
    rttUs: Number.isNaN(rtt) ? null : Math.round(rtt),
    tries: result.tries[i] ?? 0,
    cause:
      state === UNSENDABLE
        ? `cannot be sent to (${errnoName(result.errno[i] ?? 0)})`
        : cause > 0
          ? causeText(cause >> 8, cause & 255, family)
          : null,
    reporter: cause > 0 ? socket.reporterAddress(result.reporter[i] ?? 0) : null,
  }
}

function forPeople({ target, alive, rttUs, tries, cause, reporter }: Finding): string {
  const verdict = alive ? 'alive' : 'dead '
  const rtt = rttUs === null ? (alive ? '  no time' : '') : ms(rttUs).padStart(9)
  const asked = tries > 1 ? `  ${tries} tries` : ''
  const why = cause === null ? '' : `  ${cause}${reporter === null ? '' : `, says ${reporter}`}`
  return `${target.padEnd(39)}  ${verdict}${rtt}${asked}${why}`.trimEnd()
}

function quantiles(rttUs: Float32Array): Summary['rttUs'] {
  const known = rttUs.filter((rtt) => !Number.isNaN(rtt)).sort()
  if (known.length === 0) return null
  const at = (share: number): number =>
    Math.round(known[Math.min(known.length - 1, Math.floor(share * known.length))] ?? 0)
  return { min: at(0), p50: at(0.5), p99: at(0.99), max: at(1) }
}

function ms(us: number): string {
  return `${(us / 1000).toFixed(us < 100_000 ? 2 : 0)} ms`
}

function number(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',')
}
