// Lines by their state and place, and one by one: the dead, and the worst.
import { selectFrom } from '../../../store/schema/influxql.ts'
import { stateName } from '../../../texts/states.ts'
import type { House } from '../../house/house.ts'
import { column, toDashboard } from '../../house/links.ts'
import { REASON_MEANINGS } from '../../house/meanings.ts'
import { DEAD_STEPS, STATE_COLOURS } from '../../house/palette.ts'
import type { PanelSpec } from '../../house/panel.ts'
import { stat } from '../../house/stat.ts'
import { table } from '../../house/table.ts'
import { timeseries } from '../../house/timeseries.ts'
import { countColumn, KECAMATAN_COLUMN, sinceColumn, targetColumn } from '../../panels/columns.ts'
import { LOSS_STEPS } from './isps.ts'

const LINES_OF_KEC = [
  { tag: 'kind', is: 'uplink' },
  { tag: 'kec', variable: 'kec' },
] as const

const LINES = {
  dead: {
    title: { en: 'Dead lines', id: 'Saluran mati' },
    description: {
      en: 'Lines that are down, or unreachable because something above them is, in the chosen kecamatan. A click leads to their causes.',
      id: 'Saluran yang mati, atau tak terjangkau karena yang di atasnya mati, di kecamatan terpilih. Klik menuju penyebabnya.',
    },
    states: ['down', 'unreachable'],
    colour: 'red',
  },
  degraded: {
    title: { en: 'Lines that lose echoes', id: 'Saluran terganggu' },
    description: {
      en: 'Lines in state degraded in the chosen kecamatan: they answer, but not always. Which: among the worst lines below.',
      id: 'Saluran berkeadaan terganggu di kecamatan terpilih: menjawab, tetapi tidak selalu. Yang mana: di saluran terburuk di bawah.',
    },
    states: ['degraded'],
    colour: 'orange',
  },
  planned: {
    title: { en: 'Lines off on purpose', id: 'Saluran sengaja dimatikan' },
    description: {
      en: 'Suspended or in maintenance in the chosen kecamatan: nobody is paged for them. A click leads to who decided it, and until when.',
      id: 'Dinonaktifkan atau dalam pemeliharaan di kecamatan terpilih: tidak ada yang dipanggil. Klik menuju siapa yang memutuskan, dan sampai kapan.',
    },
    states: ['suspended', 'maintenance'],
    colour: 'blue',
  },
} as const

export function linesNow(house: House, which: keyof typeof LINES): PanelSpec {
  const { title, description, states, colour } = LINES[which]
  const newestOf = selectFrom(
    house.from('fleet', 'raw'),
    ({ last }) => {
      const [first, second] = states
      return { n: second ? last(first).plus(last(second)) : last(first) }
    },
    { time: { lastMs: 30_000 }, where: LINES_OF_KEC, by: ['kec'] },
  )
  return stat({
    key: which,
    title,
    description,
    width: 4,
    queries: [{ ql: selectFrom(newestOf, ({ sum }) => ({ lines: sum('n') })).ql, tier: 'raw' }],
    unit: 'short',
    steps: [{ colour: 'green' }, { from: 1, colour }],
    nothing: { en: 'nothing written', id: 'tidak ada data' },
    link: {
      title: { en: 'Incidents', id: 'Insiden' },
      url: toDashboard('ronda-incidents'),
    },
  })
}

/** An ISP node that dies takes a thousand lines along: more rows help nobody. */
const MOST_ROWS = 500

export function deadLines(house: House): PanelSpec {
  const { ql } = selectFrom(
    house.from('down', 'raw'),
    ({ field, tag }) => ({
      id: field('id'),
      kec: tag('kec'),
      cause: field('cause'),
      reason: field('reason'),
      since: field('since_ms'),
    }),
    { time: { lastMs: 70_000 }, where: LINES_OF_KEC, newestFirst: true, limit: MOST_ROWS },
  )
  return table({
    key: 'dead-lines',
    title: { en: 'Dead lines', id: 'Saluran mati' },
    description: {
      en: `Lines that are down or unreachable now, why, and by what: many with one cause are mended there. At most ${MOST_ROWS} are listed. A click on a line leads to its history.`,
      id: `Saluran yang mati atau tak terjangkau sekarang, mengapa, dan oleh apa: banyak dengan satu penyebab diperbaiki di sana. Paling banyak ${MOST_ROWS} ditampilkan. Klik pada saluran menuju riwayatnya.`,
    },
    width: 10,
    queries: [{ ql, tier: 'raw', format: 'table' }],
    newestFirst: true,
    newestOf: ['id', 'kec', 'cause'],
    columns: [
      targetColumn('id', { en: 'Line', id: 'Saluran' }),
      KECAMATAN_COLUMN,
      targetColumn('cause', { en: 'Cause', id: 'Penyebab' }),
      { field: 'reason', title: { en: 'Why', id: 'Mengapa' }, meanings: REASON_MEANINGS },
      sinceColumn('since'),
    ],
    sortBy: { field: 'since', descending: true },
    nothing: { en: 'none listed', id: 'tidak ada dalam daftar' },
  })
}

/** Between two lists of the worst, and a little more. */
const WORST_MS = 6 * 60_000

const WORST = {
  loss: {
    title: { en: 'By loss', id: 'Menurut kehilangan' },
    description: {
      en: 'The lines that lost the largest share of their echoes in the last hour. Many of one ISP in one kecamatan: its node there. One alone: its last metres, or its modem.',
      id: 'Saluran yang kehilangan bagian terbesar echonya satu jam terakhir. Banyak dari satu ISP di satu kecamatan: simpulnya di sana. Satu saja: kabel terakhirnya, atau modemnya.',
    },
  },
  rtt: {
    title: { en: 'By round trip', id: 'Menurut waktu tempuh' },
    description: {
      en: 'The lines whose answers took longest in the last hour, on the mean. Slow but without loss is a full line: look at its evenings.',
      id: 'Saluran yang jawabannya paling lama satu jam terakhir, rata-rata. Lambat tanpa kehilangan berarti saluran penuh: lihat malam harinya.',
    },
  },
} as const

export function worst(house: House, by: keyof typeof WORST): PanelSpec {
  const { ql } = selectFrom(
    house.from('worst', 'raw'),
    ({ field }) => ({
      rank: field('rank'),
      id: field('id'),
      isp: field('isp'),
      kec: field('kec'),
      kel: field('kel'),
      loss: field('loss_ppm').over(10_000),
      ms: field('rtt_dms').over(10),
      sent: field('sent'),
    }),
    {
      time: { lastMs: WORST_MS },
      where: [
        { tag: 'kind', is: 'uplink' },
        { tag: 'by', is: by },
        { field: 'isp', variable: 'isp' },
        { field: 'kec', variable: 'kec' },
      ],
    },
  )
  return table({
    key: `worst-${by}`,
    ...WORST[by],
    width: 12,
    queries: [{ ql, tier: 'raw', format: 'table' }],
    newestOf: ['id', 'isp', 'kec'],
    columns: [
      { field: 'rank', title: { en: 'Rank', id: 'Urutan' }, width: 70 },
      targetColumn('id', { en: 'Line', id: 'Saluran' }),
      {
        field: 'isp',
        title: { en: 'ISP', id: 'ISP' },
        filterable: true,
        link: {
          title: { en: 'Only this ISP', id: 'ISP ini saja' },
          url: toDashboard('ronda-uplinks', { isp: column('isp') }),
        },
      },
      KECAMATAN_COLUMN,
      { field: 'kel', title: { en: 'Kelurahan', id: 'Kelurahan' } },
      {
        field: 'loss',
        title: { en: 'Loss', id: 'Kehilangan' },
        unit: 'percent',
        decimals: 2,
        width: 100,
        steps: LOSS_STEPS,
      },
      { field: 'ms', title: { en: 'Round trip', id: 'Waktu tempuh' }, unit: 'ms', decimals: 1 },
      countColumn('sent', { en: 'Echoes', id: 'Echo' }),
    ],
    sortBy: { field: 'rank', descending: false },
    nothing: { en: 'none listed in the last 6 minutes', id: 'tidak ada dalam 6 menit terakhir' },
  })
}

export function linesOverTime(house: House): PanelSpec {
  const dead = ['degraded', 'down', 'unreachable'] as const
  const byKec = selectFrom(
    house.from('fleet', 'm1'),
    ({ last }) => ({
      degraded: last('degraded'),
      down: last('down'),
      unreachable: last('unreachable'),
    }),
    { time: 'panel', where: LINES_OF_KEC, everyMs: 'panel', by: ['kec'] },
  )
  const all = selectFrom(
    byKec,
    ({ sum }) => ({
      degraded: sum('degraded'),
      down: sum('down'),
      unreachable: sum('unreachable'),
    }),
    { time: 'panel', everyMs: 'panel', fill: 'null' },
  )
  return timeseries({
    key: 'lines-over-time',
    title: { en: 'Lines that are dead or lose echoes', id: 'Saluran yang mati atau terganggu' },
    description: {
      en: 'By state, in the chosen kecamatan; a hole is a time that nothing is known of. Unreachable ones come back with what is above them.',
      id: 'Menurut keadaan, di kecamatan terpilih; lubang berarti tidak ada yang diketahui. Yang tak terjangkau pulih bersama yang di atasnya.',
    },
    width: 12,
    queries: [{ ql: all.ql, tier: 'm1', alias: '$col' }],
    unit: 'short',
    min: 0,
    stacked: true,
    fields: dead.map((state) => ({
      field: state,
      title: { en: stateName('en', state), id: stateName('id', state) },
      colour: STATE_COLOURS[state],
    })),
    leastMs: 60_000,
  })
}

export function kecamatanNow(house: House): PanelSpec {
  const states = selectFrom(
    house.from('fleet', 'raw'),
    ({ last }) => ({
      lines: last('total'),
      down: last('down'),
      unreachable: last('unreachable'),
      degraded: last('degraded'),
      planned: last('suspended').plus(last('maintenance')),
    }),
    { time: { lastMs: 30_000 }, where: LINES_OF_KEC, by: ['kec'] },
  )
  const { ql } = selectFrom(states, ({ field, tag }) => ({
    kec: tag('kec'),
    lines: field('lines'),
    down: field('down'),
    unreachable: field('unreachable'),
    degraded: field('degraded'),
    planned: field('planned'),
  }))
  return table({
    key: 'kecamatan',
    title: { en: 'Lines by state, now', id: 'Saluran menurut keadaan, sekarang' },
    description: {
      en: 'Where lines are dead or lose echoes. A click leads to the kecamatan.',
      id: 'Di mana saluran mati atau terganggu. Klik menuju kecamatannya.',
    },
    width: 14,
    queries: [{ ql, tier: 'raw', format: 'table' }],
    columns: [
      KECAMATAN_COLUMN,
      countColumn('lines', { en: 'Lines', id: 'Saluran' }),
      { ...countColumn('down', { en: 'Down', id: 'Mati' }), steps: DEAD_STEPS },
      {
        ...countColumn('unreachable', { en: 'Unreachable', id: 'Tak terjangkau' }),
        steps: [{ colour: 'green' }, { from: 1, colour: 'purple' }],
      },
      {
        ...countColumn('degraded', { en: 'Degraded', id: 'Terganggu' }),
        steps: [{ colour: 'green' }, { from: 1, colour: 'orange' }],
      },
      {
        ...countColumn('planned', { en: 'On purpose', id: 'Sengaja' }),
        steps: [{ colour: 'green' }, { from: 1, colour: 'blue' }],
      },
    ],
    sortBy: { field: 'down', descending: true },
    nothing: { en: 'nothing written', id: 'tidak ada data' },
  })
}

/** An hour is written when it is over. */
const TWO_HOURS_MS = 2 * 3_600_000

export function kecamatanLoss(house: House): PanelSpec {
  const hours = selectFrom(
    house.from('uplink', 'h1'),
    ({ sum }) => ({ loss: sum('lost').over(sum('sent')).times(100) }),
    {
      time: { lastMs: TWO_HOURS_MS },
      where: [
        { tag: 'isp', variable: 'isp' },
        { tag: 'kec', variable: 'kec' },
      ],
      by: ['kec'],
    },
  )
  const { ql } = selectFrom(hours, ({ field, tag }) => ({ kec: tag('kec'), loss: field('loss') }))
  return table({
    key: 'kecamatan-loss',
    title: { en: 'Loss, last whole hour', id: 'Kehilangan, jam penuh terakhir' },
    description: {
      en: 'All echoes lost on the lines of the chosen ISPs, dead lines included, by kecamatan. One ISP bad in one kecamatan only: its node there.',
      id: 'Semua echo yang hilang di saluran ISP terpilih, termasuk saluran mati, per kecamatan. Satu ISP buruk di satu kecamatan saja: simpulnya di sana.',
    },
    width: 10,
    queries: [{ ql, tier: 'h1', format: 'table' }],
    columns: [
      KECAMATAN_COLUMN,
      {
        field: 'loss',
        title: { en: 'Loss', id: 'Kehilangan' },
        unit: 'percent',
        decimals: 2,
        steps: LOSS_STEPS,
      },
    ],
    sortBy: { field: 'loss', descending: true },
    nothing: { en: 'no whole hour yet', id: 'belum ada jam penuh' },
  })
}
