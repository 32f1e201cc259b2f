// What one recorder says of itself over its own API.
import { type FieldOf, selectFrom } from '../../store/schema/influxql.ts'
import type { Columns, Term } from '../../store/schema/influxql-terms.ts'
import type { House } from '../house/house.ts'
import type { Step } from '../house/palette.ts'
import type { Meaning, PanelSpec } from '../house/panel.ts'
import { type StatSpec, stat } from '../house/stat.ts'
import { timeseries } from '../house/timeseries.ts'
import { LOOKS_MS } from './windows.ts'

type FactColumns = Columns<FieldOf<'nvr_facts', 'raw'>, never>
type Of = readonly [{ readonly tag: 'id'; readonly variable: string }]

const NOT_ASKED = {
  en: 'It was not asked, or does not say',
  id: 'Tidak ditanya, atau tidak mengatakannya',
} as const

const STORAGE: readonly Meaning[] = [
  { value: 0, text: { en: 'fine', id: 'baik' }, colour: 'green' },
  { value: 1, text: { en: 'one disk is ill', id: 'satu disk rusak' }, colour: 'orange' },
  { value: 2, text: { en: 'cannot record', id: 'tidak dapat merekam' }, colour: 'red' },
]

const WAITS: readonly Meaning[] = [
  { value: 0, text: { en: 'taken', id: 'diterima' }, colour: 'green' },
  { value: 1, text: { en: 'refused', id: 'ditolak' }, colour: 'red' },
]

/** Seconds: design.md speaks of a skewed clock from here on. */
const SKEWED_S = 60
const SKEW_STEPS: readonly Step[] = [
  { colour: 'orange' },
  { from: -SKEWED_S, colour: 'green' },
  { from: SKEWED_S, colour: 'orange' },
]

interface Fact extends Omit<StatSpec, 'width' | 'queries' | 'unit' | 'steps'> {
  readonly term: (of: FactColumns) => Term
  readonly unit?: string
  readonly steps?: readonly Step[]
}

/** Four numbers side by side. */
export function recorderNow(house: House, of: Of): PanelSpec[] {
  return FACTS.map(({ term, ...spec }) => {
    const { ql } = selectFrom(
      house.from('nvr_facts', 'raw'),
      (columns) => ({ fact: term(columns) }),
      { time: { lastMs: LOOKS_MS }, where: of },
    )
    return stat({
      width: 6,
      unit: 'none',
      steps: [{ colour: 'grey' }],
      nothing: NOT_ASKED,
      queries: [{ ql, tier: 'raw', alias: '$col' }],
      ...spec,
    })
  })
}

const FACTS: readonly Fact[] = [
  {
    key: 'storage',
    title: { en: 'Disks', id: 'Disk' },
    description: {
      en: 'What it says of its disks. Where it cannot record, there is no evidence of what its cameras see: change the disk today.',
      id: 'Menurut perekam sendiri. Bila tidak dapat merekam, tidak ada bukti dari kameranya: ganti disknya hari ini.',
    },
    term: ({ last }) => last('storage'),
    meanings: STORAGE,
  },
  {
    key: 'clock',
    title: { en: 'Clock ahead by', id: 'Jam lebih cepat' },
    description: {
      en: 'How far its clock is ahead of ours; negative: behind. More than a minute: recordings bear the wrong time, set it by NTP.',
      id: 'Seberapa cepat jamnya dibanding jam kami; negatif: terlambat. Lebih dari semenit: rekaman bertanda waktu salah, setel lewat NTP.',
    },
    term: ({ last }) => last('clock_skew_s'),
    unit: 's',
    steps: SKEW_STEPS,
  },
  {
    key: 'password',
    title: { en: 'Our password', id: 'Kata sandi kami' },
    description: {
      en: 'Refused: it is left alone for a while, so that it does not lock the account. Correct the password in the estate files, or on the NVR.',
      id: 'Ditolak: dibiarkan sementara agar akunnya tidak terkunci. Betulkan kata sandi di berkas data titik, atau di NVR.',
    },
    term: ({ last }) => last('auth_waits'),
    meanings: WAITS,
  },
  {
    key: 'room',
    title: { en: 'Room left', id: 'Ruang tersisa' },
    description: {
      en: 'Of its disks. Recorders that write over the oldest are always nearly full; look here where it does not.',
      id: 'Dari disknya. Perekam yang menimpa rekaman terlama selalu hampir penuh; lihat di sini bila tidak begitu.',
    },
    term: ({ last }) => last('free_mb').over(last('capacity_mb')),
    unit: 'percentunit',
    decimals: 1,
    steps: [{ colour: 'blue' }],
  },
]

export function diskRoom(house: House, of: Of): PanelSpec {
  const { ql } = selectFrom(
    house.from('nvr_facts', 'raw'),
    ({ last }) => ({ free: last('free_mb'), capacity: last('capacity_mb') }),
    { time: 'panel', where: of, everyMs: 'panel', fill: 'none' },
  )
  return timeseries({
    key: 'disk-room',
    title: { en: 'Room on its disks', id: 'Ruang di disknya' },
    description: {
      en: 'Room left, and in all. In all falls: a disk has gone.',
      id: 'Ruang tersisa, dan seluruhnya. Seluruhnya turun: satu disk hilang.',
    },
    width: 8,
    queries: [{ ql, tier: 'raw', alias: '$col' }],
    unit: 'decmbytes',
    min: 0,
    leastMs: 300_000,
    fields: [
      { field: 'free', title: { en: 'left', id: 'tersisa' }, colour: 'green' },
      { field: 'capacity', title: { en: 'in all', id: 'seluruhnya' }, colour: 'grey' },
    ],
    nothing: NOT_ASKED,
  })
}

export function clockSkew(house: House, of: Of): PanelSpec {
  const { ql } = selectFrom(
    house.from('nvr_facts', 'raw'),
    ({ mean }) => ({ skew: mean('clock_skew_s') }),
    { time: 'panel', where: of, everyMs: 'panel', fill: 'none' },
  )
  return timeseries({
    key: 'clock-skew',
    title: { en: 'Clock', id: 'Jam' },
    description: {
      en: 'How far its clock is ahead of ours; negative: behind. A steady slope: it does not ask any time server.',
      id: 'Seberapa cepat jamnya dibanding jam kami; negatif: terlambat. Miring terus: tidak memakai server waktu.',
    },
    width: 8,
    queries: [{ ql, tier: 'raw', alias: '$col' }],
    unit: 's',
    leastMs: 300_000,
    steps: SKEW_STEPS,
    fields: [{ field: 'skew', title: { en: 'ahead', id: 'lebih cepat' }, colour: 'blue' }],
    nothing: NOT_ASKED,
  })
}

export function slots(house: House, of: Of): PanelSpec {
  const { ql } = selectFrom(
    house.from('nvr_facts', 'raw'),
    ({ last }) => ({ on: last('slots_on'), off: last('slots_off') }),
    { time: 'panel', where: of, everyMs: 'panel', fill: 'none' },
  )
  return timeseries({
    key: 'slots',
    title: { en: 'Slots', id: 'Kanal' },
    description: {
      en: 'Slots that it says a camera is connected to, and those that it says none is.',
      id: 'Kanal yang menurutnya tersambung kamera, dan yang tidak.',
    },
    width: 8,
    queries: [{ ql, tier: 'raw', alias: '$col' }],
    unit: 'locale',
    min: 0,
    leastMs: 300_000,
    fields: [
      { field: 'on', title: { en: 'connected', id: 'tersambung' }, colour: 'green' },
      { field: 'off', title: { en: 'not connected', id: 'tidak tersambung' }, colour: 'orange' },
    ],
    nothing: NOT_ASKED,
  })
}
