// The relays: streams with a source, traffic, readers.
import { selectFrom } from '../../../store/schema/influxql.ts'
import type { Columns, Term } from '../../../store/schema/influxql-terms.ts'
import type { House } from '../../house/house.ts'
import { DEAD_STEPS, type Step } from '../../house/palette.ts'
import type { PanelSpec } from '../../house/panel.ts'
import { table } from '../../house/table.ts'
import { type TimeseriesSpec, timeseries } from '../../house/timeseries.ts'
import { countColumn, targetColumn } from '../../panels/columns.ts'
import { targetLink } from '../../panels/places.ts'

/** Between two points, and a little more than one that is late. */
const NOW_MS = 130_000
/** Points of a minute come when they come: a hole is two that are missing. */
const HOLE_MS = 120_000
const CHOSEN = [{ tag: 'id', variable: 'relay' }] as const
const SILENT = {
  en: 'no relay is asked, or all are silent',
  id: 'tidak ada relay ditanya, atau semua diam',
}
const NONE_READY: readonly Step[] = [{ colour: 'red' }, { from: 1, colour: 'green' }]

type Of = Columns<'paths' | 'ready' | 'readers' | 'in_bytes' | 'out_bytes' | 'in_errors', 'id'>

export function relaysNow(house: House): PanelSpec {
  const newest = selectFrom(
    house.from('relay', 'raw'),
    ({ last }) => ({
      paths: last('paths'),
      ready: last('ready'),
      sourceless: last('paths').minus(last('ready')),
      readers: last('readers'),
    }),
    { time: { lastMs: NOW_MS }, where: CHOSEN, by: ['id'] },
  )
  const { ql } = selectFrom(newest, ({ field, tag }) => ({
    id: tag('id'),
    paths: field('paths'),
    ready: field('ready'),
    sourceless: field('sourceless'),
    readers: field('readers'),
  }))
  return table({
    key: 'relays',
    title: { en: 'Relays now', id: 'Relay sekarang' },
    description: {
      en: 'Streams that each relay knows, gets video for, and does not. No stream ready: the relay, or its link into the city. One that is missing said nothing for two minutes.',
      id: 'Aliran yang dikenal tiap relay, yang videonya diterima, dan yang tidak. Tidak ada yang siap: relay, atau jalurnya ke kota. Yang tidak ada diam dua menit.',
    },
    width: 8,
    queries: [{ ql, tier: 'raw', format: 'table' }],
    columns: [
      targetColumn('id', { en: 'Relay', id: 'Relay' }),
      countColumn('paths', { en: 'Streams', id: 'Aliran' }),
      { ...countColumn('ready', { en: 'With video', id: 'Dengan video' }), steps: NONE_READY },
      {
        ...countColumn('sourceless', { en: 'Without', id: 'Tanpa' }),
        steps: [{ colour: 'green' }, { from: 1, colour: 'orange' }],
      },
      countColumn('readers', { en: 'Readers', id: 'Penonton' }),
    ],
    sortBy: { field: 'ready', descending: false },
    nothing: SILENT,
  })
}

type TrendSpec = Omit<TimeseriesSpec, 'queries' | 'leastMs' | 'nothing' | 'link' | 'min'> & {
  readonly of: (of: Of) => Term
}

function trend(house: House, { of, ...spec }: TrendSpec): PanelSpec {
  const { ql } = selectFrom(house.from('relay', 'raw'), (columns) => ({ n: of(columns) }), {
    time: 'panel',
    where: CHOSEN,
    everyMs: 'panel',
    by: ['id'],
    fill: 'null',
  })
  return timeseries({
    ...spec,
    queries: [{ ql, tier: 'raw', alias: '$tag_id' }],
    min: 0,
    leastMs: HOLE_MS,
    nothing: SILENT,
    link: targetLink('${__field.labels.id}'),
  })
}

export function streamsReady(house: House): PanelSpec {
  return trend(house, {
    key: 'ready',
    title: { en: 'Streams with a source', id: 'Aliran dengan sumber' },
    description: {
      en: 'Streams that the relay gets video for, the fewest of each step. None at all: the relay, or its link into the city, is dead.',
      id: 'Aliran yang videonya diterima relay, paling sedikit tiap langkah. Tidak ada sama sekali: relay, atau jalurnya ke kota, mati.',
    },
    width: 12,
    of: ({ min }) => min('ready'),
    unit: 'short',
    legend: ['lastNotNull', 'min'],
  })
}

export function sourceless(house: House): PanelSpec {
  return trend(house, {
    key: 'sourceless',
    title: { en: 'Streams without a source', id: 'Aliran tanpa sumber' },
    description: {
      en: 'What residents ask for and get nothing of. Rises with the dead cameras: mend those. Alone: the relay does not reach its NVRs.',
      id: 'Yang diminta warga tetapi tidak didapat. Naik bersama kamera mati: perbaiki itu. Sendirian: relay tidak menjangkau NVR-nya.',
    },
    width: 12,
    of: ({ last }) => last('paths').minus(last('ready')),
    unit: 'short',
    legend: ['lastNotNull', 'max'],
  })
}

export function traffic(house: House): PanelSpec {
  const { ql } = selectFrom(
    house.from('relay', 'raw'),
    ({ rate }) => ({
      in: rate('in_bytes', 1000).times(8),
      out: rate('out_bytes', 1000).times(8),
    }),
    { time: 'panel', where: CHOSEN, everyMs: 'panel', by: ['id'], fill: 'null' },
  )
  return timeseries({
    key: 'traffic',
    title: { en: 'Traffic', id: 'Lalu lintas' },
    description: {
      en: 'Video in from the city and out to residents, each relay. Flat at the top: its link is full. In without out: nobody watches, or the portal is dead.',
      id: 'Video masuk dari kota dan keluar ke warga, tiap relay. Rata di puncak: jalurnya penuh. Masuk tanpa keluar: tidak ada penonton, atau portal mati.',
    },
    width: 8,
    queries: [{ ql, tier: 'raw', alias: '$tag_id $col' }],
    unit: 'bps',
    min: 0,
    legend: ['lastNotNull', 'max'],
    leastMs: HOLE_MS,
    nothing: SILENT,
  })
}

export function readers(house: House): PanelSpec {
  return trend(house, {
    key: 'readers',
    title: { en: 'Readers', id: 'Penonton' },
    description: {
      en: 'Who reads streams from the relay. Falls to nothing in the daytime: look at the portals.',
      id: 'Yang membaca aliran dari relay. Turun ke nol di siang hari: lihat portal.',
    },
    width: 8,
    of: ({ max }) => max('readers'),
    unit: 'short',
    legend: ['lastNotNull', 'max'],
  })
}

export function errors(house: House): PanelSpec {
  return trend(house, {
    key: 'errors',
    title: { en: 'Frames with errors', id: 'Bingkai rusak' },
    description: {
      en: 'Frames that came in with an error, new ones of each step: packets lost between the city and the relay.',
      id: 'Bingkai yang masuk dengan kesalahan, yang baru tiap langkah: paket hilang antara kota dan relay.',
    },
    width: 8,
    of: ({ rise }) => rise('in_errors'),
    unit: 'short',
    steps: DEAD_STEPS,
    legend: ['max'],
  })
}
