// Everything a round holds while it walks: one struct that asking, crediting and deciding work on.
import { isLoopback } from '../../fleet/loopback.ts'
import type { EchoSocket } from '../icmp/echo-socket.ts'
import { createSchedule, type Schedule } from '../schedule.ts'
import { type ClockWatch, createClockWatch } from './clock-watch.ts'
import { type ColumnsBuilder, createColumns } from './columns.ts'
import { createGaps, type Gaps } from './gaps.ts'
import { createLooks, type Looks, STRIDE } from './looks.ts'
import { createOwnAddresses, type OwnAddresses } from './own-addresses.ts'
import type { RoundMessage, RoundPlan } from './plan.ts'
import { createRing, type Ring } from './ring.ts'
import { Slots } from './slots.ts'

export interface Walk {
  readonly plan: RoundPlan
  readonly socket: EchoSocket
  /** Targets; anchors come behind them in the socket's list, unless they are targets too. */
  readonly n: number
  /** Echoes of a whole confirm, the first look's included. */
  readonly echoes: number
  readonly timeoutUs: number
  readonly confirmAfterUs: number
  readonly confirmGapUs: number
  readonly looks: Looks
  readonly anchors: Anchors
  readonly slots: Slots
  readonly gaps: Gaps
  readonly clock: ClockWatch
  readonly own: OwnAddresses
  readonly columns: ColumnsBuilder
  readonly routine: Schedule
  /** confirms[a]: targets whose echo number a is to be sent, by when. */
  readonly confirms: readonly Ring[]
  /** Echoes (target * 8 + attempt) that wait for their answer, by when they are lost. */
  readonly waiting: Ring
  /** Targets whose look is over and whose seconds are not settled. */
  readonly held: Ring
  /** Targets to be looked at again at once, after an inconclusive look. */
  readonly repeats: Ring
  readonly counters: Counters
  /** When a target's routine echo was due and how late it went out, microseconds; NaN where it was a repeat. */
  readonly dueUs: Float64Array
  readonly lagUs: Float32Array
  readonly emit: (message: RoundMessage) => void
  /** Monotonic microseconds of the present turn. */
  nowUs: number
}

export interface Anchors {
  /** Position of each anchor in the socket's list. */
  readonly places: Int32Array
  readonly schedule: Schedule
  readonly seq: Int32Array
  readonly sentUs: Float64Array
  /** When it answered last; -Infinity before. */
  readonly answeredUs: Float64Array
}

export interface Counters {
  lost: number
  late: number
  duplicates: number
  pauses: number
  clockSteps: number
}

/** The list a socket for this plan must be opened with: addresses, then the anchors that are not among them. */
export function socketAddresses(plan: RoundPlan): readonly string[] {
  return [...new Set([...plan.addresses, ...heededAnchors(plan)])]
}

/** Each once. An anchor on this machine's loopback always answers: it is passed over unless all targets are there too. */
export function heededAnchors({ addresses, anchors }: RoundPlan): readonly string[] {
  const here = addresses.every(isLoopback)
  return [...new Set(here ? anchors : anchors.filter((anchor) => !isLoopback(anchor)))]
}

export function createWalk(
  plan: RoundPlan,
  socket: EchoSocket,
  emit: (message: RoundMessage) => void,
): Walk {
  const { options, addresses } = plan
  const n = addresses.length
  const clock = createClockWatch(socket)
  const startUs = clock.monotonicUs
  const timeoutUs = options.timeoutMs * 1000
  const confirmUs = (options.confirmAfterMs + options.confirmEchoes * options.confirmGapMs) * 1000
  return {
    plan,
    socket,
    n,
    echoes: 1 + options.confirmEchoes,
    timeoutUs,
    confirmAfterUs: options.confirmAfterMs * 1000,
    confirmGapUs: options.confirmGapMs * 1000,
    looks: createLooks(n, plan.silent ?? []),
    anchors: createAnchors(plan, startUs),
    slots: new Slots(startUs, timeoutUs, confirmUs + 2 * timeoutUs),
    gaps: createGaps(clock.epochMs, (gap) => emit({ type: 'gap', gap })),
    clock,
    own: createOwnAddresses(),
    columns: createColumns(4096, (reporter) => socket.reporterAddress(reporter)),
    routine: createSchedule(plan.names, plan.intervalMs, startUs),
    confirms: Array.from({ length: STRIDE }, () => createRing(1024)),
    waiting: createRing(4096),
    held: createRing(1024),
    repeats: createRing(64),
    counters: { lost: 0, late: 0, duplicates: 0, pauses: 0, clockSteps: 0 },
    dueUs: new Float64Array(n).fill(Number.NaN),
    lagUs: new Float32Array(n).fill(Number.NaN),
    emit,
    nowUs: startUs,
  }
}

function createAnchors(plan: RoundPlan, startUs: number): Anchors {
  const places = new Map(socketAddresses(plan).map((address, place) => [address, place]))
  const own = heededAnchors(plan)
  return {
    places: Int32Array.from(own, (address) => places.get(address) as number),
    schedule: createSchedule(
      own,
      own.map(() => plan.options.anchorIntervalMs),
      startUs,
    ),
    seq: new Int32Array(own.length).fill(-1),
    sentUs: new Float64Array(own.length),
    answeredUs: new Float64Array(own.length).fill(Number.NEGATIVE_INFINITY),
  }
}
