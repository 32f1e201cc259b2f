// Incidents: what is wrong now, where, why, since when and whose it is; what was; and what is off on purpose.
import { tagValues } from '../../store/schema/influxql.ts'
import type { DashboardSpec } from '../house/compose.ts'
import type { House } from '../house/house.ts'
import { affectedNow, notLookedAfter, oldest, onPurpose, openCount } from './incidents/counts.ts'
import { history, openOverTime, plannedHistory, told } from './incidents/history.ts'
import {
  byKecamatan,
  byKind,
  byOwner,
  openIncidents,
  plannedNow,
  wrongNow,
} from './incidents/now.ts'

export function incidents(house: House): DashboardSpec {
  return {
    uid: 'ronda-incidents',
    title: { en: 'Incidents', id: 'Insiden' },
    description: {
      en: 'What is wrong, by cause: one row for what must be mended, however many cameras hang on it.',
      id: 'Apa yang terganggu, menurut penyebab: satu baris untuk yang harus diperbaiki, berapa pun kamera yang bergantung padanya.',
    },
    variables: [
      {
        name: 'kec',
        label: { en: 'Kecamatan', id: 'Kecamatan' },
        ql: tagValues(house.from('fleet', 'raw'), 'kec'),
        tier: 'raw',
        multi: true,
      },
      {
        name: 'kind',
        label: { en: 'Kind', id: 'Jenis' },
        ql: tagValues(house.from('incident', 'ev'), 'kind', [{ tag: 'kec', variable: 'kec' }]),
        tier: 'ev',
        multi: true,
      },
    ],
    annotations: ['incidents', 'planned'],
    range: '24h',
    rows: [
      {
        height: 4,
        panels: [openCount, affectedNow, notLookedAfter, oldest, onPurpose].map((one) =>
          one(house),
        ),
      },
      { height: 10, panels: [wrongNow(house)] },
      {
        title: { en: 'Whose, and where', id: 'Milik siapa, dan di mana' },
        height: 8,
        panels: [byOwner(house), byKind(house), byKecamatan(house)],
      },
      {
        title: {
          en: 'All that is open, flapping too',
          id: 'Semua yang berlangsung, juga yang naik-turun',
        },
        height: 10,
        panels: [openIncidents(house)],
      },
      {
        title: { en: 'History', id: 'Riwayat' },
        height: 8,
        panels: [openOverTime(house), told(house)],
      },
      { height: 12, panels: [history(house)] },
      {
        title: { en: 'Switched off on purpose', id: 'Dimatikan dengan sengaja' },
        height: 8,
        panels: [plannedNow(house), plannedHistory(house)],
      },
    ],
  }
}
