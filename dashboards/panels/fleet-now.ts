// How many targets are dead, unknown or switched off on purpose now: counts of the fleet, never series of targets.
import { type Condition, selectFrom } from '../../store/schema/influxql.ts'
import type { House } from '../house/house.ts'
import { KIND_MEANINGS } from '../house/meanings.ts'
import { DEAD_STEPS } from '../house/palette.ts'
import type { FieldSpec, PanelSpec } from '../house/panel.ts'
import { percentText } from '../house/percent.ts'
import { stat } from '../house/stat.ts'
import { NOW_MS, SLOT_MS } from './windows.ts'

type Place = readonly Condition<never, 'kec' | 'kind'>[]

const SILENT = {
  en: 'No word from Ronda for a minute: see Worker health',
  id: 'Ronda diam semenit: lihat Kesehatan worker',
} as const

/**
 * Sums over areas as of the newest slot: all series have a point at the same time, once in a slot. Without a query in a
 * query, for which InfluxDB would take ten times as long.
 */
const newest = (where: Place, by: readonly 'kind'[] = []) =>
  ({
    time: { lastMs: NOW_MS },
    where,
    everyMs: SLOT_MS,
    by,
    fill: 'none',
    newestFirst: true,
    limit: 1,
  }) as const

export function deadNow(house: House, where: Place = []): PanelSpec {
  const { ql } = selectFrom(
    house.from('fleet', 'raw'),
    ({ sum }) => ({ dead: sum('down').plus(sum('unreachable')) }),
    newest(where),
  )
  return stat({
    key: 'dead',
    title: { en: 'Broken now', id: 'Rusak sekarang' },
    description: {
      en: 'Targets of all kinds that are down, or cut off by something that is. Nothing that is switched off on purpose is in it. More than 0: look at the causes beside and below, the largest first.',
      id: 'Titik dari semua jenis yang mati, atau terputus karena sesuatu di atasnya mati. Yang dimatikan dengan sengaja tidak dihitung. Lebih dari 0: lihat penyebabnya di samping dan di bawah, yang terbesar lebih dulu.',
    },
    width: 4,
    queries: [{ ql, tier: 'raw', alias: '$col' }],
    unit: 'locale',
    steps: DEAD_STEPS,
    nothing: SILENT,
  })
}

export function deadByKind(house: House, where: Place = []): PanelSpec {
  const { ql } = selectFrom(
    house.from('fleet', 'raw'),
    ({ sum }) => ({ dead: sum('down').plus(sum('unreachable')) }),
    newest(where, ['kind']),
  )
  return stat({
    key: 'dead-by-kind',
    title: { en: 'Broken now, by kind', id: 'Rusak sekarang, menurut jenis' },
    description: {
      en: 'Down or cut off, by kind of target. Many cameras and one uplink: mend the uplink.',
      id: 'Mati atau terputus, menurut jenis titik. Banyak kamera dan satu uplink: perbaiki uplink-nya.',
    },
    width: 9,
    queries: [{ ql, tier: 'raw', alias: '$tag_kind' }],
    unit: 'locale',
    steps: DEAD_STEPS,
    fields: kindFields(),
    nothing: SILENT,
  })
}

export function camerasAvailable(house: House, where: Place = []): PanelSpec {
  const { ql } = selectFrom(
    house.from('fleet', 'raw'),
    ({ sum }) => {
      const available = sum('up').plus(sum('degraded'))
      return { share: available.over(available.plus(sum('down')).plus(sum('unreachable'))) }
    },
    newest([...where, { tag: 'kind', is: 'camera' }]),
  )
  const { slo } = house.city
  return stat({
    key: 'cameras-available',
    title: { en: 'Cameras available now', id: 'Kamera tersedia sekarang' },
    description: {
      en: `Cameras with a picture, of those that should have one: without what is switched off on purpose and what cannot be known. The goal is ${percentText(slo, 'en')} %.`,
      id: `Kamera yang bergambar, dari yang seharusnya bergambar: tanpa yang dimatikan dengan sengaja dan yang tidak diketahui. Targetnya ${percentText(slo, 'id')} %.`,
    },
    width: 4,
    queries: [{ ql, tier: 'raw', alias: '$col' }],
    unit: 'percentunit',
    decimals: 2,
    steps: [{ colour: 'red' }, { from: slo, colour: 'green' }],
    nothing: SILENT,
  })
}

export function unknownNow(house: House, where: Place = []): PanelSpec {
  const { ql } = selectFrom(
    house.from('fleet', 'raw'),
    ({ sum }) => ({ unknown: sum('unknown') }),
    newest(where),
  )
  return stat({
    key: 'unknown',
    title: { en: 'Not known', id: 'Tidak diketahui' },
    description: {
      en: 'Targets of which nothing can be said now: never looked at, or the probe itself is blind. They are neither well nor broken. Many at once: see Worker health.',
      id: 'Titik yang sekarang tidak dapat dikatakan apa-apa: belum pernah dilihat, atau alat periksa sendiri buta. Tidak sehat, tidak pula rusak. Banyak sekaligus: lihat Kesehatan worker.',
    },
    width: 3,
    queries: [{ ql, tier: 'raw', alias: '$col' }],
    unit: 'locale',
    steps: [{ colour: 'grey' }, { from: 1, colour: 'yellow' }],
    nothing: SILENT,
  })
}

export function onPurposeNow(house: House, where: Place = []): PanelSpec {
  const { ql } = selectFrom(
    house.from('fleet', 'raw'),
    ({ sum }) => ({ suspended: sum('suspended'), maintenance: sum('maintenance') }),
    newest(where),
  )
  return stat({
    key: 'on-purpose',
    title: { en: 'Switched off on purpose', id: 'Dimatikan dengan sengaja' },
    description: {
      en: 'Targets that a suspension or a maintenance window covers. They are not broken, and not in the numbers beside. Who decided it, and until when: in the list below.',
      id: 'Titik yang tercakup penonaktifan atau jadwal pemeliharaan. Tidak rusak, dan tidak masuk angka di samping. Siapa yang memutuskan dan sampai kapan: di daftar di bawah.',
    },
    width: 4,
    queries: [{ ql, tier: 'raw', format: 'table' }],
    unit: 'locale',
    steps: [{ colour: 'blue' }],
    fields: [
      { field: 'suspended', title: { en: 'suspended', id: 'dinonaktifkan' } },
      { field: 'maintenance', title: { en: 'maintenance', id: 'pemeliharaan' } },
    ],
    nothing: SILENT,
  })
}

/** Lines that are named by a kind. */
export function kindFields(): FieldSpec[] {
  return KIND_MEANINGS.map(({ value, text }) => ({ field: String(value), title: text }))
}
