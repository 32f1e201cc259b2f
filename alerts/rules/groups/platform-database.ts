// Rules over the way of points into InfluxDB: it does not answer, points wait too long, points are lost.
import { selectFrom, series } from '../../../store/schema/influxql.ts'
import type { RuleSettings } from '../config.ts'
import type { Rule } from '../rule.ts'
import { above, atLeast, CALM, math, OVER_A_HOLE_S, query, reduce } from './steps.ts'

export function database(settings: RuleSettings): readonly Rule[] {
  return [unanswering(settings), late(settings), losing(settings)]
}

function unanswering(settings: RuleSettings): Rule {
  const newest = selectFrom(
    series('worker', 'raw', settings),
    ({ last }) => ({ uptime: last('uptime_s') }),
    { time: 'panel' },
  )
  return {
    ...CALM,
    uid: 'ronda-database-silent',
    group: 'platform',
    title: { en: 'InfluxDB does not answer', id: 'InfluxDB tidak menjawab' },
    summary: {
      en: 'InfluxDB does not answer Grafana: no other rule sees anything',
      id: 'InfluxDB tidak menjawab Grafana: aturan lain tidak melihat apa-apa',
    },
    description: {
      en: 'It is down, cannot be reached, or refuses the login of Grafana. Points wait in the spool of the program and nothing is lost; alerts stay as they were.',
      id: 'InfluxDB mati, tidak terjangkau, atau menolak login Grafana. Data menunggu di spool program dan tidak ada yang hilang; peringatan tetap seperti semula.',
    },
    severity: 'critical',
    labels: {},
    rangeS: 120,
    queries: [query('A', 'raw', newest)],
    // Whatever comes is well: only an error fires.
    steps: [reduce('B', 'A'), math('C', '$B * 0')],
    condition: 'C',
    // A restart within three minutes is nobody's business.
    forS: 180,
    // One that dies again and again is one message.
    keepFiringForS: 300,
    onError: 'Alerting',
    noData: 'OK',
    panel: { dashboard: 'ronda-worker', key: 'write' },
    isCause: false,
  }
}

function late(settings: RuleSettings): Rule {
  const age = selectFrom(
    series('worker', 'raw', settings),
    ({ last }) => ({ age: last('spool_age_s') }),
    { time: 'panel' },
  )
  return {
    ...CALM,
    uid: 'ronda-database-late',
    group: 'platform',
    title: { en: 'A database is not written', id: 'Sebuah basis data tidak tertulis' },
    summary: {
      en: 'The oldest point waits for a database for {{ $values.B.Value }} s',
      id: 'Data tertua menunggu basis data selama {{ $values.B.Value }} detik',
    },
    description: {
      en: 'A database of influx.targets does not take what it is given. Nothing is lost until the spool is full.',
      id: 'Sebuah basis data di influx.targets tidak menerima data yang dikirim. Tidak ada yang hilang sampai spool penuh.',
    },
    severity: 'warning',
    labels: {},
    rangeS: 120,
    queries: [query('A', 'raw', age)],
    steps: [reduce('B', 'A'), atLeast('D', 'B', settings.rules.spoolAge / 1000)],
    condition: 'D',
    // Right after it answers again the newest point still tells the age of before.
    forS: 120,
    keepFiringForS: OVER_A_HOLE_S,
    panel: { dashboard: 'ronda-worker', key: 'spool-age' },
    isCause: false,
  }
}

function losing(settings: RuleSettings): Rule {
  const source = series('worker', 'raw', settings)
  const byMinute = { time: 'panel', everyMs: 60_000, fill: 'none' } as const
  const dropped = selectFrom(source, ({ rise }) => ({ points: rise('spool_dropped') }), byMinute)
  const refused = selectFrom(source, ({ rise }) => ({ points: rise('dead_letters') }), byMinute)
  return {
    ...CALM,
    uid: 'ronda-points-lost',
    group: 'platform',
    title: { en: 'Points are lost', id: 'Data hilang' },
    summary: {
      en: 'Points lost in 15 minutes: {{ $values.C.Value }} dropped by the cap of the spool, {{ $values.D.Value }} refused by a database',
      id: 'Data hilang dalam 15 menit: {{ $values.C.Value }} dibuang karena spool penuh, {{ $values.D.Value }} ditolak basis data',
    },
    description: {
      en: 'A spool that is full forgets the oldest; what a database refuses for what it is lies among the dead letters. Minutes, hours and days can be written again from the local store.',
      id: 'Spool yang penuh melupakan yang tertua; yang ditolak basis data ada di dead letters. Menit, jam, dan hari dapat ditulis ulang dari penyimpanan lokal.',
    },
    severity: 'warning',
    labels: {},
    rangeS: 900,
    queries: [query('A', 'raw', dropped), query('B', 'raw', refused)],
    steps: [
      reduce('C', 'A', 'sum'),
      reduce('D', 'B', 'sum'),
      math('E', '$C + $D'),
      above('F', 'E', 0),
    ],
    condition: 'F',
    forS: 0,
    // Its quarter of an hour looks over any hole.
    keepFiringForS: 0,
    panel: { dashboard: 'ronda-worker', key: 'lost' },
    isCause: false,
  }
}
