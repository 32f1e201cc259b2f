// How many were dead, and how many switched off on purpose, over time: two panels, never one.
import { type Condition, selectFrom } from '../../store/schema/influxql.ts'
import type { House } from '../house/house.ts'
import type { PanelSpec } from '../house/panel.ts'
import { timeseries } from '../house/timeseries.ts'
import { kindFields } from './fleet-now.ts'
import { HOUR_MS, MINUTE_MS } from './windows.ts'

type Place = readonly Condition<never, 'kec'>[]

export function deadTrend(
  house: House,
  { where = [], width }: { where?: Place; width: number },
): PanelSpec {
  return timeseries({
    key: 'dead-trend',
    title: { en: 'Broken over time', id: 'Rusak dari waktu ke waktu' },
    description: {
      en: 'Targets down or cut off, by kind, minute by minute; over a long range the most in each step. A hole in a line: Ronda did not run, or the database did not take points. Marks show incidents, and what was switched off on purpose.',
      id: 'Titik yang mati atau terputus, menurut jenis, tiap menit; pada rentang panjang, yang terbanyak tiap langkah. Garis yang terputus: Ronda tidak berjalan, atau basis data tidak menerima data. Tanda menunjukkan insiden, dan apa yang dimatikan dengan sengaja.',
    },
    width,
    queries: [{ ql: deadByTime(house, 'm1', where), tier: 'm1', alias: '$tag_kind' }],
    unit: 'locale',
    min: 0,
    leastMs: MINUTE_MS,
    fields: kindFields(),
    legend: ['lastNotNull', 'max'],
    nothing: NO_POINTS,
  })
}

export function deadMonth(
  house: House,
  { where = [], width }: { where?: Place; width: number },
): PanelSpec {
  return timeseries({
    key: 'dead-month',
    title: { en: 'Broken in the last 30 days', id: 'Rusak dalam 30 hari terakhir' },
    description: {
      en: 'Targets down or cut off, by kind, as it was at each full hour, whatever time range is chosen above. A line that only rises: what breaks is not mended.',
      id: 'Titik yang mati atau terputus menurut jenis, tiap jam penuh, apa pun rentang waktu yang dipilih. Garis yang terus naik: yang rusak tidak diperbaiki.',
    },
    width,
    queries: [{ ql: deadByTime(house, 'h1', where), tier: 'h1', alias: '$tag_kind' }],
    unit: 'locale',
    min: 0,
    leastMs: HOUR_MS,
    back: '30d',
    fields: kindFields(),
    nothing: NO_POINTS,
  })
}

export function onPurposeTrend(
  house: House,
  { where = [], width }: { where?: Place; width: number },
): PanelSpec {
  const minutes = selectFrom(
    house.from('fleet', 'm1'),
    ({ sum }) => ({ suspended: sum('suspended'), maintenance: sum('maintenance') }),
    { time: 'panel', where, everyMs: MINUTE_MS, fill: 'none' },
  )
  const { ql } = selectFrom(
    minutes,
    ({ max }) => ({ suspended: max('suspended'), maintenance: max('maintenance') }),
    { time: 'panel', everyMs: 'panel', fill: 'null' },
  )
  return timeseries({
    key: 'on-purpose-trend',
    title: {
      en: 'Switched off on purpose over time',
      id: 'Dimatikan dengan sengaja dari waktu ke waktu',
    },
    description: {
      en: 'Targets under a suspension or a maintenance window. A fall is an end: see that nothing of it appears among what is broken.',
      id: 'Titik yang tercakup penonaktifan atau jadwal pemeliharaan. Turun berarti berakhir: pastikan tidak muncul di antara yang rusak.',
    },
    width,
    queries: [{ ql, tier: 'm1', alias: '$col' }],
    unit: 'locale',
    min: 0,
    stacked: true,
    leastMs: MINUTE_MS,
    fields: [
      {
        field: 'suspended',
        title: { en: 'suspended', id: 'dinonaktifkan' },
        colour: 'blue',
      },
      {
        field: 'maintenance',
        title: { en: 'maintenance', id: 'pemeliharaan' },
        colour: 'sky',
      },
    ],
    nothing: NO_POINTS,
  })
}

export const NO_POINTS = {
  en: 'Nothing was written in this time.',
  id: 'Tidak ada data pada waktu ini.',
} as const

/**
 * Sums over kecamatan in steps of the series' own interval, then the most of each step that the panel has room for: a week
 * is a thousand points, not ten thousand.
 */
function deadByTime(house: House, tier: 'm1' | 'h1', where: Place): string {
  const sums = selectFrom(
    house.from('fleet', tier),
    ({ sum }) => ({ dead: sum('down').plus(sum('unreachable')) }),
    {
      time: 'panel',
      where,
      everyMs: tier === 'm1' ? MINUTE_MS : HOUR_MS,
      by: ['kind'],
      fill: 'none',
    },
  )
  return selectFrom(sums, ({ max }) => ({ dead: max('dead') }), {
    time: 'panel',
    everyMs: 'panel',
    by: ['kind'],
    fill: 'null',
  }).ql
}
