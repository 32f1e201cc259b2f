// What the looks at one camera found: its condition, and the raw features of its picture.
import { type FieldOf, selectFrom } from '../../store/schema/influxql.ts'
import type { Words } from '../../texts/language.ts'
import type { House } from '../house/house.ts'
import { CONDITION_MEANINGS } from '../house/meanings.ts'
import type { PanelSpec } from '../house/panel.ts'
import { stateTimeline } from '../house/state-timeline.ts'
import { timeseries } from '../house/timeseries.ts'
import { LOOKS_MS } from './windows.ts'

const OF = [{ tag: 'id', variable: 'id' }] as const
const NOT_LOOKED_AT = {
  en: 'No look in this time: it is not a camera, or the picture round is off.',
  id: 'Tidak diperiksa pada waktu ini: bukan kamera, atau pemeriksaan gambar tidak aktif.',
} as const

export function conditionOverTime(house: House): PanelSpec {
  const { ql } = selectFrom(
    house.from('feed', 'raw'),
    ({ field }) => ({ code: field('code'), found: field('found') }),
    { time: 'panel', where: OF },
  )
  return stateTimeline({
    key: 'conditions',
    title: { en: 'What it shows, over time', id: 'Yang ditampilkannya, dari waktu ke waktu' },
    description: {
      en: 'Above what is published, below what each look alone found: a condition is published only when looks agree. A hole: nobody looked for more than ten minutes. Seven days are kept.',
      id: 'Atas: yang diumumkan; bawah: yang ditemukan tiap pemeriksaan. Kondisi baru diumumkan bila beberapa pemeriksaan sepakat. Kosong: lebih dari sepuluh menit tidak diperiksa. Disimpan tujuh hari.',
    },
    width: 24,
    queries: [{ ql, tier: 'raw', alias: '$col' }],
    meanings: CONDITION_MEANINGS,
    holdsMs: LOOKS_MS,
    fields: [
      { field: 'code', title: { en: 'published', id: 'diumumkan' } },
      { field: 'found', title: { en: 'found', id: 'ditemukan' } },
    ],
    nothing: NOT_LOOKED_AT,
  })
}

interface Feature {
  readonly field: FieldOf<'feed', 'raw'>
  readonly title: Words
  /** Of the field's own unit to that of the panel. */
  readonly over: number
}

interface FeaturePanel extends Pick<PanelSpec, 'key' | 'title' | 'description'> {
  readonly unit: string
  readonly features: readonly Feature[]
}

/** Four panels in a row. */
export function cameraFeatures(house: House): PanelSpec[] {
  return [
    {
      key: 'brightness',
      title: { en: 'Brightness and contrast', id: 'Kecerahan dan kontras' },
      description: {
        en: 'Mean luma of the keyframe, from 16 (black) to 235 (white), its standard deviation, and how far its mean colour is from grey. A deviation near 0: one flat colour.',
        id: 'Luma rata-rata bingkai kunci, dari 16 (hitam) sampai 235 (putih), simpangan bakunya, dan jarak warna rata-ratanya dari abu-abu. Simpangan mendekati 0: satu warna rata.',
      },
      unit: 'none',
      features: [
        { field: 'mean_milli', title: { en: 'luma', id: 'luma' }, over: 1000 },
        { field: 'sd_milli', title: { en: 'deviation', id: 'simpangan' }, over: 1000 },
        { field: 'chroma_milli', title: { en: 'colour', id: 'warna' }, over: 1000 },
      ],
    },
    {
      key: 'likeness',
      title: { en: 'Likeness and stillness', id: 'Kemiripan dan diam' },
      description: {
        en: 'How like the picture is to what this camera always shows (low: covered or turned away), and the share of frames that hold next to nothing (all: frozen).',
        id: 'Seberapa mirip gambar dengan yang biasa ditampilkan (rendah: tertutup atau tergeser), dan bagian bingkai yang nyaris kosong (semua: beku).',
      },
      unit: 'percentunit',
      features: [
        { field: 'likeness_permille', title: { en: 'likeness', id: 'kemiripan' }, over: 1000 },
        { field: 'skip_permille', title: { en: 'empty frames', id: 'bingkai kosong' }, over: 1000 },
      ],
    },
    {
      key: 'bits',
      title: { en: 'Bit rate', id: 'Laju bit' },
      description: {
        en: 'Of the frames that were seen. Far below its usual: night, a flat picture, or a line that is too thin.',
        id: 'Dari bingkai yang terlihat. Jauh di bawah biasanya: malam, gambar rata, atau saluran terlalu sempit.',
      },
      unit: 'Kbits',
      features: [{ field: 'kbps', title: { en: 'bit rate', id: 'laju bit' }, over: 1 }],
    },
    {
      key: 'waits',
      title: { en: 'Until the picture came', id: 'Sampai gambar datang' },
      description: {
        en: 'Until the recorder took the connection, and until the first whole keyframe. Longer and longer: the recorder is overloaded.',
        id: 'Sampai perekam menerima sambungan, dan sampai bingkai kunci pertama utuh. Makin lama: perekam kewalahan.',
      },
      unit: 'ms',
      features: [
        { field: 'connect_ms', title: { en: 'connection', id: 'sambungan' }, over: 1 },
        { field: 'keyframe_ms', title: { en: 'keyframe', id: 'bingkai kunci' }, over: 1 },
      ],
    },
  ].map((panel) => featurePanel(house, panel as FeaturePanel))
}

function featurePanel(house: House, { features, ...base }: FeaturePanel): PanelSpec {
  const { ql } = selectFrom(
    house.from('feed', 'raw'),
    ({ mean }) =>
      Object.fromEntries(features.map(({ field, over }) => [field, mean(field).over(over)])),
    { time: 'panel', where: OF, everyMs: 'panel', fill: 'none' },
  )
  return timeseries({
    ...base,
    width: 6,
    queries: [{ ql, tier: 'raw', alias: '$col' }],
    min: 0,
    leastMs: 300_000,
    fields: features.map(({ field, title }) => ({ field, title })),
    nothing: NOT_LOOKED_AT,
  })
}
