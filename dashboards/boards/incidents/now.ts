// What is open now: the causes that people are told of, whose they are, and all others.
import { type Condition, selectFrom } from '../../../store/schema/influxql.ts'
import type { House } from '../../house/house.ts'
import {
  ACKNOWLEDGED_MEANINGS,
  INCIDENT_REASON_MEANINGS,
  PLANNED_MEANINGS,
  SEVERITY_MEANINGS,
} from '../../house/incident-meanings.ts'
import { column, toDashboard } from '../../house/links.ts'
import { KIND_MEANINGS, REASON_MEANINGS, YES_MEANINGS } from '../../house/meanings.ts'
import type { PanelSpec } from '../../house/panel.ts'
import { type Column, table } from '../../house/table.ts'
import { countColumn, KECAMATAN_COLUMN, sinceColumn, targetColumn } from '../../panels/columns.ts'
import { WIDER_KINDS } from '../../panels/places.ts'
import { CHOSEN, outageRows, outagesNow } from './outages.ts'

/** Between two lists, and a little more. */
const LIST_MS = 70_000
const NONE = { en: 'none', id: 'tidak ada' }

const KIND: Column = { field: 'kind', title: { en: 'Kind', id: 'Jenis' }, meanings: KIND_MEANINGS }
const TARGET = targetColumn('target', { en: 'What', id: 'Apa' })
const WIDER: Column = { field: 'wider', title: { en: 'What they share', id: 'Kesamaan mereka' } }
const WHY: Column = {
  field: 'reason',
  title: { en: 'Why', id: 'Mengapa' },
  meanings: INCIDENT_REASON_MEANINGS,
}
const AFFECTED = countColumn('affected', { en: 'Affected', id: 'Terdampak' })
const ACKED: Column = {
  field: 'acked',
  title: { en: 'Looked after', id: 'Penanganan' },
  meanings: ACKNOWLEDGED_MEANINGS,
  width: 110,
}
const OWNER: Column = { field: 'owner', title: { en: 'Whose', id: 'Milik' }, filterable: true }
const LONGEST: Column = {
  field: 'age',
  title: { en: 'For', id: 'Selama' },
  unit: 's',
  width: 110,
  steps: [{ colour: 'green' }, { from: 14_400, colour: 'orange' }, { from: 86_400, colour: 'red' }],
}

export function wrongNow(house: House): PanelSpec {
  return table({
    key: 'wrong-now',
    title: { en: 'What is wrong now', id: 'Yang terganggu sekarang' },
    description: {
      en: 'Each cause that people are told of: what must be mended, where, whose it is, since when, and what hangs on it. At most 40 stand by themselves, 25 of them warnings, the largest first; the rest as +more. A click on a target leads to its history. Empty: nothing is told, or the worker is silent (see Open incidents).',
      id: 'Tiap penyebab yang dikabarkan: apa yang harus diperbaiki, di mana, milik siapa, sejak kapan, dan apa yang bergantung padanya. Paling banyak 40 berdiri sendiri, 25 di antaranya peringatan, yang terbesar dahulu; sisanya +more. Klik pada titik menuju riwayatnya. Kosong: tidak ada yang dikabarkan, atau worker diam (lihat Insiden berlangsung).',
    },
    width: 24,
    queries: (['target', 'wider', 'more'] as const).map((part) => ({
      ql: outageRows(house, part),
      tier: 'raw',
      format: 'table',
    })),
    transformations: [{ id: 'merge', options: {} }],
    columns: [
      {
        field: 'severity',
        title: { en: 'Severity', id: 'Tingkat' },
        meanings: SEVERITY_MEANINGS,
        width: 100,
      },
      TARGET,
      WIDER,
      KIND,
      WHY,
      { field: 'condition', title: { en: 'Shows', id: 'Tampak' }, meanings: REASON_MEANINGS },
      KECAMATAN_COLUMN,
      OWNER,
      {
        field: 'isp',
        title: { en: 'ISP', id: 'ISP' },
        link: {
          title: { en: 'Its lines', id: 'Salurannya' },
          url: toDashboard('ronda-uplinks', { isp: column('isp') }),
        },
      },
      AFFECTED,
      countColumn('cameras', { en: 'Cameras', id: 'Kamera' }),
      LONGEST,
      ACKED,
    ],
    sortBy: { field: 'affected', descending: true },
    nothing: NONE,
  })
}

export function byOwner(house: House): PanelSpec {
  const sums = selectFrom(
    outagesNow(house),
    ({ sum, max }) => ({
      causes: sum('causes'),
      affected: sum('affected'),
      cameras: sum('cameras'),
      age: max('age'),
    }),
    { where: [{ field: 'causes', sign: '>', value: 0 }], by: ['owner'] },
  )
  const { ql } = selectFrom(sums, ({ field, tag }) => ({
    owner: tag('owner'),
    causes: field('causes'),
    affected: field('affected'),
    cameras: field('cameras'),
    age: field('age'),
  }))
  return table({
    key: 'by-owner',
    title: { en: 'Whose', id: 'Milik siapa' },
    description: {
      en: 'Who has to mend how many causes, and how long the oldest waits. Call the top one first.',
      id: 'Siapa harus memperbaiki berapa penyebab, dan berapa lama yang tertua menunggu. Hubungi yang teratas dulu.',
    },
    width: 8,
    queries: [{ ql, tier: 'raw', format: 'table' }],
    columns: [
      OWNER,
      countColumn('causes', { en: 'Causes', id: 'Penyebab' }),
      AFFECTED,
      countColumn('cameras', { en: 'Cameras', id: 'Kamera' }),
      LONGEST,
    ],
    sortBy: { field: 'cameras', descending: true },
    nothing: NONE,
  })
}

function causes(house: House) {
  return selectFrom(
    house.from('cause', 'raw'),
    ({ last }) => ({
      incidents: last('incidents'),
      affected: last('affected'),
      age: last('longest_s'),
    }),
    { time: { lastMs: 30_000 }, where: CHOSEN, by: ['kec', 'kind', 'reason'] },
  )
}

const SUM_COLUMNS: readonly Column[] = [
  countColumn('incidents', { en: 'Incidents', id: 'Insiden' }),
  AFFECTED,
  LONGEST,
]

export function byKind(house: House): PanelSpec {
  const sums = selectFrom(
    causes(house),
    ({ sum, max }) => ({
      incidents: sum('incidents'),
      affected: sum('affected'),
      age: max('age'),
    }),
    { by: ['kind', 'reason'] },
  )
  const { ql } = selectFrom(sums, ({ field, tag }) => ({
    kind: tag('kind'),
    reason: tag('reason'),
    incidents: field('incidents'),
    affected: field('affected'),
    age: field('age'),
  }))
  return table({
    key: 'by-kind',
    title: { en: 'By kind', id: 'Menurut jenis' },
    description: {
      en: 'Open incidents by what must be mended and why. A click narrows this page to the kind.',
      id: 'Insiden berlangsung menurut apa yang harus diperbaiki dan mengapa. Klik mempersempit halaman ini.',
    },
    width: 8,
    queries: [{ ql, tier: 'raw', format: 'table' }],
    columns: [
      {
        ...KIND,
        link: {
          title: { en: 'Only this kind', id: 'Jenis ini saja' },
          url: toDashboard('ronda-incidents', { kind: column('kind') }, ['kec']),
        },
      },
      WHY,
      ...SUM_COLUMNS,
    ],
    sortBy: { field: 'incidents', descending: true },
    nothing: NONE,
  })
}

export function byKecamatan(house: House): PanelSpec {
  const sums = selectFrom(
    causes(house),
    ({ sum, max }) => ({
      incidents: sum('incidents'),
      affected: sum('affected'),
      age: max('age'),
    }),
    { by: ['kec'] },
  )
  const { ql } = selectFrom(sums, ({ field, tag }) => ({
    kec: tag('kec'),
    incidents: field('incidents'),
    affected: field('affected'),
    age: field('age'),
  }))
  return table({
    key: 'by-kecamatan',
    title: { en: 'By kecamatan of the cause', id: 'Per kecamatan penyebab' },
    description: {
      en: 'Open incidents by where the cause is; without a kecamatan: causes that are in no one alone.',
      id: 'Insiden berlangsung menurut letak penyebab; tanpa kecamatan: penyebab yang tidak di satu kecamatan saja.',
    },
    width: 8,
    queries: [{ ql, tier: 'raw', format: 'table' }],
    columns: [KECAMATAN_COLUMN, ...SUM_COLUMNS],
    sortBy: { field: 'affected', descending: true },
    nothing: NONE,
  })
}

export function openIncidents(house: House): PanelSpec {
  const targets = WIDER_KINDS.map((kind) => ({ tag: 'kind', isNot: kind }) as const)
  const { consoleUrl } = house.city
  return table({
    key: 'open-incidents',
    title: { en: 'Open incidents', id: 'Insiden berlangsung' },
    description: {
      en: 'All of them, minute by minute, also those too young or too unsteady to be told. Flapping: goes down and up again and again, look for a loose plug or a full line.',
      id: 'Semuanya, menit demi menit, juga yang terlalu baru atau goyah untuk dikabarkan. Naik-turun: mati dan hidup berulang kali, cari colokan longgar atau saluran penuh.',
    },
    width: 24,
    queries: [
      { ql: openRows(house, 'target', targets), tier: 'raw', format: 'table' },
      {
        ql: openRows(house, 'wider', [{ tag: 'kind', isOneOf: WIDER_KINDS }]),
        tier: 'raw',
        format: 'table',
      },
    ],
    transformations: [{ id: 'merge', options: {} }],
    newestOf: ['inc', 'target', 'kec'],
    columns: [
      {
        field: 'inc',
        title: { en: 'Incident', id: 'Insiden' },
        ...(consoleUrl === undefined
          ? {}
          : {
              link: {
                title: { en: 'In the console', id: 'Di konsol' },
                url: `${consoleUrl}/#/incident/${column('inc').replace(/\}$/, ':percentencode}')}`,
              },
            }),
      },
      TARGET,
      WIDER,
      KIND,
      KECAMATAN_COLUMN,
      WHY,
      AFFECTED,
      countColumn('peak', { en: 'At most', id: 'Terbanyak' }),
      sinceColumn('since'),
      ACKED,
      {
        field: 'flapping',
        title: { en: 'Flapping', id: 'Naik-turun' },
        meanings: YES_MEANINGS,
        filterable: true,
        width: 110,
      },
    ],
    sortBy: { field: 'affected', descending: true },
    nothing: NONE,
  })
}

function openRows(
  house: House,
  name: 'target' | 'wider',
  where: readonly Condition<never, 'kind'>[],
): string {
  return selectFrom(
    house.from('incident_open', 'raw'),
    ({ field, tag }) => ({
      inc: field('inc'),
      [name]: field('cause'),
      kind: tag('kind'),
      kec: tag('kec'),
      reason: field('reason'),
      affected: field('affected'),
      peak: field('peak'),
      since: field('since_ms'),
      acked: field('acked'),
      flapping: field('flapping'),
    }),
    { time: { lastMs: LIST_MS }, where: [...CHOSEN, ...where] },
  ).ql
}

export function plannedNow(house: House): PanelSpec {
  const { ql } = selectFrom(
    house.from('planned_open', 'raw'),
    ({ field, tag }) => ({
      id: field('id'),
      kind: tag('kind'),
      owner: field('owner'),
      why: field('why'),
      targets: field('targets'),
      from: field('from_ms'),
      until: field('until_ms'),
    }),
    { time: { lastMs: LIST_MS } },
  )
  return table({
    key: 'planned-now',
    title: { en: 'Off on purpose now', id: 'Sengaja dimatikan sekarang' },
    description: {
      en: 'Who decided it, why, and until when, in the whole city. What is still dead after its end becomes an incident of kind planned.',
      id: 'Siapa yang memutuskan, mengapa, dan sampai kapan, di seluruh kota. Yang masih mati setelah berakhir menjadi insiden berjenis rencana.',
    },
    width: 14,
    queries: [{ ql, tier: 'raw', format: 'table' }],
    newestOf: ['id'],
    columns: [
      { field: 'kind', title: { en: 'Kind', id: 'Jenis' }, meanings: PLANNED_MEANINGS },
      { field: 'id', title: { en: 'Id', id: 'Id' } },
      OWNER,
      { field: 'why', title: { en: 'Why', id: 'Mengapa' } },
      countColumn('targets', { en: 'Targets', id: 'Titik' }),
      sinceColumn('from'),
      sinceColumn('until', { en: 'Ends', id: 'Berakhir' }),
    ],
    sortBy: { field: 'targets', descending: true },
    nothing: { en: 'nothing is off on purpose', id: 'tidak ada yang sengaja dimatikan' },
  })
}
