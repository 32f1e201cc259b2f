// Uplink quality: which ISP, and which of its lines, loses echoes or is slow, and whether that is its usual.
import { tagValues } from '../../store/schema/influxql.ts'
import type { DashboardSpec } from '../house/compose.ts'
import type { House } from '../house/house.ts'
import {
  ispsNow,
  lossByIsp,
  lossNow,
  rttByIsp,
  rttNow,
  silentByIsp,
  silentNow,
} from './uplinks/isps.ts'
import {
  deadLines,
  kecamatanLoss,
  kecamatanNow,
  linesNow,
  linesOverTime,
  worst,
} from './uplinks/lines.ts'

export function uplinks(house: House): DashboardSpec {
  return {
    uid: 'ronda-uplinks',
    title: { en: 'Uplink quality', id: 'Mutu uplink' },
    description: {
      en: 'Loss and round trips of the internet lines: by ISP, against its own last day, down to the single line.',
      id: 'Kehilangan dan waktu tempuh saluran internet: per ISP, dibanding hari terakhirnya, sampai tiap saluran.',
    },
    variables: [
      {
        name: 'isp',
        label: { en: 'ISP', id: 'ISP' },
        ql: tagValues(house.from('isp', 'm1'), 'isp'),
        tier: 'm1',
        multi: true,
      },
      {
        name: 'kec',
        label: { en: 'Kecamatan', id: 'Kecamatan' },
        ql: tagValues(house.from('uplink', 'h1'), 'kec', [{ tag: 'isp', variable: 'isp' }]),
        tier: 'h1',
        multi: true,
      },
    ],
    annotations: ['incidents', 'planned'],
    range: '6h',
    rows: [
      {
        height: 4,
        panels: [
          lossNow(house),
          rttNow(house),
          silentNow(house),
          linesNow(house, 'dead'),
          linesNow(house, 'degraded'),
          linesNow(house, 'planned'),
        ],
      },
      { height: 8, panels: [ispsNow(house), deadLines(house)] },
      {
        title: { en: 'By ISP', id: 'Per ISP' },
        height: 8,
        panels: [lossByIsp(house), rttByIsp(house), silentByIsp(house), linesOverTime(house)],
      },
      {
        title: { en: 'Worst lines of the last hour', id: 'Saluran terburuk satu jam terakhir' },
        height: 11,
        panels: [worst(house, 'loss'), worst(house, 'rtt')],
      },
      {
        title: { en: 'By kecamatan', id: 'Per kecamatan' },
        height: 10,
        panels: [kecamatanNow(house), kecamatanLoss(house)],
      },
    ],
  }
}
