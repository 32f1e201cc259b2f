// Rules over the city as a whole and over the lines of each ISP: how much is dead, how much is lost, how long it takes.
import { selectFrom, series } from '../../../store/schema/influxql.ts'
import type { RuleSettings } from '../config.ts'
import type { Rule } from '../rule.ts'
import { above, CALM, math, OVER_A_HOLE_S, query, reduce } from './steps.ts'

const QUARTER_MS = 900_000
/** Of two lines that answer, or fewer, nothing is said of their ISP: each has rules of its own. */
const TOO_FEW_LINES = 2

export function quality(settings: RuleSettings): readonly Rule[] {
  return [massOutage(settings), ispLoss(settings), ispRtt(settings)]
}

function massOutage(settings: RuleSettings): Rule {
  const share = selectFrom(
    series('fleet', 'raw', settings),
    ({ sum }) => {
      const dead = sum('down').plus(sum('unreachable'))
      return { percent: dead.times(100).over(dead.plus(sum('up')).plus(sum('degraded'))) }
    },
    { time: 'panel', where: [{ tag: 'kind', is: 'camera' }] },
  )
  return {
    ...CALM,
    uid: 'ronda-mass-outage',
    group: 'quality',
    title: { en: 'Mass outage', id: 'Gangguan massal' },
    summary: {
      en: '{{ $values.C.Value }} % of all cameras that are watched are dead',
      id: '{{ $values.C.Value }} % dari semua kamera yang dipantau mati',
    },
    description: {
      en: 'Counted are cameras that are down or unreachable, of all but those suspended, in maintenance or not known. One cause most likely: look at the largest open incident.',
      id: 'Yang dihitung kamera yang mati atau tidak terjangkau, dari semua selain yang dinonaktifkan, dalam pemeliharaan, atau tidak diketahui. Kemungkinan satu penyebab: lihat insiden terbesar yang berlangsung.',
    },
    severity: 'critical',
    labels: {},
    rangeS: 60,
    queries: [query('A', 'raw', share)],
    // The number that people read is the one that is compared: 9.96 is 10.
    steps: [
      reduce('B', 'A'),
      math('C', 'round($B * 10) / 10'),
      above('D', 'C', tenthBelow(settings.rules.massPercent)),
    ],
    condition: 'D',
    forS: 60,
    keepFiringForS: OVER_A_HOLE_S,
    panel: { dashboard: 'ronda-city', key: 'dead' },
    isCause: false,
  }
}

function ispLoss(settings: RuleSettings): Rule {
  const within = { time: 'panel', where: [{ tag: 'isp', isNot: '' }], by: ['isp'] } as const
  const isp = series('isp', 'm1', settings)
  const loss = selectFrom(
    isp,
    ({ sum }) => ({ percent: sum('lost').times(100).over(sum('sent')) }),
    within,
  )
  const lines = selectFrom(isp, ({ mean }) => ({ lines: mean('lines') }), within)
  return {
    ...CALM,
    uid: 'ronda-isp-loss',
    group: 'quality',
    title: { en: 'ISP loses echoes', id: 'ISP kehilangan echo' },
    summary: {
      en: 'ISP {{ $labels.isp }}: {{ $values.E.Value }} % loss on its lines over 15 minutes',
      id: 'ISP {{ $labels.isp }}: {{ $values.E.Value }} % hilang di salurannya selama 15 menit',
    },
    description: {
      en: 'Of the echoes to the {{ $values.I.Value }} lines that answer. Dead lines do not count. Compare the lines by node: one node, or the whole ISP?',
      id: 'Dari echo ke {{ $values.I.Value }} saluran yang menjawab. Saluran mati tidak dihitung. Bandingkan saluran menurut simpul: satu simpul, atau seluruh ISP?',
    },
    severity: 'warning',
    labels: {},
    rangeS: QUARTER_MS / 1000,
    queries: [query('A', 'm1', loss), query('B', 'm1', lines)],
    steps: [
      reduce('C', 'A'),
      reduce('D', 'B'),
      math('E', 'round($C * 10) / 10'),
      math('I', 'round($D)'),
      above('F', 'E', tenthBelow(settings.rules.lossPercent)),
      above('G', 'D', TOO_FEW_LINES),
      math('H', '$F && $G'),
    ],
    condition: 'H',
    // Fifteen minutes are long enough by themselves.
    forS: 0,
    // One that is near the limit all evening is one message.
    keepFiringForS: QUARTER_MS / 1000,
    panel: { dashboard: 'ronda-uplinks', key: 'isp-loss' },
    isCause: false,
  }
}

function ispRtt(settings: RuleSettings): Rule {
  const { rttFactor, rttMoreMs } = settings.rules
  const isp = series('isp', 'm1', settings)
  const ofIsps = [{ tag: 'isp', isNot: '' }] as const
  const now = selectFrom(
    isp,
    ({ sum }) => ({
      ms: sum('rtt_sum_dms')
        .over(10)
        .over(sum('sent').minus(sum('lost'))),
    }),
    { time: { panel: true, lastMs: QUARTER_MS }, where: ofIsps, by: ['isp'] },
  )
  const minutes = selectFrom(
    isp,
    ({ field }) => ({
      ms: field('rtt_sum_dms')
        .over(10)
        .over(field('sent').minus(field('lost'))),
    }),
    { time: 'panel', where: ofIsps },
  )
  const usual = selectFrom(minutes, ({ median }) => ({ ms: median('ms') }), { by: ['isp'] })
  return {
    ...CALM,
    uid: 'ronda-isp-rtt',
    group: 'quality',
    title: { en: 'ISP slower than usual', id: 'ISP lebih lambat dari biasanya' },
    summary: {
      en: 'ISP {{ $labels.isp }}: {{ $values.E.Value }} ms round trip over 15 minutes, usually {{ $values.F.Value }} ms',
      id: 'ISP {{ $labels.isp }}: RTT {{ $values.E.Value }} ms selama 15 menit, biasanya {{ $values.F.Value }} ms',
    },
    description: {
      en: 'Usual is the median minute of its last day, so what lasts for half a day becomes usual. A line that is full, or a longer way: ask the ISP.',
      id: 'Biasanya berarti median menit selama sehari terakhir, jadi yang berlangsung setengah hari menjadi biasa. Saluran penuh, atau rute lebih panjang: tanyakan ISP.',
    },
    severity: 'warning',
    labels: {},
    rangeS: 86_400,
    queries: [query('A', 'm1', now), query('B', 'm1', usual)],
    steps: [
      reduce('C', 'A'),
      reduce('D', 'B'),
      math('E', 'round($C)'),
      math('F', 'round($D)'),
      math('G', '$C / $D'),
      above('H', 'G', rttFactor),
      math('I', '$C - $D'),
      above('J', 'I', rttMoreMs),
      math('K', '$H && $J'),
    ],
    condition: 'K',
    forS: 0,
    keepFiringForS: QUARTER_MS / 1000,
    panel: { dashboard: 'ronda-uplinks', key: 'isp-rtt' },
    isCause: false,
  }
}

/** So that `percent` itself, in whole tenths, is above it. */
function tenthBelow(percent: number): number {
  return Math.round(percent * 100 - 5) / 100
}
