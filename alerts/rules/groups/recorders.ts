// Rules over recorders that answer and yet do not do what they are there for: their disks and their clocks.
import { selectFrom, series } from '../../../store/schema/influxql.ts'
import type { RuleSettings } from '../config.ts'
import type { Rule } from '../rule.ts'
import { above, atLeast, CALM, math, query, reduce } from './steps.ts'

const PANEL = { dashboard: 'ronda-feeds', key: 'disks-and-clocks' } as const

export function recorders(settings: RuleSettings): readonly Rule[] {
  return [
    {
      ...faultRule(settings, 'disk_failed'),
      uid: 'ronda-nvr-disk-failed',
      title: { en: 'NVR cannot record', id: 'NVR tidak dapat merekam' },
      summary: {
        en: 'NVR {{ $labels.id }}: disk failed, nothing can be recorded',
        id: 'NVR {{ $labels.id }}: disk rusak, tidak ada yang dapat direkam',
      },
      description: {
        en: 'The recorder shows live pictures and keeps none. A new disk is needed. Kecamatan, owner: {{ $labels.kec }}, {{ $labels.owner }}. +more stands for all beyond the five that are known longest.',
        id: 'Perekam menampilkan gambar langsung tetapi tidak menyimpannya. Perlu disk baru. Kecamatan, pemilik: {{ $labels.kec }}, {{ $labels.owner }}. +more berarti semua di luar lima yang paling lama diketahui.',
      },
    },
    {
      ...faultRule(settings, 'disk_degraded'),
      uid: 'ronda-nvr-disk-degraded',
      title: { en: 'NVR has a disk that is ill', id: 'Salah satu disk NVR bermasalah' },
      summary: {
        en: 'NVR {{ $labels.id }}: one of its disks is not well',
        id: 'NVR {{ $labels.id }}: salah satu disknya bermasalah',
      },
      description: {
        en: 'It still records, for fewer days. Change the disk before the next one fails. Kecamatan, owner: {{ $labels.kec }}, {{ $labels.owner }}. +more stands for all beyond the five that are known longest.',
        id: 'Masih merekam, untuk hari yang lebih sedikit. Ganti disknya sebelum yang berikutnya rusak. Kecamatan, pemilik: {{ $labels.kec }}, {{ $labels.owner }}. +more berarti semua di luar lima yang paling lama diketahui.',
      },
    },
    clockSkewed(settings),
  ]
}

type Fault = 'disk_failed' | 'disk_degraded' | 'clock_skewed'

/** Of a quarter of an hour: after a start of the program it takes a round of looks until faults are known again. */
const LOOK_BACK_S = 900

function faultRule(settings: RuleSettings, what: Fault) {
  const count = selectFrom(
    series('fault', 'raw', settings),
    ({ last }) => ({ recorders: last('recorders') }),
    { time: 'panel', where: [{ tag: 'what', is: what }], by: ['id', 'kec', 'owner'] },
  )
  return {
    ...CALM,
    group: 'recorders',
    severity: 'warning',
    owner: 'series',
    labels: { kind: 'nvr' },
    rangeS: LOOK_BACK_S,
    queries: [query('A', 'raw', count)],
    steps: [reduce('B', 'A'), above('C', 'B', 0)],
    condition: 'C',
    // A recorder that starts anew says for a while that it has no disk.
    forS: 300,
    keepFiringForS: 0,
    panel: PANEL,
    isCause: false,
  } as const
}

function clockSkewed(settings: RuleSettings): Rule {
  const skewS = settings.rules.clockSkew / 1000
  const fault = faultRule(settings, 'clock_skewed')
  const skew = selectFrom(
    series('fault', 'raw', settings),
    ({ last }) => ({ skew: last('skew_s') }),
    { time: 'panel', where: [{ tag: 'what', is: 'clock_skewed' }], by: ['id', 'kec', 'owner'] },
  )
  return {
    ...fault,
    uid: 'ronda-nvr-clock-skewed',
    title: { en: 'NVR clock is off', id: 'Jam NVR meleset' },
    summary: {
      en: 'NVR {{ $labels.id }}: its clock is off by {{ $values.D.Value }} s',
      id: 'NVR {{ $labels.id }}: jamnya meleset {{ $values.D.Value }} detik',
    },
    description: {
      en: 'Its recordings bear the wrong time, and are found late or not at all when they are needed as evidence. Set NTP on it. Kecamatan, owner: {{ $labels.kec }}, {{ $labels.owner }}. +more stands for all beyond the five that are known longest.',
      id: 'Rekamannya bertanda waktu salah, dan terlambat atau tidak ditemukan saat diperlukan sebagai bukti. Atur NTP padanya. Kecamatan, pemilik: {{ $labels.kec }}, {{ $labels.owner }}. +more berarti semua di luar lima yang paling lama diketahui.',
    },
    queries: [...fault.queries, query('Q', 'raw', skew)],
    steps: [
      reduce('B', 'A'),
      reduce('R', 'Q'),
      // What is over says nothing of the clock any more.
      math('D', '$R * ($B > 0)'),
      atLeast('E', 'D', skewS, skewS / 2),
    ],
    condition: 'E',
  }
}
