// What residents see: the live video of the portals.
import { selectFrom } from '../../../store/schema/influxql.ts'
import type { House } from '../../house/house.ts'
import { CONDITION_MEANINGS } from '../../house/meanings.ts'
import type { PanelSpec } from '../../house/panel.ts'
import { stateTimeline } from '../../house/state-timeline.ts'
import { table } from '../../house/table.ts'
import { timeseries } from '../../house/timeseries.ts'
import { targetColumn } from '../../panels/columns.ts'
import { targetLink } from '../../panels/places.ts'

/** Between two looks, and as much again: a slow one is no reason to say that there is none. */
const NOW_MS = 130_000
const HOLE_MS = 180_000
const CHOSEN = [{ tag: 'id', variable: 'portal' }] as const
const NOTHING = { en: 'no portal is looked at', id: 'tidak ada portal yang dilihat' }
const TO_TARGET = targetLink('${__field.labels.id}')

export function portalsNow(house: House): PanelSpec {
  const newest = selectFrom(
    house.from('portal', 'raw'),
    ({ last }) => ({ code: last('code'), found: last('found'), took: last('took_ms') }),
    { time: { lastMs: NOW_MS }, where: CHOSEN, by: ['id'] },
  )
  const { ql } = selectFrom(newest, ({ field, tag }) => ({
    id: tag('id'),
    code: field('code'),
    found: field('found'),
    took: field('took'),
  }))
  return table({
    key: 'portals',
    title: { en: 'Portals now', id: 'Portal sekarang' },
    description: {
      en: 'What residents see now, and what the last look alone found. All bad at once: the relay, or its link. One alone: that portal. A click leads to its history.',
      id: 'Yang dilihat warga sekarang, dan yang ditemukan pada lihatan terakhir saja. Semua buruk: relay, atau jalurnya. Satu saja: portal itu. Klik menuju riwayatnya.',
    },
    width: 8,
    queries: [{ ql, tier: 'raw', format: 'table' }],
    columns: [
      targetColumn('id', { en: 'Portal', id: 'Portal' }),
      { field: 'code', title: { en: 'Shows', id: 'Tampak' }, meanings: CONDITION_MEANINGS },
      { field: 'found', title: { en: 'Last look', id: 'Terakhir' }, meanings: CONDITION_MEANINGS },
      { field: 'took', title: { en: 'Took', id: 'Lama' }, unit: 'ms', width: 90 },
    ],
    sortBy: { field: 'code', descending: true },
    nothing: NOTHING,
  })
}

export function portalsOverTime(house: House): PanelSpec {
  const { ql } = selectFrom(house.from('portal', 'raw'), ({ max }) => ({ code: max('code') }), {
    time: 'panel',
    where: CHOSEN,
    everyMs: 'panel',
    by: ['id'],
    fill: 'none',
  })
  return stateTimeline({
    key: 'portals-over-time',
    title: { en: 'What portals showed', id: 'Yang tampak di portal' },
    description: {
      en: 'The condition of each portal over time; of a long range the worst of each step. A hole: nobody looked.',
      id: 'Kondisi tiap portal dari waktu ke waktu; pada rentang panjang yang terburuk tiap langkah. Lubang: tidak ada yang melihat.',
    },
    width: 14,
    queries: [{ ql, tier: 'raw', alias: '$tag_id' }],
    meanings: CONDITION_MEANINGS,
    nothing: NOTHING,
    link: TO_TARGET,
  })
}

export function portalSpeed(house: House): PanelSpec {
  const { ql } = selectFrom(house.from('portal', 'raw'), ({ max }) => ({ took: max('took_ms') }), {
    time: 'panel',
    where: CHOSEN,
    everyMs: 'panel',
    by: ['id'],
    fill: 'null',
  })
  return timeseries({
    key: 'portal-speed',
    title: { en: 'How long a look takes', id: 'Lama satu lihatan' },
    description: {
      en: 'Page, playlist and one segment, the slowest of each step: residents wait as long. Rising with the readers: the relay or its link is full.',
      id: 'Halaman, playlist, dan satu segmen, yang terlama tiap langkah: warga menunggu selama itu. Naik bersama penonton: relay atau jalurnya penuh.',
    },
    width: 10,
    queries: [{ ql, tier: 'raw', alias: '$tag_id' }],
    unit: 'ms',
    min: 0,
    steps: [{ colour: 'green' }, { from: 5000, colour: 'orange' }],
    legend: ['lastNotNull', 'max'],
    leastMs: HOLE_MS,
    nothing: NOTHING,
    link: TO_TARGET,
  })
}
