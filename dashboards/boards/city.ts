// City overview: what is dead now, by kecamatan and by cause, and beside it what is switched off on purpose.
import type { DashboardSpec } from '../house/compose.ts'
import type { House } from '../house/house.ts'
import { areaMap } from '../panels/area-map.ts'
import { byKecamatan } from '../panels/area-table.ts'
import { causesByKind, causesNow } from '../panels/causes.ts'
import {
  camerasAvailable,
  deadByKind,
  deadNow,
  onPurposeNow,
  unknownNow,
} from '../panels/fleet-now.ts'
import { deadMonth, deadTrend, onPurposeTrend } from '../panels/fleet-trend.ts'
import { openIncidents } from '../panels/open-incidents.ts'
import { plannedNow } from '../panels/planned-now.ts'

export function city(house: House): DashboardSpec {
  return {
    uid: 'ronda-city',
    title: { en: 'City overview', id: 'Ringkasan kota' },
    description: {
      en: 'What is broken in the whole city now, where, why, since when and whose. Numbers of now are of this moment, whatever time range is chosen; curves follow it.',
      id: 'Apa yang rusak di seluruh kota sekarang, di mana, mengapa, sejak kapan, dan urusan siapa. Angka "sekarang" selalu dari saat ini, apa pun rentang waktunya; grafik mengikutinya.',
    },
    variables: [],
    annotations: ['incidents', 'planned'],
    range: '6h',
    refresh: '30s',
    rows: [
      {
        height: 4,
        panels: [
          deadNow(house),
          deadByKind(house),
          camerasAvailable(house),
          unknownNow(house),
          onPurposeNow(house),
        ],
      },
      { height: 10, panels: [causesNow(house, { width: 14 }), byKecamatan(house, 10)] },
      { height: 9, panels: [areaMap(house, { width: 10 }), deadTrend(house, { width: 14 })] },
      {
        title: { en: 'Incidents', id: 'Insiden' },
        height: 9,
        panels: [openIncidents(house, { width: 16 }), causesByKind(house)],
      },
      {
        title: {
          en: 'Switched off on purpose: none of it is broken',
          id: 'Dimatikan dengan sengaja: bukan kerusakan',
        },
        height: 8,
        panels: [plannedNow(house, 14), onPurposeTrend(house, { width: 10 })],
      },
      {
        title: { en: 'Long run', id: 'Jangka panjang' },
        height: 8,
        panels: [deadMonth(house, { width: 24 })],
      },
    ],
  }
}
