// How many cameras showed what, over time.
import { selectFrom } from '../../store/schema/influxql.ts'
import type { House } from '../house/house.ts'
import { conditionWords } from '../house/meanings.ts'
import type { PanelSpec } from '../house/panel.ts'
import { timeseries } from '../house/timeseries.ts'
import { BAD_PICTURES, OWN_FAULTS, record } from './feed-counts.ts'
import { NO_POINTS } from './fleet-trend.ts'
import { IN_KEC } from './places.ts'
import { HOUR_MS, SLOT_MS } from './windows.ts'

/** 2,160 points of each condition. */
const FINE_MS = 6 * HOUR_MS

/** What a look at the camera itself found; not what is cut off. */
const SEEN = [...OWN_FAULTS, ...BAD_PICTURES]

export function feedTrend(house: House, width: number): PanelSpec {
  return timeseries({
    key: 'feed-trend',
    title: {
      en: 'What cameras show, over time',
      id: 'Yang ditampilkan kamera, dari waktu ke waktu',
    },
    description: {
      en: 'Cameras with a fault of their own, by condition: black, frozen, no signal and the others. Of the range at most the last 6 hours; longer: the 30 days below. One condition that jumps in many at once: a recorder, its password, or its update.',
      id: 'Kamera dengan gangguannya sendiri, menurut kondisi: hitam, beku, tanpa sinyal dan lainnya. Dari rentang paling lama 6 jam terakhir; lebih lama: 30 hari di bawah. Satu kondisi melonjak serempak: periksa perekam, kata sandinya, atau pembaruannya.',
    },
    width,
    queries: [{ ql: conditionsByTime(house, 'raw'), tier: 'raw', alias: '$col' }],
    ...LOOK,
    leastMs: SLOT_MS,
    legend: ['lastNotNull', 'max'],
  })
}

export function feedMonth(house: House, width: number): PanelSpec {
  return timeseries({
    key: 'feed-month',
    title: {
      en: 'What cameras show, in the last 30 days',
      id: 'Yang ditampilkan kamera, dalam 30 hari terakhir',
    },
    description: {
      en: 'As it was at each full hour, whatever time range is chosen above. A condition that only rises: nobody mends it.',
      id: 'Menurut keadaan tiap jam penuh, apa pun rentang waktu yang dipilih. Kondisi yang terus naik: tidak ada yang memperbaikinya.',
    },
    width,
    queries: [{ ql: conditionsByTime(house, 'h1'), tier: 'h1', alias: '$col' }],
    ...LOOK,
    leastMs: HOUR_MS,
    back: '30d',
  })
}

const LOOK = {
  unit: 'locale',
  min: 0,
  stacked: true,
  // Grafana's own colours: eleven conditions have more shades than the house's palette.
  fields: SEEN.map((condition) => ({ field: condition, title: conditionWords(condition) })),
  nothing: NO_POINTS,
} as const

/**
 * In steps of the series' own interval, so that sums over kecamatan need no query in a query: InfluxDB 1 runs that once for
 * each condition, 30 s for a day. Hence the fine ones are of the last hours only, whatever the range.
 */
function conditionsByTime(house: House, tier: 'raw' | 'h1'): string {
  return selectFrom(
    house.from('feeds', tier),
    ({ sum }) => record(SEEN, (condition) => sum(condition)),
    {
      time: tier === 'raw' ? { lastMs: FINE_MS, panel: true } : 'panel',
      where: IN_KEC,
      everyMs: tier === 'raw' ? SLOT_MS : HOUR_MS,
      fill: 'null',
    },
  ).ql
}
