// How much is wrong now, in numbers.
import { selectFrom } from '../../../store/schema/influxql.ts'
import type { House } from '../../house/house.ts'
import { toDashboard } from '../../house/links.ts'
import { DEAD_STEPS } from '../../house/palette.ts'
import type { PanelSpec } from '../../house/panel.ts'
import { stat } from '../../house/stat.ts'
import { outagesNow } from './outages.ts'

const NOTHING = { en: 'nothing written', id: 'tidak ada data' }
const LAST_MS = 30_000
const IN_KECAMATAN = [{ tag: 'kec', variable: 'kec' }] as const

export function openCount(house: House): PanelSpec {
  const { ql } = selectFrom(
    house.from('worker', 'raw'),
    ({ last }) => ({ incidents: last('incidents') }),
    { time: { lastMs: LAST_MS } },
  )
  return stat({
    key: 'open',
    title: { en: 'Open incidents', id: 'Insiden berlangsung' },
    description: {
      en: 'In the whole city, as the worker itself counts them. Where nothing is written the worker is silent: then no number on this page is of now.',
      id: 'Di seluruh kota, menurut hitungan worker sendiri. Bila tidak ada data, worker diam: maka tidak ada angka di halaman ini yang berlaku sekarang.',
    },
    width: 5,
    queries: [{ ql, tier: 'raw' }],
    unit: 'short',
    steps: DEAD_STEPS,
    nothing: NOTHING,
    link: {
      title: { en: 'Is the watch well?', id: 'Apakah pengawas sehat?' },
      url: toDashboard('ronda-worker'),
    },
  })
}

export function affectedNow(house: House): PanelSpec {
  const states = selectFrom(
    house.from('fleet', 'raw'),
    ({ last }) => ({ n: last('down').plus(last('unreachable')) }),
    { time: { lastMs: LAST_MS }, where: IN_KECAMATAN, by: ['kec', 'kind'] },
  )
  return stat({
    key: 'affected',
    title: { en: 'Targets dead', id: 'Titik mati' },
    description: {
      en: 'Lines, NVRs, cameras and all else that is down or unreachable in the chosen kecamatan. A click leads to where they are.',
      id: 'Saluran, NVR, kamera, dan lainnya yang mati atau tak terjangkau di kecamatan terpilih. Klik menuju letaknya.',
    },
    width: 5,
    queries: [{ ql: selectFrom(states, ({ sum }) => ({ dead: sum('n') })).ql, tier: 'raw' }],
    unit: 'short',
    steps: DEAD_STEPS,
    nothing: NOTHING,
    link: { title: { en: 'City', id: 'Kota' }, url: toDashboard('ronda-city') },
  })
}

export function notLookedAfter(house: House): PanelSpec {
  const { ql } = selectFrom(outagesNow(house), ({ sum }) => ({ causes: sum('causes') }), {
    where: [{ field: 'acked', sign: '=', value: 0 }],
  })
  return stat({
    key: 'not-acknowledged',
    title: { en: 'Nobody looks after', id: 'Belum ditangani' },
    description: {
      en: 'Causes that people were told of and that nobody acknowledged. Acknowledge in the console, or from the message.',
      id: 'Penyebab yang sudah dikabarkan dan belum ditanggapi siapa pun. Tanggapi di konsol, atau dari pesannya.',
    },
    width: 5,
    queries: [{ ql, tier: 'raw' }],
    unit: 'short',
    steps: DEAD_STEPS,
    nothing: { en: '–', id: '–' },
  })
}

export function oldest(house: House): PanelSpec {
  const { ql } = selectFrom(
    house.from('cause', 'raw'),
    ({ max }) => ({ oldest: max('longest_s') }),
    { time: { lastMs: LAST_MS }, where: [...IN_KECAMATAN, { tag: 'kind', variable: 'kind' }] },
  )
  return stat({
    key: 'oldest',
    title: { en: 'Oldest', id: 'Tertua' },
    description: {
      en: 'For how long the oldest open incident is open. After a day somebody should say who mends it, or suspend it with a reason.',
      id: 'Sudah berapa lama insiden tertua berlangsung. Setelah sehari harus jelas siapa yang memperbaiki, atau dinonaktifkan dengan alasan.',
    },
    width: 5,
    queries: [{ ql, tier: 'raw' }],
    unit: 's',
    steps: [
      { colour: 'green' },
      { from: 14_400, colour: 'orange' },
      { from: 86_400, colour: 'red' },
    ],
    nothing: { en: '–', id: '–' },
  })
}

export function onPurpose(house: House): PanelSpec {
  const states = selectFrom(
    house.from('fleet', 'raw'),
    ({ last }) => ({ n: last('suspended').plus(last('maintenance')) }),
    { time: { lastMs: LAST_MS }, where: IN_KECAMATAN, by: ['kec', 'kind'] },
  )
  return stat({
    key: 'on-purpose',
    title: { en: 'Off on purpose', id: 'Sengaja dimatikan' },
    description: {
      en: 'Targets that are suspended or in maintenance: they page nobody and are outside the SLA. By whom and until when: at the foot of this page.',
      id: 'Titik yang dinonaktifkan atau dalam pemeliharaan: tidak memanggil siapa pun dan di luar SLA. Oleh siapa dan sampai kapan: di bawah halaman ini.',
    },
    width: 4,
    queries: [{ ql: selectFrom(states, ({ sum }) => ({ planned: sum('n') })).ql, tier: 'raw' }],
    unit: 'short',
    steps: [{ colour: 'green' }, { from: 1, colour: 'blue' }],
    nothing: NOTHING,
  })
}
