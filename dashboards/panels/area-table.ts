// What is dead now, area by area, with the kinds side by side.
import { type FieldOf, type Source, selectFrom, type TagOf } from '../../store/schema/influxql.ts'
import type { House } from '../house/house.ts'
import { column, toDashboard } from '../house/links.ts'
import { DEAD_STEPS } from '../house/palette.ts'
import type { Link, PanelSpec } from '../house/panel.ts'
import { table } from '../house/table.ts'
import { IN_KEC, kecamatanLink } from './places.ts'
import { MINUTE_MS, MINUTES_MS, NOW_MS, SLOT_MS } from './windows.ts'

const KINDS = ['camera', 'uplink', 'nvr'] as const

export function byKecamatan(house: House, width: number): PanelSpec {
  return areaTable({
    key: 'by-kecamatan',
    title: { en: 'By kecamatan', id: 'Per kecamatan' },
    description: {
      en: 'Down or cut off now, kecamatan by kecamatan, the worst first; beside it what is not known, and what is switched off on purpose. A click leads into the kecamatan.',
      id: 'Mati atau terputus sekarang per kecamatan, yang terparah lebih dulu; di sampingnya yang tidak diketahui, dan yang dimatikan dengan sengaja. Klik untuk masuk ke kecamatannya.',
    },
    width,
    area: 'kec',
    areaTitle: { en: 'Kecamatan', id: 'Kecamatan' },
    link: kecamatanLink(column('kec')),
    tier: 'raw',
    queries: queriesOf(house.from('fleet', 'raw'), 'kec', NOW_MS),
  })
}

/** Of the kecamatan that is chosen. */
export function byKelurahan(house: House, width: number): PanelSpec {
  return areaTable({
    key: 'by-kelurahan',
    title: { en: 'By kelurahan', id: 'Per kelurahan' },
    description: {
      en: 'Down or cut off now, kelurahan by kelurahan, the worst first. A click narrows the list below to the kelurahan.',
      id: 'Mati atau terputus sekarang per kelurahan, yang terparah lebih dulu. Klik untuk mempersempit daftar di bawah ke kelurahan itu.',
    },
    width,
    area: 'kel',
    areaTitle: { en: 'Kelurahan', id: 'Kelurahan' },
    link: {
      title: { en: 'Only this kelurahan', id: 'Hanya kelurahan ini' },
      url: toDashboard('ronda-kecamatan', { kec: '${kec}', kel: column('kel') }),
    },
    tier: 'm1',
    queries: queriesOf(house.from('fleet_kel', 'm1'), 'kel', MINUTES_MS, IN_KEC),
  })
}

/** One query for all kinds together, then one for each kind, to be joined by area. */
function queriesOf(
  source: Source<FieldOf<'fleet_kel', 'm1'>, TagOf<'fleet_kel'>>,
  area: 'kec' | 'kel',
  lastMs: number,
  where: readonly { readonly tag: 'kec'; readonly variable: string }[] = [],
): readonly string[] {
  const all = selectFrom(
    source,
    ({ sum }) => ({
      dead: sum('down').plus(sum('unreachable')),
      unknown: sum('unknown'),
      off: sum('maintenance').plus(sum('suspended')),
    }),
    {
      time: { lastMs },
      where,
      everyMs: area === 'kec' ? SLOT_MS : MINUTE_MS,
      by: [area],
      fill: 'none',
      newestFirst: true,
      limit: 1,
    },
  )
  const ofKind = (kind: (typeof KINDS)[number]): string =>
    selectFrom(source, ({ last }) => ({ [kind]: last('down').plus(last('unreachable')) }), {
      time: { lastMs },
      where: [...where, { tag: 'kind', is: kind }],
      by: [area],
    }).ql
  return [all.ql, ...KINDS.map(ofKind)]
}

interface AreaTable extends Pick<PanelSpec, 'key' | 'title' | 'description' | 'width'> {
  readonly area: 'kec' | 'kel'
  readonly areaTitle: PanelSpec['title']
  readonly link: Link
  readonly tier: 'raw' | 'm1'
  readonly queries: readonly string[]
}

function areaTable({ area, areaTitle, link, tier, queries, ...base }: AreaTable): PanelSpec {
  const count = { unit: 'locale', width: 80 } as const
  return table({
    ...base,
    queries: queries.map((ql) => ({ ql, tier, format: 'table' })),
    transformations: [{ id: 'joinByField', options: { byField: area, mode: 'outerTabular' } }],
    columns: [
      { field: area, title: areaTitle, link },
      { field: 'dead', title: { en: 'Broken', id: 'Rusak' }, steps: DEAD_STEPS, ...count },
      { field: 'camera', title: { en: 'Cameras', id: 'Kamera' }, ...count },
      { field: 'uplink', title: { en: 'Uplinks', id: 'Uplink' }, ...count },
      { field: 'nvr', title: { en: 'NVRs', id: 'NVR' }, ...count },
      {
        field: 'unknown',
        title: { en: 'Not known', id: 'Tak diketahui' },
        unit: 'locale',
        width: 100,
      },
      {
        field: 'off',
        title: { en: 'On purpose', id: 'Disengaja' },
        unit: 'locale',
        width: 90,
        steps: [{ colour: 'blue' }],
      },
    ],
    sortBy: { field: 'dead', descending: true },
    nothing: {
      en: 'No word from Ronda for some minutes: see Worker health',
      id: 'Ronda diam beberapa menit: lihat Kesehatan worker',
    },
  })
}
