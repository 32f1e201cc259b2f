// How the watch is now, in numbers: each is the worst of the chosen hosts, and nothing where none of them writes.

import type { FieldOf } from '../../../store/schema/influxql.ts'
import { selectFrom } from '../../../store/schema/influxql.ts'
import type { Columns, Term } from '../../../store/schema/influxql-terms.ts'
import type { Words } from '../../../texts/language.ts'
import type { House } from '../../house/house.ts'
import { toDashboard } from '../../house/links.ts'
import type { Step } from '../../house/palette.ts'
import { DEAD_STEPS } from '../../house/palette.ts'
import type { Link, Meaning, PanelSpec } from '../../house/panel.ts'
import { stat } from '../../house/stat.ts'

/** A little more than two points of 10 s: one may be on its way. */
const NOW_MS = 30_000
/** Counters rise slowly: what came within the last quarter of an hour. */
const RECENT_MS = 900_000
const STEP_MS = 60_000

export const CHOSEN = [
  { tag: 'worker', variable: 'worker' },
  { tag: 'host', variable: 'host' },
] as const

type Of = Columns<FieldOf<'worker', 'raw'>, never>

interface NumberSpec {
  readonly key: string
  readonly title: Words
  readonly description: Words
  readonly width: number
  /** Of the last half minute; or of a counter how much it rose in the last quarter of an hour. */
  readonly of: ((of: Of) => Term) | { readonly risen: FieldOf<'worker', 'raw'> }
  readonly unit: string
  readonly steps: readonly Step[]
  readonly meanings?: readonly Meaning[]
  readonly link?: Link
}

const SILENT: Words = { en: 'silent', id: 'diam' }

export function number(house: House, spec: NumberSpec): PanelSpec {
  const { of, ...rest } = spec
  const ql = typeof of === 'function' ? nowOf(house, of) : risenOf(house, of.risen)
  return stat({
    ...rest,
    queries: [{ ql, tier: 'raw' }],
    nothing: SILENT,
  })
}

function nowOf(house: House, term: (of: Of) => Term): string {
  return selectFrom(house.from('worker', 'raw'), (of) => ({ n: term(of) }), {
    time: { lastMs: NOW_MS },
    where: CHOSEN,
  }).ql
}

function risenOf(house: House, field: FieldOf<'worker', 'raw'>): string {
  const rises = selectFrom(house.from('worker', 'raw'), ({ rise }) => ({ n: rise(field) }), {
    time: { lastMs: RECENT_MS },
    where: CHOSEN,
    everyMs: STEP_MS,
    by: ['worker', 'host'],
  })
  return selectFrom(rises, ({ sum }) => ({ n: sum('n') })).ql
}

/** Whether it sees, and is on time. */
export const WELL: readonly NumberSpec[] = [
  {
    key: 'uptime',
    title: { en: 'Up for', id: 'Hidup selama' },
    description: {
      en: 'Since the start of the program. Silent: it writes nothing, so look at its machine and its log. Minutes only, again and again: it falls and is started again.',
      id: 'Sejak program dimulai. Diam: tidak menulis apa-apa, periksa mesin dan lognya. Berkali-kali hanya beberapa menit: jatuh dan dimulai lagi.',
    },
    width: 4,
    of: ({ min }) => min('uptime_s'),
    unit: 's',
    steps: [{ colour: 'orange' }, { from: 600, colour: 'green' }],
  },
  {
    key: 'blind',
    title: { en: 'Sees', id: 'Melihat' },
    description: {
      en: 'Blind: targets and anchors are silent together, so it is our own link. No state changes meanwhile, and nobody is told of targets: mend the link of this machine.',
      id: 'Buta: titik dan jangkar diam bersamaan, jadi jalur kita sendiri. Keadaan tidak diubah dan titik tidak dikabarkan: perbaiki jalur mesin ini.',
    },
    width: 4,
    of: ({ max }) => max('blind'),
    unit: 'short',
    steps: DEAD_STEPS,
    meanings: [
      { value: 0, text: { en: 'sees', id: 'melihat' }, colour: 'green' },
      { value: 1, text: { en: 'blind', id: 'buta' }, colour: 'red' },
    ],
  },
  {
    key: 'rounds',
    title: { en: 'Rounds, 15 minutes', id: 'Putaran, 15 menit' },
    description: {
      en: 'Full rounds over the whole city in the last quarter of an hour: 90 where each takes 10 s. Far fewer: echoes wait, see lateness.',
      id: 'Putaran penuh seluruh kota dalam seperempat jam terakhir: 90 bila tiap putaran 10 dtk. Jauh lebih sedikit: echo menunggu, lihat keterlambatan.',
    },
    width: 4,
    of: { risen: 'rounds' },
    unit: 'short',
    steps: [{ colour: 'red' }, { from: 45, colour: 'orange' }, { from: 80, colour: 'green' }],
  },
  {
    key: 'late',
    title: { en: 'Lateness', id: 'Keterlambatan' },
    description: {
      en: 'Of routine echoes, 99th percentile. From 100 ms on the machine has too much to do: see CPU and stalls.',
      id: 'Dari echo rutin, persentil 99. Mulai 100 md mesin terlalu sibuk: lihat CPU dan macet.',
    },
    width: 4,
    of: ({ max }) => max('lag_p99_ms'),
    unit: 'ms',
    steps: [{ colour: 'green' }, { from: 100, colour: 'orange' }, { from: 1000, colour: 'red' }],
  },
  {
    key: 'dropped',
    title: { en: 'Packets dropped, 15 minutes', id: 'Paket terbuang, 15 menit' },
    description: {
      en: 'Answers that our own kernel dropped: they look like loss and are none. Raise net.core.rmem_max, or give the machine more CPU.',
      id: 'Jawaban yang dibuang kernel kita sendiri: tampak seperti kehilangan padahal bukan. Naikkan net.core.rmem_max, atau tambah CPU.',
    },
    width: 4,
    of: { risen: 'dropped' },
    unit: 'short',
    steps: DEAD_STEPS,
  },
  {
    key: 'skipped',
    title: { en: 'Echoes skipped, 15 minutes', id: 'Echo terlewati, 15 menit' },
    description: {
      en: 'Routine echoes that were skipped because their turn came again before they were out.',
      id: 'Echo rutin yang terlewati karena gilirannya datang lagi sebelum terkirim.',
    },
    width: 4,
    of: { risen: 'overruns' },
    unit: 'short',
    steps: [{ colour: 'green' }, { from: 1, colour: 'orange' }],
  },
]

/** Whether what it sees gets away. */
export const BEHIND: readonly NumberSpec[] = [
  {
    key: 'store',
    title: { en: 'Local store', id: 'Penyimpanan lokal' },
    description: {
      en: 'Read-only: its disk is full or broken. The watch goes on, but a restart would forget; make room on the data folder.',
      id: 'Hanya baca: disk penuh atau rusak. Pengawasan berjalan, tetapi mulai ulang akan lupa; sediakan ruang di folder data.',
    },
    width: 4,
    of: ({ min }) => min('store_writable'),
    unit: 'short',
    steps: [{ colour: 'red' }, { from: 1, colour: 'green' }],
    meanings: [
      { value: 0, text: { en: 'cannot write', id: 'tidak dapat menulis' }, colour: 'red' },
      { value: 1, text: { en: 'writes', id: 'menulis' }, colour: 'green' },
    ],
  },
  {
    key: 'waiting-since',
    title: { en: 'Oldest point waits', id: 'Titik data tertua menunggu' },
    description: {
      en: 'For how long the oldest point has waited for the database. Minutes: it is slow or down; nothing is lost until the spool is full.',
      id: 'Berapa lama titik data tertua menunggu basis data. Bermenit-menit: lambat atau mati; tidak ada yang hilang sampai antrean penuh.',
    },
    width: 4,
    of: ({ max }) => max('spool_age_s'),
    unit: 's',
    steps: [{ colour: 'green' }, { from: 60, colour: 'orange' }, { from: 900, colour: 'red' }],
  },
  {
    key: 'gone',
    title: { en: 'Points lost, 15 minutes', id: 'Titik data hilang, 15 menit' },
    description: {
      en: 'Points that the full spool dropped: there will be holes in what you see. Make its cap larger, or mend the database.',
      id: 'Titik data yang dibuang antrean penuh: akan ada lubang di grafik. Perbesar batasnya, atau perbaiki basis data.',
    },
    width: 4,
    of: { risen: 'spool_dropped' },
    unit: 'short',
    steps: DEAD_STEPS,
  },
  {
    key: 'notifier',
    title: { en: 'Notifier silent for', id: 'Notifier diam selama' },
    description: {
      en: 'For how long the built-in notifier brought nothing to anybody that it should have. Two minutes: Grafana speaks in its place, where alerts.delivery is both.',
      id: 'Berapa lama notifier bawaan tidak mengantar apa pun yang seharusnya. Dua menit: Grafana menggantikannya, bila alerts.delivery both.',
    },
    width: 4,
    of: ({ max }) => max('notifier_silent_s'),
    unit: 's',
    steps: [{ colour: 'green' }, { from: 60, colour: 'orange' }, { from: 120, colour: 'red' }],
  },
  {
    key: 'waiting',
    title: { en: 'Messages waiting', id: 'Pesan menunggu' },
    description: {
      en: 'Messages that wait for a receiver: some for a minute is usual in an outage. Growing: see the receivers beside.',
      id: 'Pesan yang menunggu penerima: beberapa selama semenit wajar saat gangguan. Bertambah: lihat penerima di samping.',
    },
    width: 4,
    of: ({ max }) => max('outbox_waiting'),
    unit: 'short',
    steps: [{ colour: 'green' }, { from: 1, colour: 'orange' }, { from: 50, colour: 'red' }],
  },
  {
    key: 'failing',
    title: { en: 'Receivers that take nothing', id: 'Penerima yang gagal' },
    description: {
      en: 'Receivers that refuse or do not answer now. Which: ronda status, or the console.',
      id: 'Penerima yang menolak atau tidak menjawab sekarang. Yang mana: ronda status, atau konsol.',
    },
    width: 4,
    of: ({ max }) => max('receivers_failing'),
    unit: 'short',
    steps: DEAD_STEPS,
    link: { title: { en: 'Incidents', id: 'Insiden' }, url: toDashboard('ronda-incidents') },
  },
]
