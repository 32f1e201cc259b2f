// Rules over what people are told of, one instance for each cause; and the probe that sees nothing itself.
import { type Condition, selectFrom, series } from '../../../store/schema/influxql.ts'
import { ENDS_MS } from '../../../store/schema/told-measurements.ts'
import type { RuleSettings } from '../config.ts'
import type { Rule } from '../rule.ts'
import { CAUSES, type CauseSpec, OWN_CONDITIONS, OWN_KINDS } from './cause-specs.ts'
import { above, atLeast, CALM, OVER_A_HOLE_S, query, reduce } from './steps.ts'

type OutageTag = 'cause' | 'kind' | 'condition' | 'kec' | 'area' | 'owner' | 'isp' | 'severity'
type Where = Condition<never, OutageTag>

const LABELS: readonly OutageTag[] = [
  'cause',
  'kind',
  'condition',
  'kec',
  'area',
  'owner',
  'isp',
  'severity',
]

export function causes(settings: RuleSettings): readonly Rule[] {
  return [...CAUSES.map((spec) => causeRule(spec, settings)), probeBlind(settings)]
}

function causeRule(spec: CauseSpec, settings: RuleSettings): Rule {
  const { uid, title, summary, description, panel } = spec
  const affected = selectFrom(
    series('outage', 'raw', settings),
    ({ last }) => ({ affected: last('affected') }),
    { time: 'panel', where: whereOf(spec), by: LABELS },
  )
  return {
    ...CALM,
    uid,
    group: 'causes',
    title,
    summary,
    description,
    severity: 'series',
    owner: 'series',
    labels: {},
    // As long as the series goes on with 0 after its end: it is never seen to be missing before it is seen to be over,
    // and neither a restart of InfluxDB nor one of the program ends what then begins anew.
    rangeS: ENDS_MS / 1000,
    queries: [query('A', 'raw', affected)],
    steps: [reduce('B', 'A'), above('C', 'B', 0)],
    condition: 'C',
    // Two looks: what the spool brings late, after a restart of InfluxDB, may be over already.
    forS: 60,
    // That a cause comes and goes is seen to before it is told.
    keepFiringForS: 0,
    panel,
    isCause: true,
  }
}

/** Each outage is of exactly one rule; the probe's own is `ronda-probe-blind`'s. */
function whereOf({ kind, condition }: CauseSpec): readonly Where[] {
  if (kind === 'other') return OWN_KINDS.map((isNot) => ({ tag: 'kind', isNot }))
  const ofKind: Where = { tag: 'kind', is: kind }
  if (condition === undefined) return [ofKind]
  if (condition === 'other') {
    return [ofKind, ...OWN_CONDITIONS.map((isNot): Where => ({ tag: 'condition', isNot }))]
  }
  return [ofKind, { tag: 'condition', is: condition }]
}

function probeBlind(settings: RuleSettings): Rule {
  const blind = selectFrom(
    series('worker', 'raw', settings),
    ({ last }) => ({ blind: last('blind') }),
    { time: 'panel' },
  )
  return {
    ...CALM,
    uid: 'ronda-probe-blind',
    group: 'causes',
    title: { en: 'The probe is blind', id: 'Alat periksa buta' },
    summary: {
      en: 'The probe is blind: nothing is told of targets meanwhile',
      id: 'Alat periksa buta: selama itu tidak ada kabar tentang titik mana pun',
    },
    description: {
      en: 'Anchors and targets went silent together: the probe itself sees nothing, and changes no state. Look at the machine of the probe, its network card, and its link into the city.',
      id: 'Jangkar dan titik diam bersamaan: alat periksa sendiri tidak melihat apa-apa, dan tidak mengubah keadaan apa pun. Periksa mesinnya, kartu jaringannya, dan jalurnya ke kota.',
    },
    severity: 'critical',
    // What routes match, and what the built-in notifier calls it.
    labels: { cause: 'probe', kind: 'probe' },
    rangeS: 120,
    queries: [query('A', 'raw', blind)],
    steps: [reduce('B', 'A'), atLeast('C', 'B', 1)],
    condition: 'C',
    forS: 60,
    keepFiringForS: OVER_A_HOLE_S,
    panel: { dashboard: 'ronda-worker', key: 'blind' },
    isCause: true,
  }
}
