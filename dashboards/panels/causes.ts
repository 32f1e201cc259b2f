// What is wrong now, where, why, since when, and whose: the causes that people are told of.
import { type Condition, selectFrom } from '../../store/schema/influxql.ts'
import { MORE } from '../../store/schema/told-measurements.ts'
import type { House } from '../house/house.ts'
import { INCIDENT_REASON_MEANINGS, SEVERITY_MEANINGS } from '../house/incident-meanings.ts'
import { column } from '../house/links.ts'
import { KIND_MEANINGS, REASON_MEANINGS, YES_MEANINGS } from '../house/meanings.ts'
import { DEAD_STEPS } from '../house/palette.ts'
import type { PanelSpec } from '../house/panel.ts'
import { table } from '../house/table.ts'
import { targetColumn, widerColumn } from './columns.ts'
import { kecamatanLink, WIDER_KINDS } from './places.ts'
import { CAUSE_MS, NOW_MS } from './windows.ts'

const TAGS = ['cause', 'kind', 'reason', 'condition', 'kec', 'owner', 'isp', 'severity'] as const
type Place = readonly Condition<never, 'kec'>[]

export function causesNow(
  house: House,
  { where = [], width }: { where?: Place; width: number },
): PanelSpec {
  return table({
    key: 'causes',
    title: { en: 'What is wrong, and whose it is', id: 'Apa yang rusak, dan urusan siapa' },
    description: {
      en: 'Each cause that people are told of: what must be mended, how many are dead because of it, since when, and who is to mend it. At most 40, 25 of them warnings, the largest first; the rest stands together as +more. A click on a cause shows what happened to it; what many share leads to the incidents.',
      id: 'Setiap penyebab yang dikabarkan: apa yang harus diperbaiki, berapa yang mati karenanya, sejak kapan, dan siapa yang memperbaikinya. Paling banyak 40, 25 di antaranya peringatan, yang terbesar dahulu; selebihnya dijumlah sebagai +more. Klik penyebab untuk melihat riwayatnya.',
    },
    width,
    queries: causeRows(house, where).map((ql) => ({ ql, tier: 'raw', format: 'table' })),
    transformations: [{ id: 'merge', options: {} }],
    columns: [
      targetColumn('target', { en: 'Cause', id: 'Penyebab' }),
      widerColumn('wider'),
      { field: 'kind', title: { en: 'Kind', id: 'Jenis' }, meanings: KIND_MEANINGS, width: 100 },
      {
        field: 'condition',
        title: { en: 'Shows', id: 'Menampilkan' },
        meanings: REASON_MEANINGS,
        width: 120,
      },
      {
        field: 'affected',
        title: { en: 'Dead', id: 'Mati' },
        unit: 'locale',
        steps: DEAD_STEPS,
        width: 70,
      },
      { field: 'cameras', title: { en: 'Cameras', id: 'Kamera' }, unit: 'locale', width: 80 },
      { field: 'age', title: { en: 'For', id: 'Selama' }, unit: 's', decimals: 1, width: 90 },
      {
        field: 'kec',
        title: { en: 'Kecamatan', id: 'Kecamatan' },
        link: kecamatanLink(column('kec')),
        filterable: true,
      },
      { field: 'owner', title: { en: 'Owner', id: 'Pemilik' }, filterable: true },
      {
        field: 'severity',
        title: { en: 'Severity', id: 'Tingkat' },
        meanings: SEVERITY_MEANINGS,
        width: 90,
      },
      {
        field: 'acked',
        title: { en: 'In hand', id: 'Ditangani' },
        meanings: YES_MEANINGS,
        width: 80,
      },
    ],
    sortBy: { field: 'affected', descending: true },
    nothing: {
      en: 'Nothing is wrong that anybody was told of.',
      id: 'Tidak ada gangguan yang dikabarkan.',
    },
  })
}

/** In column `target` what there is a page of, in column `wider` the others. */
function causeRows(house: House, where: Place): readonly string[] {
  const newest = selectFrom(
    house.from('outage', 'raw'),
    ({ last }) => ({
      affected: last('affected'),
      cameras: last('cameras'),
      age: last('age_s'),
      acked: last('acked'),
    }),
    { time: { lastMs: NOW_MS }, where, by: TAGS },
  )
  const rows = (name: 'target' | 'wider', which: readonly Condition<never, 'kind' | 'cause'>[]) =>
    selectFrom(
      newest,
      ({ field, tag }) => ({
        [name]: tag('cause'),
        kind: tag('kind'),
        condition: tag('condition'),
        kec: tag('kec'),
        owner: tag('owner'),
        severity: tag('severity'),
        affected: field('affected'),
        cameras: field('cameras'),
        age: field('age'),
        acked: field('acked'),
      }),
      { where: [...which, { field: 'affected', sign: '>', value: 0 }] },
    ).ql
  const single = WIDER_KINDS.map((kind) => ({ tag: 'kind', isNot: kind }) as const)
  return [
    rows('target', [...single, { tag: 'cause', isNot: MORE }]),
    rows('wider', [{ tag: 'kind', isOneOf: WIDER_KINDS }]),
    // It stands for causes of the whole city, and has no kecamatan.
    ...(where.length === 0 ? [rows('wider', [...single, { tag: 'cause', is: MORE }])] : []),
  ]
}

export function causesByKind(house: House, where: Place = []): PanelSpec {
  const newest = selectFrom(
    house.from('cause', 'raw'),
    ({ last }) => ({
      incidents: last('incidents'),
      affected: last('affected'),
      longest: last('longest_s'),
    }),
    { time: { lastMs: CAUSE_MS }, where, by: ['kec', 'kind', 'reason'] },
  )
  const { ql } = selectFrom(
    newest,
    ({ sum, max }) => ({
      incidents: sum('incidents'),
      affected: sum('affected'),
      longest: max('longest'),
    }),
    { by: ['kind', 'reason'] },
  )
  return table({
    key: 'causes-by-kind',
    title: { en: 'By cause', id: 'Menurut penyebab' },
    description: {
      en: 'Open incidents by what failed and why it is one incident, with how many are dead because of them. The longest tells what everybody forgot.',
      id: 'Insiden berlangsung menurut apa yang rusak dan mengapa dianggap satu insiden, dengan jumlah yang mati karenanya. Yang terlama menunjukkan apa yang terlupakan.',
    },
    width: 8,
    queries: [{ ql, tier: 'raw', format: 'table' }],
    columns: [
      { field: 'kind', title: { en: 'What failed', id: 'Yang rusak' }, meanings: KIND_MEANINGS },
      { field: 'reason', title: { en: 'Why', id: 'Mengapa' }, meanings: INCIDENT_REASON_MEANINGS },
      { field: 'incidents', title: { en: 'Incidents', id: 'Insiden' }, unit: 'locale', width: 80 },
      {
        field: 'affected',
        title: { en: 'Dead', id: 'Mati' },
        unit: 'locale',
        steps: DEAD_STEPS,
        width: 70,
      },
      {
        field: 'longest',
        title: { en: 'Longest', id: 'Terlama' },
        unit: 's',
        decimals: 1,
        width: 90,
      },
    ],
    sortBy: { field: 'affected', descending: true },
    nothing: { en: 'No incident is open.', id: 'Tidak ada insiden berlangsung.' },
  })
}
