// The worst that can happen to a whole city, and how many alert instances of all rules fire at once.
import { rulesSchema } from '../../../alerts/rules/config.ts'
import { rulesOf } from '../../../alerts/rules/rules.ts'
import { seriesEstate } from '../../../cli/run/series-estate.ts'
import type { Fleet } from '../../../fleet/model.ts'
import { seededRandom } from '../../../fleet/random.ts'
import { buildTopology } from '../../../fleet/topology.ts'
import { RECORDER_FAULTS, type RecorderFault } from '../../../store/aggregates/fault-points.ts'
import { ispLines } from '../../../store/aggregates/isp-points.ts'
import type { Point } from '../../../store/schema/measurements.ts'
import type { Tier } from '../../../store/schema/tiers.ts'
import { wholeSubtree } from '../../rigs/pure-city.ts'
import { policyOf } from '../../rigs/told-city.ts'
import { firingOver } from './by-rules.ts'
import { tellTwoWays } from './two-ways.ts'

const MINUTE = 60_000
const DAY_MINUTES = 1_440
const DAY_MS = DAY_MINUTES * MINUTE
const FELL_AT = MINUTE
const BACK_AT = 9 * MINUTE
const UNTIL_MS = 12 * MINUTE
const EVALUATED_AT = 7_000
/** Recorders of the letter: 2,525 of the reference city. */
const LETTER_SHARE = 2_525 / 7_862
/** Recorders with each kind of fault, beside what is dead. */
const ILL_RECORDERS = 60

const RULES = rulesOf({
  ...{ rules: rulesSchema.parse({}), delivery: 'grafana', qualified: true },
})
/** What rules look at; the rest of a whole city is a million points. */
const KEPT = new Set(['outage', 'fault', 'fleet', 'worker'])

export interface CityOutage {
  readonly title: string
  readonly fleet: Fleet
  /** Ids of all that falls silent. */
  readonly silent: readonly string[]
}

export interface Instances {
  /** The most that fired at one evaluation. */
  readonly firing: number
  /** Of them by uid of the rule. */
  readonly byRule: Readonly<Record<string, number>>
  readonly evaluations: number
  /** Causes that the built-in notifier told. */
  readonly causes: number
  /** What still fires at the end, minutes after all came back. */
  readonly atTheEnd: readonly string[]
}

export function cityOutages(fleet: Fleet): readonly CityOutage[] {
  const topology = buildTopology(fleet)
  const below = (ids: readonly string[]) => ids.flatMap((id) => wholeSubtree(topology, id))
  const nvrs = seededRandom(445, 'letter')
    .shuffled(fleet.nvrs)
    .slice(0, Math.round(fleet.nvrs.length * LETTER_SHARE))
  return [
    { title: 'the city link is cut', fleet, silent: below(['city-link']) },
    {
      title: 'every uplink at once',
      fleet,
      silent: below(fleet.uplinks.map(({ id }) => id)),
    },
    {
      title: `${nvrs.length} NVRs without anything in common`,
      fleet,
      silent: below(nvrs.map(({ id }) => id)),
    },
  ]
}

/**
 * With recorders that are ill in every way, lines of every ISP that lose echoes and are slow, and a notifier that brings
 * nothing to anybody.
 */
export async function instancesOf(url: string, { fleet, silent }: CityOutage): Promise<Instances> {
  const silences = silent.map((targetId) => ({ targetId, from: FELL_AT, to: BACK_AT }))
  const town = await tellTwoWays({
    ...{ fleet, policy: policyOf(), untilMs: UNTIL_MS, keeps: KEPT },
    deeds: [{ at: 0, does: ({ city }) => city.silence(...silences) }],
    faults: () => faultsOf(fleet),
    outbox: (at) => ({ waiting: 9, failing: 2, silentS: Math.floor(at / 1000) }),
  })
  const points = new Map<Tier, readonly Point[]>()
  for (const [tier, some] of town.points) {
    const all = tier === 'm1' ? [...some, ...badIsps(fleet)] : some
    // InfluxDB's lines have no time before 1970, and there is a day before the outage.
    points.set(
      tier,
      all.map((point) => ({ ...point, at: point.at + DAY_MS })),
    )
  }
  const evaluated = await firingOver(url, points, RULES, {
    ...{ fromMs: DAY_MS + EVALUATED_AT, untilMs: DAY_MS + UNTIL_MS },
  })
  const most = evaluated.toSorted((one, other) => other.firing.length - one.firing.length)[0]
  const byRule: Record<string, number> = {}
  for (const { rule } of most?.firing ?? []) byRule[rule] = (byRule[rule] ?? 0) + 1
  return {
    firing: most?.firing.length ?? 0,
    byRule,
    evaluations: evaluated.length,
    causes: new Set(town.said.map(({ incidentId }) => incidentId)).size,
    atTheEnd: [...new Set(evaluated.at(-1)?.firing.map(({ rule }) => rule))].sort(),
  }
}

function faultsOf(fleet: Fleet): readonly RecorderFault[] {
  return RECORDER_FAULTS.flatMap((what) =>
    fleet.nvrs.slice(0, ILL_RECORDERS).map(({ id, owner }, since) => ({
      ...{ what, id, kec: undefined, owner, since },
      ...(what === 'clock_skewed' ? { skewS: 3_600 } : {}),
    })),
  )
}

/** A quiet day, then lines that lose a sixth and take five times as long. */
function badIsps(fleet: Fleet): readonly Point<'isp'>[] {
  const { isps } = ispLines(seriesEstate(fleet, buildTopology(fleet)))
  const minutes = Array.from({ length: DAY_MINUTES }, (_, i) => i + UNTIL_MS / MINUTE - DAY_MINUTES)
  return isps.flatMap((isp) =>
    minutes.map((minute) => {
      const [lost, rtt] = minute < 0 ? [0, 100] : [100, 500]
      const fields = { lines: 100, silent: 0, sent: 600, lost, rtt_sum_dms: rtt * (600 - lost) }
      return { measurement: 'isp', tags: { isp }, fields, at: minute * MINUTE } as const
    }),
  )
}
