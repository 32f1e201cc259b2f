// What is known of each ISP: loss, round trips, silent lines, now and over time.
import { selectFrom } from '../../../store/schema/influxql.ts'
import type { House } from '../../house/house.ts'
import { column, toDashboard } from '../../house/links.ts'
import type { Step } from '../../house/palette.ts'
import type { Link, PanelSpec } from '../../house/panel.ts'
import { stat } from '../../house/stat.ts'
import { type Column, table } from '../../house/table.ts'
import { timeseries } from '../../house/timeseries.ts'

const MINUTE = 60_000
const ISP = [{ tag: 'isp', variable: 'isp' }] as const
const ONLY_THIS: Link = {
  title: { en: 'Only this ISP', id: 'ISP ini saja' },
  url: toDashboard('ronda-uplinks', { isp: '${__field.labels.isp}' }),
}
/** Percent. From 1 % a video stutters, from 5 % the alert rule for an ISP's loss fires by default. */
export const LOSS_STEPS: readonly Step[] = [
  { colour: 'green' },
  { from: 1, colour: 'orange' },
  { from: 5, colour: 'red' },
]
/** Times the usual: from 2 the alert rule for an ISP's round trips fires by default. */
const FACTOR_STEPS: readonly Step[] = [
  { colour: 'green' },
  { from: 1.5, colour: 'orange' },
  { from: 2, colour: 'red' },
]

export function lossNow(house: House): PanelSpec {
  const { ql } = selectFrom(
    house.from('isp', 'm1'),
    ({ sum }) => ({ loss: sum('lost').over(sum('sent')).times(100) }),
    { time: { lastMs: 5 * MINUTE }, where: ISP },
  )
  return stat({
    key: 'loss',
    title: { en: 'Loss, last 5 minutes', id: 'Kehilangan, 5 menit terakhir' },
    description: {
      en: 'Echoes lost of all that were sent to lines that answer, of the chosen ISPs. Red: look at the table below which ISP it is, then call it.',
      id: 'Echo yang hilang dari semua yang dikirim ke saluran yang menjawab, pada ISP terpilih. Merah: lihat di tabel di bawah ISP mana, lalu hubungi.',
    },
    width: 4,
    queries: [{ ql, tier: 'm1' }],
    unit: 'percent',
    decimals: 2,
    steps: LOSS_STEPS,
    nothing: { en: 'nothing measured', id: 'tidak terukur' },
  })
}

export function rttNow(house: House): PanelSpec {
  const { ql } = selectFrom(
    house.from('isp', 'm1'),
    ({ sum }) => ({
      ms: sum('rtt_sum_dms')
        .over(sum('sent').minus(sum('lost')))
        .over(10),
    }),
    { time: { lastMs: 5 * MINUTE }, where: ISP },
  )
  return stat({
    key: 'rtt',
    title: { en: 'Round trip, last 5 minutes', id: 'Waktu tempuh, 5 menit terakhir' },
    description: {
      en: 'Mean of all answers of the chosen ISPs. What is usual differs by ISP: see the table below.',
      id: 'Rata-rata semua jawaban pada ISP terpilih. Yang biasa berbeda tiap ISP: lihat tabel di bawah.',
    },
    width: 4,
    queries: [{ ql, tier: 'm1' }],
    unit: 'ms',
    decimals: 1,
    steps: [{ colour: 'green' }, { from: 100, colour: 'orange' }, { from: 250, colour: 'red' }],
    nothing: { en: 'nothing measured', id: 'tidak terukur' },
  })
}

export function silentNow(house: House): PanelSpec {
  const last = selectFrom(house.from('isp', 'm1'), (of) => ({ n: of.last('silent') }), {
    time: { lastMs: 3 * MINUTE },
    where: ISP,
    by: ['isp'],
  })
  return stat({
    key: 'silent',
    title: { en: 'Lines that answer nothing', id: 'Saluran yang tidak menjawab' },
    description: {
      en: 'Lines of the chosen ISPs that were asked in the last whole minute and did not answer once, whatever the reason.',
      id: 'Saluran ISP terpilih yang ditanya dalam menit penuh terakhir dan tidak menjawab sekali pun, apa pun sebabnya.',
    },
    width: 4,
    queries: [{ ql: selectFrom(last, ({ sum }) => ({ silent: sum('n') })).ql, tier: 'm1' }],
    unit: 'short',
    steps: [{ colour: 'green' }, { from: 1, colour: 'orange' }],
    nothing: { en: 'nothing measured', id: 'tidak terukur' },
  })
}

const QUALITY_COLUMNS: readonly Column[] = [
  {
    field: 'isp',
    title: { en: 'ISP', id: 'ISP' },
    link: {
      title: { en: 'Only this ISP', id: 'ISP ini saja' },
      url: toDashboard('ronda-uplinks', { isp: column('isp') }),
    },
  },
  { field: 'lines', title: { en: 'Lines', id: 'Saluran' }, unit: 'short', width: 80 },
  {
    field: 'silent',
    title: { en: 'Silent', id: 'Diam' },
    unit: 'short',
    width: 80,
    steps: [{ colour: 'green' }, { from: 1, colour: 'orange' }],
  },
  {
    field: 'loss',
    title: { en: 'Loss', id: 'Kehilangan' },
    unit: 'percent',
    decimals: 2,
    width: 100,
    steps: LOSS_STEPS,
  },
  {
    field: 'ms',
    title: { en: 'Round trip', id: 'Waktu tempuh' },
    unit: 'ms',
    decimals: 1,
    width: 110,
  },
  {
    field: 'usual',
    title: { en: 'Usual', id: 'Biasanya' },
    unit: 'ms',
    decimals: 1,
    width: 100,
  },
  {
    field: 'factor',
    title: { en: 'Times the usual', id: 'Kali biasanya' },
    unit: 'short',
    decimals: 2,
    width: 120,
    steps: FACTOR_STEPS,
  },
]

export function ispsNow(house: House): PanelSpec {
  const quarter = selectFrom(
    house.from('isp', 'm1'),
    ({ sum, last }) => ({
      lines: last('lines'),
      silent: last('silent'),
      loss: sum('lost').over(sum('sent')).times(100),
      ms: sum('rtt_sum_dms')
        .over(sum('sent').minus(sum('lost')))
        .over(10),
    }),
    { time: { lastMs: 15 * MINUTE }, where: ISP, by: ['isp'] },
  )
  const now = selectFrom(quarter, ({ field, tag }) => ({
    isp: tag('isp'),
    lines: field('lines'),
    silent: field('silent'),
    loss: field('loss'),
    ms: field('ms'),
  }))
  const minutes = selectFrom(
    house.from('isp', 'm1'),
    ({ field }) => ({
      ms: field('rtt_sum_dms')
        .over(field('sent').minus(field('lost')))
        .over(10),
    }),
    { time: { lastMs: 1440 * MINUTE }, where: ISP },
  )
  const medians = selectFrom(minutes, ({ median }) => ({ usual: median('ms') }), { by: ['isp'] })
  const usual = selectFrom(medians, ({ field, tag }) => ({
    isp: tag('isp'),
    usual: field('usual'),
  }))
  return table({
    key: 'isps',
    title: { en: 'ISPs, last 15 minutes', id: 'ISP, 15 menit terakhir' },
    description: {
      en: 'Each ISP against itself: round trips of the last 15 minutes beside the median minute of its last day. Loss and round trips are of lines that answer; silent ones do not. From twice the usual, or 5 % lost, call the ISP. A click narrows this page to it.',
      id: 'Tiap ISP dibanding dirinya: waktu tempuh 15 menit terakhir di samping median hari terakhirnya. Kehilangan dan waktu tempuh dari saluran yang menjawab; yang diam tidak. Mulai dua kali biasanya, atau 5 % hilang, hubungi ISP. Klik mempersempit halaman ini.',
    },
    width: 14,
    queries: [
      { ql: now.ql, tier: 'm1', format: 'table' },
      { ql: usual.ql, tier: 'm1', format: 'table' },
    ],
    transformations: [
      { id: 'joinByField', options: { byField: 'isp', mode: 'outer' } },
      {
        id: 'calculateField',
        options: {
          mode: 'binary',
          timeSeries: false,
          alias: 'factor',
          binary: {
            left: { matcher: { id: 'byName', options: 'ms' } },
            operator: '/',
            right: { matcher: { id: 'byName', options: 'usual' } },
          },
        },
      },
    ],
    columns: QUALITY_COLUMNS,
    sortBy: { field: 'loss', descending: true },
    nothing: { en: 'nothing measured', id: 'tidak terukur' },
  })
}

export function lossByIsp(house: House): PanelSpec {
  const { ql } = selectFrom(
    house.from('isp', 'm1'),
    ({ sum }) => ({ loss: sum('lost').over(sum('sent')).times(100) }),
    { time: 'panel', where: ISP, everyMs: 'panel', by: ['isp'], fill: 'null' },
  )
  return timeseries({
    key: 'isp-loss',
    title: { en: 'Loss', id: 'Kehilangan' },
    description: {
      en: 'Echoes lost of those sent to lines that answer, by ISP. One ISP alone: its network. All at once: our own link, or the city link.',
      id: 'Echo yang hilang dari yang dikirim ke saluran yang menjawab, per ISP. Satu ISP saja: jaringannya. Semua sekaligus: jalur kita sendiri, atau jalur kota.',
    },
    width: 12,
    queries: [{ ql, tier: 'm1', alias: '$tag_isp' }],
    unit: 'percent',
    decimals: 2,
    min: 0,
    steps: LOSS_STEPS,
    legend: ['lastNotNull', 'mean', 'max'],
    leastMs: MINUTE,
    link: ONLY_THIS,
  })
}

export function rttByIsp(house: House): PanelSpec {
  const { ql } = selectFrom(
    house.from('isp', 'm1'),
    ({ sum }) => ({
      ms: sum('rtt_sum_dms')
        .over(sum('sent').minus(sum('lost')))
        .over(10),
    }),
    { time: 'panel', where: ISP, everyMs: 'panel', by: ['isp'], fill: 'null' },
  )
  return timeseries({
    key: 'isp-rtt',
    title: { en: 'Round trip', id: 'Waktu tempuh' },
    description: {
      en: 'Mean of all answers, by ISP. Look back a day or a week: what comes every evening is load, what stays is a fault.',
      id: 'Rata-rata semua jawaban, per ISP. Lihat sehari atau seminggu ke belakang: yang datang tiap malam adalah beban, yang menetap adalah gangguan.',
    },
    width: 12,
    queries: [{ ql, tier: 'm1', alias: '$tag_isp' }],
    unit: 'ms',
    decimals: 1,
    min: 0,
    legend: ['lastNotNull', 'mean', 'max'],
    leastMs: MINUTE,
    link: ONLY_THIS,
  })
}

export function silentByIsp(house: House): PanelSpec {
  const { ql } = selectFrom(house.from('isp', 'm1'), ({ max }) => ({ silent: max('silent') }), {
    time: 'panel',
    where: ISP,
    everyMs: 'panel',
    by: ['isp'],
    fill: 'null',
  })
  return timeseries({
    key: 'isp-silent',
    title: { en: 'Lines that answer nothing', id: 'Saluran yang tidak menjawab' },
    description: {
      en: 'The most in a minute, by ISP. A step up of many lines at once is one cause: look at the incidents.',
      id: 'Terbanyak dalam satu menit, per ISP. Naik banyak sekaligus berarti satu penyebab: lihat insiden.',
    },
    width: 12,
    queries: [{ ql, tier: 'm1', alias: '$tag_isp' }],
    unit: 'short',
    min: 0,
    legend: ['lastNotNull', 'max'],
    leastMs: MINUTE,
    link: ONLY_THIS,
  })
}
