// SLA: how available what was, against the target, how much may still fail, and what does not count.
import { tagValues } from '../../store/schema/influxql.ts'
import type { DashboardSpec } from '../house/compose.ts'
import type { House } from '../house/house.ts'
import { availability, budgetLeft, burnNow, lostHours, outsideShare } from './sla/numbers.ts'
import { burn, byKecamatan, byKelurahan, byKind } from './sla/tables.ts'
import { availabilityByDay, burnOverTime, outsideOverTime } from './sla/trends.ts'

export function sla(house: House): DashboardSpec {
  return {
    uid: 'ronda-sla',
    title: { en: 'SLA', id: 'SLA' },
    description: {
      en: 'Availability by the rule of docs/availability.md: up and degraded are available, down and unreachable are not, the rest is outside and shown beside.',
      id: 'Ketersediaan menurut aturan docs/availability.md: hidup dan terganggu tersedia, mati dan tak terjangkau tidak, selebihnya di luar dan ditampilkan terpisah.',
    },
    variables: [
      {
        name: 'kind',
        label: { en: 'Kind', id: 'Jenis' },
        ql: tagValues(house.from('sla', 'h1'), 'kind'),
        tier: 'h1',
        multi: false,
      },
      {
        name: 'kec',
        label: { en: 'Kecamatan', id: 'Kecamatan' },
        ql: tagValues(house.from('sla', 'h1'), 'kec', [{ tag: 'kind', variable: 'kind' }]),
        tier: 'h1',
        multi: true,
      },
    ],
    annotations: ['incidents', 'planned'],
    range: '30d',
    refresh: '5m',
    rows: [
      {
        height: 4,
        panels: [
          availability(house),
          budgetLeft(house),
          burnNow(house, 'hour'),
          burnNow(house, 'quarter'),
          lostHours(house),
          outsideShare(house),
        ],
      },
      { height: 11, panels: [byKecamatan(house), burn(house)] },
      {
        title: { en: 'Over time', id: 'Dari waktu ke waktu' },
        height: 9,
        panels: [availabilityByDay(house), burnOverTime(house), outsideOverTime(house)],
      },
      {
        title: {
          en: 'All kinds, and kelurahan by kelurahan',
          id: 'Semua jenis, dan per kelurahan',
        },
        height: 12,
        panels: [byKind(house), byKelurahan(house)],
      },
    ],
  }
}
