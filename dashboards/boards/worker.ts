// Worker health: whether the watch itself sees, is on time, writes, and brings its messages.
import { tagValues } from '../../store/schema/influxql.ts'
import type { DashboardSpec } from '../house/compose.ts'
import type { House } from '../house/house.ts'
import * as numbers from './worker/numbers.ts'
import * as trends from './worker/trends.ts'

export function worker(house: House): DashboardSpec {
  return {
    uid: 'ronda-worker',
    title: { en: 'Worker health', id: 'Kesehatan worker' },
    description: {
      en: 'Is the watch itself well: what it cannot see, it cannot tell. Read this first where other dashboards stand still.',
      id: 'Apakah pengawasnya sendiri sehat: yang tidak dilihatnya tidak dapat dikabarkannya. Baca ini dulu bila dasbor lain diam.',
    },
    variables: [
      {
        name: 'worker',
        label: { en: 'Worker', id: 'Worker' },
        ql: tagValues(house.from('worker', 'raw'), 'worker'),
        tier: 'raw',
        multi: true,
      },
      {
        name: 'host',
        label: { en: 'Host', id: 'Host' },
        ql: tagValues(house.from('worker', 'raw'), 'host', [{ tag: 'worker', variable: 'worker' }]),
        tier: 'raw',
        multi: true,
      },
    ],
    annotations: ['incidents', 'planned'],
    range: '6h',
    refresh: '30s',
    rows: [
      { height: 4, panels: numbers.WELL.map((one) => numbers.number(house, one)) },
      { height: 4, panels: numbers.BEHIND.map((one) => numbers.number(house, one)) },
      {
        title: { en: 'Probing', id: 'Pemeriksaan' },
        height: 8,
        panels: [
          trends.echoes(house),
          trends.lateness(house),
          trends.lost(house),
          trends.confirming(house),
        ],
      },
      {
        title: { en: 'The program and its machine', id: 'Program dan mesinnya' },
        height: 8,
        panels: [trends.memory(house), trends.cpu(house), trends.files(house)],
      },
      {
        title: { en: 'Database and people', id: 'Basis data dan orang' },
        height: 8,
        panels: [
          trends.spoolAge(house),
          trends.writeTime(house),
          trends.gone(house),
          trends.messages(house),
        ],
      },
    ],
  }
}
