// What there is to say of one target, whatever its kind: its state, what happened to it, its round trips and loss.
import { type Source, selectFrom } from '../../store/schema/influxql.ts'
import type { House } from '../house/house.ts'
import { column } from '../house/links.ts'
import { REASON_MEANINGS, STATE_MEANINGS } from '../house/meanings.ts'
import type { PanelSpec } from '../house/panel.ts'
import { percentText } from '../house/percent.ts'
import { stat } from '../house/stat.ts'
import { stateTimeline } from '../house/state-timeline.ts'
import { table } from '../house/table.ts'
import { timeseries } from '../house/timeseries.ts'
import { NO_POINTS } from './fleet-trend.ts'
import { targetLink } from './places.ts'
import { LIST_MS, STATE_MS } from './windows.ts'

type Of = readonly [{ readonly tag: 'id'; readonly variable: string }]
type PingField = 'rtt_dms' | 'rtt_min_dms' | 'rtt_max_dms' | 'sent' | 'lost' | 'up_s' | 'obs_s'

/** `variable`: the one that holds the id. */
export function isTarget(variable: string): Of {
  return [{ tag: 'id', variable }]
}

/** Series of what is pinged, whichever of the three kinds it is. */
export function pinged(house: House, tier: 'm1' | 'h1'): Source<PingField, 'id'> {
  const kinds = ['uplink', 'nvr', 'node'] as const
  return { from: kinds.map((kind) => house.from(kind, tier).from).join(', ') }
}

export function stateNow(house: House, of: Of): PanelSpec {
  const { ql } = selectFrom(house.from('state', 'ev'), ({ last }) => ({ code: last('code') }), {
    time: { lastMs: STATE_MS },
    where: of,
  })
  return stat({
    key: 'state-now',
    title: { en: 'State now', id: 'Keadaan sekarang' },
    description: {
      en: 'Of this moment, whatever time range is chosen. Unreachable: the fault is above it, see "Dead because of".',
      id: 'Saat ini, apa pun rentang waktunya. Tak terjangkau: gangguannya di atasnya, lihat "Mati karena".',
    },
    width: 4,
    queries: [{ ql, tier: 'ev', alias: '$col' }],
    unit: 'none',
    steps: [{ colour: 'grey' }],
    meanings: STATE_MEANINGS,
    nothing: {
      en: 'No state since yesterday: a new target, or Ronda is silent',
      id: 'Tidak ada keadaan sejak kemarin: titik baru, atau Ronda diam',
    },
  })
}

export function deadBecauseOf(house: House, variable: string): PanelSpec {
  const { ql } = selectFrom(
    house.from('down', 'raw'),
    ({ field, tag }) => ({
      kind: tag('kind'),
      id: field('id'),
      kec: tag('kec'),
      kel: field('kel'),
      cause: field('cause'),
      reason: field('reason'),
      since: field('since_ms'),
      inc: field('inc'),
    }),
    { time: { lastMs: LIST_MS }, where: [{ field: 'id', variable }] },
  )
  return table({
    key: 'because-of',
    title: { en: 'Dead because of', id: 'Mati karena' },
    description: {
      en: 'Where it is dead now: since when, why, and what must be mended to bring it back. A click leads there.',
      id: 'Bila sekarang mati: sejak kapan, mengapa, dan apa yang harus diperbaiki agar pulih. Klik untuk ke sana.',
    },
    width: 12,
    queries: [{ ql, tier: 'raw', format: 'table' }],
    newestOf: ['id', 'kec', 'kel', 'cause'],
    columns: [
      {
        field: 'cause',
        title: { en: 'Because of', id: 'Karena' },
        link: targetLink(column('cause')),
      },
      { field: 'reason', title: { en: 'Why', id: 'Mengapa' }, meanings: REASON_MEANINGS },
      { field: 'since', title: { en: 'Since', id: 'Sejak' }, unit: 'dateTimeFromNow', width: 130 },
      { field: 'kec', title: { en: 'Kecamatan', id: 'Kecamatan' } },
      { field: 'kel', title: { en: 'Kelurahan', id: 'Kelurahan' } },
      { field: 'inc', title: { en: 'Incident', id: 'Insiden' } },
    ],
    nothing: { en: 'It is not listed as dead.', id: 'Tidak tercatat mati.' },
  })
}

export function availability(house: House, of: Of): PanelSpec {
  const { ql } = selectFrom(
    availabilitySource(house),
    ({ sum }) => ({ share: sum('up_s').over(sum('obs_s')) }),
    { time: 'panel', where: of },
  )
  const { slo } = house.city
  return stat({
    key: 'availability',
    title: { en: 'Available', id: 'Tersedia' },
    description: {
      en: `In the time range: time available, of the time that counts; what was switched off on purpose or not known does not count. The goal of cameras is ${percentText(slo, 'en')} %.`,
      id: `Dalam rentang waktu: waktu tersedia dari waktu yang dihitung; yang dimatikan dengan sengaja atau tidak diketahui tidak dihitung. Target kamera ${percentText(slo, 'id')} %.`,
    },
    width: 4,
    queries: [{ ql, tier: 'm1', alias: '$col' }],
    unit: 'percentunit',
    decimals: 2,
    steps: [{ colour: 'red' }, { from: slo, colour: 'green' }],
    nothing: { en: 'Nothing counted in this time', id: 'Tidak ada yang dihitung' },
  })
}

export function stateOverTime(house: House, of: Of): PanelSpec {
  const { ql } = selectFrom(house.from('state', 'ev'), ({ field }) => ({ code: field('code') }), {
    time: { panel: true, beforeMs: STATE_MS },
    where: of,
  })
  return stateTimeline({
    key: 'states',
    title: { en: 'State over time', id: 'Keadaan dari waktu ke waktu' },
    description: {
      en: 'What it was, and from when to when. Blue was on purpose; grey could not be known.',
      id: 'Keadaannya, dari kapan sampai kapan. Biru memang disengaja; abu-abu tidak dapat diketahui.',
    },
    width: 24,
    queries: [{ ql, tier: 'ev', alias: '$col' }],
    meanings: STATE_MEANINGS,
    fields: [{ field: 'code', title: { en: 'State', id: 'Keadaan' } }],
    nothing: NO_POINTS,
  })
}

export function roundTrip(house: House, of: Of, width: number): PanelSpec {
  const { ql } = selectFrom(
    pinged(house, 'm1'),
    ({ min, mean, max }) => ({
      shortest: min('rtt_min_dms').over(10),
      mean: mean('rtt_dms').over(10),
      longest: max('rtt_max_dms').over(10),
    }),
    { time: 'panel', where: of, everyMs: 'panel', fill: 'null' },
  )
  return timeseries({
    key: 'round-trip',
    title: { en: 'Round trip', id: 'Waktu tempuh' },
    description: {
      en: 'Of its answered echoes: shortest, mean and longest. A mean that rises with the hour of day: the line is full. A hole: nothing was answered.',
      id: 'Dari echo yang dijawab: terpendek, rata-rata dan terpanjang. Rata-rata yang naik pada jam tertentu: salurannya penuh. Garis terputus: tidak ada jawaban.',
    },
    width,
    queries: [{ ql, tier: 'm1', alias: '$col' }],
    unit: 'ms',
    min: 0,
    leastMs: 60_000,
    fields: [
      { field: 'shortest', title: { en: 'shortest', id: 'terpendek' }, colour: 'sky' },
      { field: 'mean', title: { en: 'mean', id: 'rata-rata' }, colour: 'blue' },
      { field: 'longest', title: { en: 'longest', id: 'terpanjang' }, colour: 'orange' },
    ],
    legend: ['mean', 'max'],
    nothing: NOT_PINGED,
  })
}

export function echoLoss(house: House, of: Of, width: number): PanelSpec {
  const { ql } = selectFrom(
    pinged(house, 'm1'),
    ({ sum }) => ({ loss: sum('lost').over(sum('sent')) }),
    { time: 'panel', where: of, everyMs: 'panel', fill: 'null' },
  )
  return timeseries({
    key: 'loss',
    title: { en: 'Loss', id: 'Kehilangan paket' },
    description: {
      en: 'Echoes that were not answered, of those that were sent. A few percent for long: ask the ISP, or look at the radio; all of them: it is dead.',
      id: 'Echo yang tidak dijawab, dari yang dikirim. Beberapa persen terus-menerus: tanyakan ISP, atau periksa radionya; semuanya: mati.',
    },
    width,
    queries: [{ ql, tier: 'm1', alias: '$col' }],
    unit: 'percentunit',
    min: 0,
    max: 1,
    leastMs: 60_000,
    steps: [{ colour: 'green' }, { from: 0.05, colour: 'orange' }],
    fields: [{ field: 'loss', title: { en: 'loss', id: 'kehilangan' }, colour: 'red' }],
    legend: ['mean', 'max'],
    nothing: NOT_PINGED,
  })
}

/** Changes of its state; the points of midnights, where nothing changed, are left out. */
export function changes(house: House, of: Of, width: number): PanelSpec {
  const steps = selectFrom(
    house.from('state', 'ev'),
    ({ field }) => ({
      code: field('code'),
      prev: field('prev'),
      reason: field('reason'),
      cause: field('cause'),
      moved: field('code').minus(field('prev')),
    }),
    { time: 'panel', where: of },
  )
  const { ql } = selectFrom(
    steps,
    ({ field }) => ({
      code: field('code'),
      prev: field('prev'),
      reason: field('reason'),
      cause: field('cause'),
    }),
    {
      time: 'panel',
      where: [{ field: 'moved', sign: '!=', value: 0 }],
      newestFirst: true,
      limit: 500,
    },
  )
  return table({
    key: 'changes',
    title: { en: 'What happened to it', id: 'Riwayatnya' },
    description: {
      en: 'Each change of its state in the time range, the newest first, with the reason; and with the parent, where that is the reason.',
      id: 'Setiap perubahan keadaannya dalam rentang waktu, yang terbaru lebih dulu, dengan alasannya; dan induknya, bila itu alasannya.',
    },
    width,
    queries: [{ ql, tier: 'ev', format: 'table' }],
    columns: [
      { field: 'Time', title: { en: 'When', id: 'Kapan' }, unit: 'dateTimeAsIso', width: 170 },
      { field: 'prev', title: { en: 'From', id: 'Dari' }, meanings: STATE_MEANINGS, width: 120 },
      { field: 'code', title: { en: 'To', id: 'Menjadi' }, meanings: STATE_MEANINGS, width: 120 },
      { field: 'reason', title: { en: 'Why', id: 'Mengapa' }, meanings: REASON_MEANINGS },
      {
        field: 'cause',
        title: { en: 'Because of', id: 'Karena' },
        link: targetLink(column('cause')),
      },
    ],
    nothing: {
      en: 'Nothing changed in this time.',
      id: 'Tidak ada perubahan pada waktu ini.',
    },
  })
}

const NOT_PINGED = {
  en: 'Not pinged in this time: cameras and portals never are.',
  id: 'Tidak di-ping pada waktu ini: kamera dan portal memang tidak pernah.',
} as const

/** Cameras have no round trips, but they have an availability. */
function availabilitySource(house: House): Source<'up_s' | 'obs_s', 'id'> {
  return { from: `${pinged(house, 'm1').from}, ${house.from('camera', 'm1').from}` }
}
