// Where cameras are dead: a circle for each kelurahan.
import { type Condition, selectFrom } from '../../store/schema/influxql.ts'
import { geomap } from '../house/geomap.ts'
import type { House } from '../house/house.ts'
import { column, toDashboard } from '../house/links.ts'
import { DEAD_STEPS } from '../house/palette.ts'
import type { PanelSpec } from '../house/panel.ts'
import { MINUTES_MS } from './windows.ts'

const MICRO = 1_000_000

export function areaMap(
  house: House,
  { where = [], width }: { where?: readonly Condition<never, 'kec'>[]; width: number },
): PanelSpec {
  const { ql } = selectFrom(
    house.from('fleet_kel', 'm1'),
    ({ last }) => ({
      dead: last('down').plus(last('unreachable')),
      total: last('total'),
      off: last('maintenance').plus(last('suspended')),
      lat: last('lat_udeg').over(MICRO),
      lon: last('lon_udeg').over(MICRO),
    }),
    {
      time: { lastMs: MINUTES_MS },
      where: [{ tag: 'kind', is: 'camera' }, ...where],
      by: ['kec', 'kel'],
    },
  )
  return geomap({
    key: 'map',
    title: { en: 'Where cameras are dead', id: 'Di mana kamera mati' },
    description: {
      en: 'A circle for each kelurahan whose place is known: the more of its cameras are dead now, the larger; green where none is. Neighbours together: look for the line or the power that they share.',
      id: 'Satu lingkaran untuk tiap kelurahan yang tempatnya diketahui: makin banyak kameranya mati, makin besar; hijau bila tidak ada. Berdekatan: cari saluran atau listrik yang mereka pakai bersama.',
    },
    width,
    queries: [{ ql, tier: 'm1', format: 'table' }],
    latitude: 'lat',
    longitude: 'lon',
    number: 'dead',
    steps: DEAD_STEPS,
    fields: [
      {
        field: 'kel',
        title: { en: 'Kelurahan', id: 'Kelurahan' },
        link: {
          title: { en: 'Show this kelurahan', id: 'Lihat kelurahan ini' },
          url: toDashboard('ronda-kecamatan', { kec: column('kec'), kel: column('kel') }),
        },
      },
      { field: 'kec', title: { en: 'Kecamatan', id: 'Kecamatan' } },
      { field: 'dead', title: { en: 'Dead', id: 'Mati' }, unit: 'locale' },
      { field: 'total', title: { en: 'Cameras', id: 'Kamera' }, unit: 'locale' },
      { field: 'off', title: { en: 'Off on purpose', id: 'Sengaja mati' }, unit: 'locale' },
    ],
    nothing: {
      en: 'No kelurahan has a place (lat, lon in areas), or Ronda is silent.',
      id: 'Tidak ada kelurahan dengan tempat (lat, lon di areas), atau Ronda diam.',
    },
  })
}
