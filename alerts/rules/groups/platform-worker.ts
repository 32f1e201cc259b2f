// Rules over the program as it sees itself: silent, unable to keep or to tell, late; and the disks of its machines.
import { selectFrom, series } from '../../../store/schema/influxql.ts'
import { NOTIFIER_SILENT_S, type RuleSettings } from '../config.ts'
import type { Rule } from '../rule.ts'
import { above, atLeast, below, CALM, math, OVER_A_HOLE_S, query, reduce } from './steps.ts'

/** A round is never this late unless something is wrong: a busy city's worst is a quarter of it. */
const LAG_MS = 1000
/** On average of the longest stall in each ten seconds. */
const LOOP_LAG_MS = 250
/** So much more room than the limit, in percent, before a disk is well again. */
const DISK_RECOVERS = 2

type WorkerField =
  | 'store_writable'
  | 'notifier_silent_s'
  | 'receivers_failing'
  | 'lag_p99_ms'
  | 'loop_lag_ms'

export function worker(settings: RuleSettings): readonly Rule[] {
  return [
    silent(settings),
    unwritable(settings),
    notifierSilent(settings),
    receiversFailing(settings),
    late(settings),
    diskFull(settings),
  ]
}

/** Of the newest point of the last two minutes. */
function about(settings: RuleSettings, field: WorkerField) {
  const newest = selectFrom(
    series('worker', 'raw', settings),
    ({ last }) => ({ value: last(field) }),
    { time: 'panel' },
  )
  return {
    ...CALM,
    group: 'platform',
    labels: {},
    rangeS: 120,
    queries: [query('A', 'raw', newest)],
    condition: 'C',
    keepFiringForS: OVER_A_HOLE_S,
    isCause: false,
  } as const
}

function silent(settings: RuleSettings): Rule {
  const points = selectFrom(
    series('worker', 'raw', settings),
    ({ count }) => ({ points: count('uptime_s') }),
    { time: 'panel' },
  )
  return {
    ...CALM,
    uid: 'ronda-worker-silent',
    group: 'platform',
    title: { en: 'Ronda is silent', id: 'Ronda diam' },
    summary: {
      en: 'Nothing comes from Ronda: nobody watches the city',
      id: 'Tidak ada kabar dari Ronda: tidak ada yang memantau kota',
    },
    description: {
      en: 'InfluxDB answers, and has no new point of the program. It has ended, its machine is dead, or it cannot reach the database. No other alert means anything meanwhile.',
      id: 'InfluxDB menjawab, tetapi tidak ada data baru dari program. Program berhenti, mesinnya mati, atau tidak dapat mencapai basis data. Selama itu peringatan lain tidak berarti.',
    },
    severity: 'critical',
    labels: {},
    rangeS: settings.rules.workerSilent / 1000,
    queries: [query('A', 'raw', points)],
    // Whatever comes is well: only nothing at all fires.
    steps: [reduce('B', 'A'), math('C', '$B * 0')],
    condition: 'C',
    // Two looks: right after a restart of InfluxDB the program has yet to try again, which takes it up to 30 s.
    forS: 60,
    keepFiringForS: 0,
    // What this rule is for.
    noData: 'Alerting',
    panel: { dashboard: 'ronda-worker', key: 'uptime' },
    isCause: false,
  }
}

function unwritable(settings: RuleSettings): Rule {
  return {
    ...about(settings, 'store_writable'),
    uid: 'ronda-store-unwritable',
    title: { en: 'Local store cannot be written', id: 'Penyimpanan lokal tidak dapat ditulis' },
    summary: {
      en: 'The local store of Ronda cannot be written: incidents and messages wait in memory',
      id: 'Penyimpanan lokal Ronda tidak dapat ditulis: insiden dan pesan menunggu di memori',
    },
    description: {
      en: 'The disk is full, read-only or broken. What waits is written as soon as it can be; a restart before that loses it.',
      id: 'Disk penuh, hanya-baca, atau rusak. Yang menunggu ditulis begitu bisa; memulai ulang sebelum itu menghilangkannya.',
    },
    severity: 'critical',
    steps: [reduce('B', 'A'), math('C', '!$B')],
    forS: 60,
    panel: { dashboard: 'ronda-worker', key: 'store' },
  }
}

function notifierSilent(settings: RuleSettings): Rule {
  return {
    ...about(settings, 'notifier_silent_s'),
    uid: 'ronda-notifier-silent',
    title: { en: 'Notifier brings nothing', id: 'Pengirim pesan tidak menyampaikan apa pun' },
    summary: {
      en: 'The notifier of Ronda has brought nothing to anybody for {{ $values.B.Value }} s',
      id: 'Pengirim pesan Ronda tidak menyampaikan apa pun selama {{ $values.B.Value }} detik',
    },
    description: {
      en: 'There are messages that somebody should have, and no receiver takes any. Most likely the way to the internet is cut, or a proxy refuses. Look at the incidents yourself until it works.',
      id: 'Ada pesan yang harus disampaikan, dan tidak ada penerima yang menerimanya. Kemungkinan jalan ke internet putus, atau proxy menolak. Pantau sendiri insiden sampai pulih.',
    },
    severity: 'critical',
    steps: [reduce('B', 'A'), atLeast('C', 'B', NOTIFIER_SILENT_S)],
    // Its number is a duration already.
    forS: 0,
    panel: { dashboard: 'ronda-worker', key: 'notifier' },
  }
}

function receiversFailing(settings: RuleSettings): Rule {
  return {
    ...about(settings, 'receivers_failing'),
    uid: 'ronda-receivers-failing',
    title: { en: 'Receivers take no messages', id: 'Penerima tidak menerima pesan' },
    summary: {
      en: 'Receivers that take nothing now: {{ $values.B.Value }}',
      id: 'Penerima yang sekarang tidak menerima pesan: {{ $values.B.Value }}',
    },
    description: {
      en: 'A channel refuses or does not answer: an expired token, a mail server, a webhook that is down. Its messages wait and are tried again.',
      id: 'Sebuah saluran menolak atau tidak menjawab: token kedaluwarsa, server surel, atau webhook mati. Pesannya menunggu dan dicoba lagi.',
    },
    severity: 'warning',
    steps: [reduce('B', 'A'), atLeast('C', 'B', 1)],
    forS: 300,
    panel: { dashboard: 'ronda-worker', key: 'receivers' },
  }
}

function late(settings: RuleSettings): Rule {
  const source = series('worker', 'raw', settings)
  const mean = (field: WorkerField) =>
    selectFrom(source, (of) => ({ ms: of.mean(field) }), { time: 'panel' })
  const skipped = selectFrom(source, ({ rise }) => ({ echoes: rise('overruns') }), {
    time: 'panel',
    everyMs: 60_000,
    fill: 'none',
  })
  return {
    ...CALM,
    uid: 'ronda-worker-late',
    group: 'platform',
    title: { en: 'Ronda is late', id: 'Ronda terlambat' },
    summary: {
      en: 'Ronda is late: {{ $values.M.Value }} echoes skipped, lag {{ $values.N.Value }} ms, longest stall {{ $values.O.Value }} ms, over 5 minutes',
      id: 'Ronda terlambat: {{ $values.M.Value }} echo terlewat, keterlambatan {{ $values.N.Value }} ms, jeda terpanjang {{ $values.O.Value }} ms, selama 5 menit',
    },
    description: {
      en: 'Its machine has too little processor time, or something stalls it. What dies is found later than it should be.',
      id: 'Mesinnya kekurangan waktu prosesor, atau ada yang menahannya. Yang mati ditemukan lebih lambat dari seharusnya.',
    },
    severity: 'warning',
    labels: {},
    rangeS: 300,
    queries: [
      query('A', 'raw', skipped),
      query('B', 'raw', mean('lag_p99_ms')),
      query('C', 'raw', mean('loop_lag_ms')),
    ],
    steps: [
      reduce('M', 'A', 'sum'),
      reduce('D', 'B'),
      reduce('E', 'C'),
      math('N', 'round($D)'),
      math('O', 'round($E)'),
      atLeast('F', 'M', 1),
      above('G', 'N', LAG_MS),
      above('H', 'O', LOOP_LAG_MS),
      math('Z', '$F || $G || $H'),
    ],
    condition: 'Z',
    // One hiccup is out of the five minutes by then.
    forS: 360,
    keepFiringForS: OVER_A_HOLE_S,
    panel: { dashboard: 'ronda-worker', key: 'lag' },
    isCause: false,
  }
}

function diskFull(settings: RuleSettings): Rule {
  const { diskFreePercent } = settings.rules
  const free = selectFrom(
    series('host', 'raw', settings),
    ({ last }) => ({ percent: last('disk_free_mb').times(100).over(last('disk_mb')) }),
    { time: 'panel', by: ['host'] },
  )
  return {
    ...CALM,
    uid: 'ronda-disk-full',
    group: 'platform',
    title: { en: 'Disk nearly full', id: 'Disk hampir penuh' },
    summary: {
      en: 'Host {{ $labels.host }}: {{ $values.C.Value }} % of its disk is free',
      id: 'Host {{ $labels.host }}: {{ $values.C.Value }} % disknya tersisa',
    },
    description: {
      en: 'Of its fullest file system; of our own machine that of the data folder. When it is full, nothing is kept any more.',
      id: 'Dari sistem berkas yang paling penuh; di mesin sendiri, yang berisi folder data. Bila penuh, tidak ada lagi yang tersimpan.',
    },
    severity: 'warning',
    labels: {},
    // Longer than a restart of InfluxDB: between its two limits it would not fire again.
    rangeS: 900,
    queries: [query('A', 'raw', free)],
    steps: [
      reduce('B', 'A'),
      math('C', 'round($B * 10) / 10'),
      below('D', 'C', diskFreePercent, diskFreePercent + DISK_RECOVERS),
    ],
    condition: 'D',
    forS: 300,
    keepFiringForS: 0,
    panel: { dashboard: 'ronda-relay', key: 'disk' },
    isCause: false,
  }
}
