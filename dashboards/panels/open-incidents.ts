// The list of open incidents.
import { type Condition, selectFrom } from '../../store/schema/influxql.ts'
import type { House } from '../house/house.ts'
import { INCIDENT_REASON_MEANINGS } from '../house/incident-meanings.ts'
import { column, toDashboard } from '../house/links.ts'
import { KIND_MEANINGS, YES_MEANINGS } from '../house/meanings.ts'
import { DEAD_STEPS } from '../house/palette.ts'
import type { PanelSpec } from '../house/panel.ts'
import { table } from '../house/table.ts'
import { targetColumn, widerColumn } from './columns.ts'
import { kecamatanLink, WIDER_KINDS } from './places.ts'
import { LIST_MS } from './windows.ts'

export function openIncidents(
  house: House,
  { where = [], width }: { where?: readonly Condition<never, 'kec'>[]; width: number },
): PanelSpec {
  const rows = (name: 'target' | 'wider', which: readonly Condition<never, 'kind'>[]) =>
    selectFrom(
      house.from('incident_open', 'raw'),
      ({ field, tag }) => ({
        inc: field('inc'),
        kec: tag('kec'),
        kind: tag('kind'),
        [name]: field('cause'),
        reason: field('reason'),
        affected: field('affected'),
        peak: field('peak'),
        since: field('since_ms'),
        acked: field('acked'),
        flapping: field('flapping'),
      }),
      { time: { lastMs: LIST_MS }, where: [...where, ...which] },
    ).ql
  const single = WIDER_KINDS.map((kind) => ({ tag: 'kind', isNot: kind }) as const)
  const queries = [rows('target', single), rows('wider', [{ tag: 'kind', isOneOf: WIDER_KINDS }])]
  return table({
    key: 'open-incidents',
    title: { en: 'Open incidents', id: 'Insiden berlangsung' },
    description: {
      en: 'Every incident that is not over, the newest list of each minute. "In hand" says that somebody looks after it; what flaps goes down and up. A click on a cause shows what happened to it.',
      id: 'Setiap insiden yang belum selesai, daftar terbaru tiap menit. "Ditangani" berarti sudah ada yang menangani; yang naik-turun berulang kali mati dan hidup. Klik penyebab untuk melihat riwayatnya.',
    },
    width,
    queries: queries.map((ql) => ({ ql, tier: 'raw', format: 'table' })),
    transformations: [{ id: 'merge', options: {} }],
    newestOf: ['inc', 'target', 'kec'],
    columns: [
      {
        field: 'inc',
        title: { en: 'Incident', id: 'Insiden' },
        link: {
          title: { en: 'Show incidents', id: 'Lihat insiden' },
          url: toDashboard('ronda-incidents'),
        },
      },
      targetColumn('target', { en: 'Cause', id: 'Penyebab' }),
      widerColumn('wider'),
      { field: 'kind', title: { en: 'Kind', id: 'Jenis' }, meanings: KIND_MEANINGS, width: 100 },
      { field: 'reason', title: { en: 'Why', id: 'Mengapa' }, meanings: INCIDENT_REASON_MEANINGS },
      {
        field: 'kec',
        title: { en: 'Kecamatan', id: 'Kecamatan' },
        link: kecamatanLink(column('kec')),
        filterable: true,
      },
      {
        field: 'affected',
        title: { en: 'Dead', id: 'Mati' },
        unit: 'locale',
        steps: DEAD_STEPS,
        width: 70,
      },
      { field: 'peak', title: { en: 'At most', id: 'Terbanyak' }, unit: 'locale', width: 90 },
      {
        field: 'since',
        title: { en: 'Since', id: 'Sejak' },
        unit: 'dateTimeFromNow',
        width: 130,
      },
      {
        field: 'acked',
        title: { en: 'In hand', id: 'Ditangani' },
        meanings: YES_MEANINGS,
        width: 80,
      },
      {
        field: 'flapping',
        title: { en: 'Flaps', id: 'Naik-turun' },
        meanings: YES_MEANINGS,
        width: 90,
      },
    ],
    sortBy: { field: 'affected', descending: true },
    nothing: { en: 'No incident is open.', id: 'Tidak ada insiden berlangsung.' },
  })
}
