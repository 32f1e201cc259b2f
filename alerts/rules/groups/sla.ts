// Rules over how fast cameras of a kecamatan use up what the SLA allows in 30 days: "Alerting on SLOs" in Google's Site
// Reliability Workbook, chapter 5, recommendation 6 (several windows, several burn rates).
import { type Select, selectFrom, series } from '../../../store/schema/influxql.ts'
import type { RuleSettings } from '../config.ts'
import type { Rule } from '../rule.ts'
import { above, CALM, math, query, reduce } from './steps.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** Times as fast as would use the budget up in exactly 30 days: 2 % of it in an hour, 5 % in six, 10 % in three days. */
const FAST = 14.4
const SLOW = 6
const STEADY = 1

/**
 * A kecamatan fires at most one of the three, so that an outage of the whole city is as many instances as it has
 * kecamatan: the slower ones wait until the long window of the faster one has passed.
 */
export function sla(settings: RuleSettings): readonly Rule[] {
  return [fast(settings), slow(settings), steady(settings)]
}

function fast(settings: RuleSettings): Rule {
  return {
    ...common(settings),
    uid: 'ronda-sla-fast',
    title: { en: 'SLA lost within days', id: 'SLA habis dalam hitungan hari' },
    summary: burns('14.4', { en: 'the last hour', id: 'satu jam terakhir' }),
    severity: 'critical',
    rangeS: HOUR_MS / 1000,
    queries: [
      query('A', 'm1', badOf(settings, 'm1')),
      query('B', 'raw', badOf(settings, 'raw', 5 * MINUTE_MS)),
    ],
    steps: [
      ...rates(settings, ['A', 'B']),
      above('AT', 'AR', FAST),
      above('BT', 'BR', FAST),
      math('Z', '$AT && $BT'),
    ],
    // Two looks: five minutes may be a single one of few cameras.
    forS: 60,
    keepFiringForS: 600,
  }
}

function slow(settings: RuleSettings): Rule {
  return {
    ...common(settings),
    uid: 'ronda-sla-slow',
    title: { en: 'SLA lost within a week', id: 'SLA habis dalam seminggu' },
    summary: burns('6', { en: 'the last 6 hours', id: '6 jam terakhir' }),
    severity: 'critical',
    rangeS: (6 * HOUR_MS) / 1000,
    queries: [
      query('A', 'm1', badOf(settings, 'm1')),
      query('B', 'm1', badOf(settings, 'm1', 30 * MINUTE_MS)),
      query('C', 'm1', badOf(settings, 'm1', HOUR_MS)),
    ],
    steps: [
      ...rates(settings, ['A', 'B', 'C']),
      above('AT', 'AR', SLOW),
      above('BT', 'BR', SLOW),
      above('CT', 'CR', FAST),
      math('Z', '$AT && $BT && !$CT'),
    ],
    forS: 300,
    keepFiringForS: 600,
  }
}

function steady(settings: RuleSettings): Rule {
  return {
    ...common(settings),
    uid: 'ronda-sla-steady',
    title: { en: 'SLA lost within the month', id: 'SLA habis dalam sebulan' },
    summary: burns('1', { en: 'the last 3 days', id: '3 hari terakhir' }),
    severity: 'warning',
    rangeS: (72 * HOUR_MS) / 1000,
    queries: [
      query('A', 'h1', badByHour(settings)),
      query('B', 'm1', badOf(settings, 'm1', 6 * HOUR_MS)),
      query('C', 'm1', badOf(settings, 'm1', HOUR_MS)),
    ],
    steps: [
      ...rates(settings, ['A', 'B', 'C']),
      above('AT', 'AR', STEADY),
      above('BT', 'BR', STEADY),
      above('BU', 'BR', SLOW),
      above('CT', 'CR', FAST),
      math('Z', '$AT && $BT && !$BU && !$CT'),
    ],
    // An outage that was told as fast or slow leaves its six hours a little after it is below SLOW.
    forS: 3600,
    keepFiringForS: 3600,
  }
}

function common(settings: RuleSettings) {
  const { slo } = settings.rules
  return {
    ...CALM,
    group: 'sla',
    description: {
      en: `Cameras are to be available ${percentOf(slo)} % of the time over 30 days. Look at what is dead in this kecamatan for longest, and at what comes and goes.`,
      id: `Kamera harus tersedia ${percentOf(slo)} % dari waktu selama 30 hari. Lihat yang paling lama mati di kecamatan ini, dan yang naik-turun.`,
    },
    labels: { kind: 'camera' },
    condition: 'Z',
    panel: { dashboard: 'ronda-sla', key: 'burn-over-time' },
    isCause: false,
  } as const
}

function burns(limit: string, window: Rule['title']): Rule['summary'] {
  return {
    en: `Cameras of kecamatan {{ $labels.kec }}: unavailable {{ $values.AR.Value }} times as much as the SLA allows over ${window.en} (limit ${limit})`,
    id: `Kamera kecamatan {{ $labels.kec }}: tidak tersedia {{ $values.AR.Value }} kali yang diizinkan SLA selama ${window.id} (batas ${limit})`,
  }
}

/** Of each query its last number `<refId>L`, and `<refId>R`: times what the SLA allows, in tenths as people read it. */
function rates({ rules }: RuleSettings, refIds: readonly string[]): Rule['steps'] {
  const allowed = Number((1 - rules.slo).toFixed(6))
  return refIds.flatMap((refId) => [
    reduce(`${refId}L`, refId),
    math(`${refId}R`, `round($${refId}L / ${allowed} * 10) / 10`),
  ])
}

const CAMERAS = { where: [{ tag: 'kind', is: 'camera' }], by: ['kec'] } as const

/** Share of the range, or of the last so many, in which cameras were not available, by kecamatan; `raw` for minutes that are not there yet. */
function badOf(settings: RuleSettings, tier: 'raw' | 'm1', lastMs?: number): Select<'bad', string> {
  return selectFrom(
    series('fleet', tier, settings),
    ({ sum }) => {
      const bad = sum('down').plus(sum('unreachable'))
      return { bad: bad.over(bad.plus(sum('up')).plus(sum('degraded'))) }
    },
    { time: lastMs === undefined ? 'panel' : { panel: true, lastMs }, ...CAMERAS },
  )
}

/** Of days: by the rule of docs/availability.md. `fleet` has one look in an hour, which says little of short outages. */
function badByHour(settings: RuleSettings): Select<'bad', string> {
  return selectFrom(
    series('sla', 'h1', settings),
    ({ sum }) => ({ bad: sum('obs_s').minus(sum('up_s')).over(sum('obs_s')) }),
    { time: 'panel', ...CAMERAS },
  )
}

function percentOf(share: number): number {
  return Number((share * 100).toFixed(2))
}
