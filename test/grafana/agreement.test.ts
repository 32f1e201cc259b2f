// The same outages told by the built-in notifier and by the rules for Grafana: the same causes, severities and receivers.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compileAlerting } from '../../alerts/rules/compile/compile.ts'
import { rulesSchema } from '../../alerts/rules/config.ts'
import { rulesOf } from '../../alerts/rules/rules.ts'
import { inMemory } from '../../cli/alerts-test/in-memory.ts'
import { type OwnInfluxd, startOwnInfluxd } from '../../cli/alerts-test/own-influxd.ts'
import type { Fleet } from '../../fleet/model.ts'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { buildTopology } from '../../fleet/topology.ts'
import type { Point } from '../../store/schema/measurements.ts'
import { MORE, MOST_WARNINGS } from '../../store/schema/told-measurements.ts'
import { wholeSubtree } from '../rigs/pure-city.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { policyOf, smallFleet } from '../rigs/told-city.ts'
import { type Evaluated, firingOver } from './agreement/by-rules.ts'
import { cityOutages, instancesOf } from './agreement/city-outages.ts'
import { type AllHeard, heardOfNotifier, heardOfRules } from './agreement/compare.ts'
import { cut, FLEET, LINES, MINUTE, POLICY, shows } from './agreement/scripts.ts'
import { type Deed, tellTwoWays } from './agreement/two-ways.ts'

const SECOND = 1_000
/** Rules are evaluated some time after a whole minute. */
const EVALUATED_AT = 7 * SECOND
/** A slot until it is a series, a minute until it is evaluated, and one that it must last. */
const LATER_MS = 130 * SECOND
/** A slot and a minute. */
const OVER_LATER_MS = 70 * SECOND
/** So long `ronda-probe-blind` fires on when the probe sees again. */
const BLIND_ON_MS = 300 * SECOND

const RULES = rulesOf({
  ...{ rules: rulesSchema.parse({}), delivery: 'grafana', qualified: true },
}).filter(({ isCause }) => isCause)
const ALERTING = compileAlerting({
  ...{ policy: POLICY, rules: RULES, planned: [], fleet: FLEET },
  ...{ topology: buildTopology(FLEET), language: 'en', delivery: 'grafana' },
})
const LETTER = {
  planned: 'suspension',
  plannedId: 'letter-12',
  owner: 'diskominfo',
  why: 'switched off by letter',
} as const

const ofIsp = (from: number, to: number): string[] =>
  LINES.uplinks
    .filter(({ isp }) => isp === 'nusa')
    .slice(from, to)
    .map(({ id }) => id)
const at = (minutes: number) => minutes * MINUTE

interface Story {
  readonly title: string
  /** Default: the small one with nodes. */
  readonly fleet?: Fleet
  readonly deeds: readonly Deed[]
  readonly minutes: number
  /** Causes of which somebody must hear: that nothing is told both ways is no agreement. */
  readonly causes: readonly string[]
}

const STORIES: readonly Story[] = [
  {
    title: 'a node is cut, and comes back',
    deeds: [cut(['node-1'], at(1), at(10))],
    minutes: 14,
    causes: ['node-1'],
  },
  {
    title: 'an ISP fails',
    fleet: LINES,
    deeds: [cut(ofIsp(0, 16), at(1), at(10))],
    minutes: 14,
    causes: ['nusa'],
  },
  {
    title: 'an ISP grows from warning to critical, and recovers bit by bit',
    fleet: LINES,
    deeds: [
      cut(ofIsp(0, 10), at(1), at(16)),
      cut(ofIsp(10, 14), at(1), at(9)),
      // Whoever joins a common cause does so within a minute of the last one.
      cut(ofIsp(14, 15), at(1) + 40 * SECOND, at(9)),
      cut(ofIsp(15, 16), at(2) + 20 * SECOND, at(9)),
      cut(ofIsp(16, 18), at(3) + 10 * SECOND, at(9)),
    ],
    minutes: 20,
    causes: ['nusa'],
  },
  {
    title: 'single lines and NVRs, one after the other',
    deeds: [
      cut(['ul-1-1', 'nvr-2-2-1'], at(1), at(10)),
      cut(['nvr-1-3-1', 'ul-2-4'], at(3), at(12)),
    ],
    minutes: 15,
    causes: ['ul-1-1', 'nvr-1-3-1', 'ul-2-4', 'nvr-2-2-1'],
  },
  {
    title: 'cameras go black, frozen, blue and dark without their NVR',
    deeds: [
      shows(['cam-1-1-1-1'], 'black', at(1)),
      shows(['cam-2-3-1-1'], 'frozen', at(2)),
      shows(['cam-1-5-1-1'], 'no_signal', at(2)),
      shows(['cam-2-7-1-2'], 'no_stream', at(3)),
      shows(['cam-1-1-1-1', 'cam-2-7-1-2'], 'live', at(9)),
    ],
    minutes: 13,
    causes: ['cam-1-1-1-1', 'cam-2-3-1-1', 'cam-1-5-1-1', 'cam-2-7-1-2'],
  },
  {
    title: 'a recorder serves no video',
    deeds: [
      shows(['cam-1-1-1-1', 'cam-1-1-1-2'], 'nvr_service_down', at(1)),
      shows(['cam-1-1-1-1', 'cam-1-1-1-2'], 'live', at(9)),
    ],
    minutes: 13,
    causes: ['nvr-1-1-1'],
  },
  {
    title: 'a suspension ends, and some of what it covered is dead',
    deeds: [
      { at: 0, does: ({ city }) => city.plan(wholeSubtree(city.topology, 'node-1')) },
      cut(['ul-1-1', 'nvr-1-4-1'], at(1), at(12)),
      {
        at: at(5),
        does: ({ city }) =>
          city.plan([], { by: LETTER, ids: wholeSubtree(city.topology, 'node-1') }),
      },
    ],
    minutes: 15,
    causes: ['letter-12'],
  },
  {
    title: 'the probe is blind',
    deeds: [
      { at: at(1), does: ({ city }) => city.blind() },
      { at: at(6), does: ({ city }) => city.sighted() },
    ],
    minutes: 15,
    causes: ['probe'],
  },
  {
    title: 'a line comes and goes for twenty minutes',
    deeds: Array.from({ length: 30 }, (_, i) =>
      cut(['ul-1-1'], at(1) + i * 40_000, at(1) + i * 40_000 + 20_000),
    ),
    minutes: 32,
    causes: ['ul-1-1'],
  },
  {
    title: 'the program is killed in the middle, and started again a minute later',
    deeds: [
      cut(['node-1'], at(1), at(12)),
      cut(['ul-2-1'], at(1), at(5.5)),
      { at: at(5), does: (town) => town.restart(MINUTE) },
    ],
    minutes: 22,
    causes: ['node-1', 'ul-2-1'],
  },
]

interface BothWays {
  readonly notifier: AllHeard
  readonly rules: AllHeard
  readonly evaluated: readonly Evaluated[]
}

describeWithRigs('the notifier and the rules', ['influxd'], () => {
  let influxd: OwnInfluxd

  beforeAll(async () => {
    influxd = await startOwnInfluxd(inMemory())
  })
  afterAll(() => influxd?.close())

  async function bothWays({ fleet = FLEET, deeds, minutes }: Story): Promise<BothWays> {
    const untilMs = at(minutes)
    const town = await tellTwoWays({ fleet, policy: POLICY, deeds, untilMs })
    const times = { fromMs: EVALUATED_AT, untilMs }
    const evaluated = await firingOver(influxd.url, town.points, RULES, times)
    return {
      notifier: heardOfNotifier(town.said),
      rules: heardOfRules(evaluated, ALERTING),
      evaluated,
    }
  }

  test.each(STORIES)('$title: both tell the same', async (story) => {
    const { notifier, rules } = await bothWays(story)
    expect([...notifier.keys()].sort()).toEqual(story.causes.toSorted())
    expect(who(rules)).toEqual(who(notifier))
    for (const [cause, { from, to }] of notifier) {
      const byRules = rules.get(cause)
      expect(byRules?.from, `${cause} told by rules`).toSatisfy(within(from, LATER_MS))
      if (to === undefined) expect(byRules?.to, `${cause} goes on`).toBeUndefined()
      else {
        const laterMs = OVER_LATER_MS + (cause === 'probe' ? BLIND_ON_MS : 0)
        expect(byRules?.to, `${cause} over by rules`).toSatisfy(within(to, laterMs))
      }
    }
  })

  test('a warning that grows is critical two minutes later at most, and stays so as it shrinks', async () => {
    const story = STORIES.find(({ title }) => title.includes('grows'))
    const { evaluated, rules } = await bothWays(story as Story)
    const times = (severity: string): number[] =>
      evaluated
        .filter(({ firing }) => firing.some(({ labels }) => labels['severity'] === severity))
        .map((one) => one.at)
    const [warning, critical] = [times('warning'), times('critical')]
    const lastWarning = warning.at(-1) ?? 0
    expect(warning.length).toBeGreaterThan(0)
    expect(critical[0]).toSatisfy(within(lastWarning, 2 * MINUTE))
    const { to = 0 } = rules.get('nusa') ?? {}
    expect(critical).toHaveLength((to - (critical[0] ?? 0)) / MINUTE)
  })

  test('of 900 that have nothing in common each is told, and each is a series or counted in +more', async () => {
    const fleet = smallFleet()
    const dead = fleet.uplinks.filter((_, i) => i % 10 !== 0).map(({ id }) => id as string)
    const silences = dead.map((targetId) => ({ targetId, from: MINUTE, to: 6 * MINUTE }))
    const deeds: Deed[] = [{ at: 0, does: ({ city }) => city.silence(...silences) }]
    const untilMs = 9 * MINUTE
    const town = await tellTwoWays({ fleet, policy: policyOf(), deeds, untilMs })
    const told = new Set(town.said.map(({ cause }) => cause))
    expect([...told].sort()).toEqual(dead.toSorted())
    const evaluated = await firingOver(influxd.url, town.points, RULES, {
      ...{ fromMs: EVALUATED_AT, untilMs },
    })
    const outages = (town.points.get('raw') ?? []).filter(isOutage)
    const full = outages.filter((point) => point.at === 5 * MINUTE)
    expect(full).toHaveLength(MOST_WARNINGS + 1)
    expect(full.reduce((sum, { fields }) => sum + (fields.causes ?? 0), 0)).toBe(dead.length)
    const firing = evaluated.find((one) => one.at >= 5 * MINUTE)?.firing ?? []
    const named = firing.map(({ labels }) => labels['cause'] ?? '').filter((name) => name !== MORE)
    expect(firing).toHaveLength(MOST_WARNINGS + 1)
    expect(new Set(named).size).toBe(MOST_WARNINGS)
    expect(named.filter((name) => !told.has(name))).toEqual([])
    expect(evaluated.at(-1)?.firing).toEqual([])
  })
})

describeWithRigs('a whole city that fails', ['influxd'], () => {
  let influxd: OwnInfluxd

  beforeAll(async () => {
    influxd = await startOwnInfluxd(inMemory())
  })
  afterAll(() => influxd?.close())

  // bench/suites/rules.ts has the whole city.
  test.each(cityOutages(synthesizeFleet({ seed: 1, scale: 0.05 })))(
    '$title: at most 100 alerts, and most of them end with it',
    async (outage) => {
      const { firing, byRule, atTheEnd } = await instancesOf(influxd.url, outage)
      expect(firing).toBeLessThanOrEqual(100)
      expect(byRule).toMatchObject({ 'ronda-mass-outage': 1, 'ronda-nvr-disk-failed': 6 })
      expect(atTheEnd.filter((rule) => rule.startsWith('ronda-cause-'))).toEqual([])
    },
  )
})

function isOutage(point: Point): point is Point<'outage'> {
  return point.measurement === 'outage'
}

function who(heard: AllHeard): object {
  const entries = [...heard].map(([cause, { severity, receivers }]) => [cause, severity, receivers])
  return entries.sort()
}

function within(from: number, laterMs: number): (at: number | undefined) => boolean {
  return (at) => at !== undefined && at >= from && at <= from + laterMs
}
