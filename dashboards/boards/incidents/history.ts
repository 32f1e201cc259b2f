// What was: incidents over time, step by step, and what was switched off on purpose.
import { selectFrom } from '../../../store/schema/influxql.ts'
import type { House } from '../../house/house.ts'
import {
  INCIDENT_REASON_MEANINGS,
  PLANNED_MEANINGS,
  STEP_MEANINGS,
} from '../../house/incident-meanings.ts'
import { toDashboard } from '../../house/links.ts'
import { KIND_MEANINGS } from '../../house/meanings.ts'
import type { PanelSpec } from '../../house/panel.ts'
import { type Column, table } from '../../house/table.ts'
import { timeseries } from '../../house/timeseries.ts'
import { countColumn, KECAMATAN_COLUMN, targetColumn } from '../../panels/columns.ts'
import { WIDER_KINDS } from '../../panels/places.ts'
import { CHOSEN } from './outages.ts'

const MOST_ROWS = 500
const WHEN: Column = { field: 'Time', title: { en: 'When', id: 'Kapan' }, width: 170 }
const KIND: Column = { field: 'kind', title: { en: 'Kind', id: 'Jenis' }, meanings: KIND_MEANINGS }

export function openOverTime(house: House): PanelSpec {
  const causes = selectFrom(
    house.from('cause', 'raw'),
    ({ last }) => ({ incidents: last('incidents') }),
    { time: 'panel', where: CHOSEN, everyMs: 'panel', by: ['kec', 'kind', 'reason'], fill: 'none' },
  )
  const { ql } = selectFrom(causes, ({ sum }) => ({ incidents: sum('incidents') }), {
    time: 'panel',
    everyMs: 'panel',
    by: ['kind'],
    fill: 'null',
  })
  return timeseries({
    key: 'open-over-time',
    title: { en: 'Open incidents by kind', id: 'Insiden berlangsung menurut jenis' },
    description: {
      en: 'Seven days back. A hole: none was open, or nothing was written. A line that never comes back to its floor is work that nobody does.',
      id: 'Tujuh hari ke belakang. Lubang: tidak ada yang berlangsung, atau tidak ada data. Garis yang tak pernah kembali turun adalah pekerjaan yang tidak dikerjakan.',
    },
    width: 12,
    queries: [{ ql, tier: 'raw', alias: '$tag_kind' }],
    unit: 'short',
    min: 0,
    stacked: true,
    fields: KIND_MEANINGS.map(({ value, text }) => ({ field: String(value), title: text })),
    leastMs: 10_000,
    nothing: { en: 'none was open, or nothing was written', id: 'tidak ada, atau tidak ada data' },
  })
}

export function told(house: House): PanelSpec {
  const { ql } = selectFrom(house.from('incident', 'ev'), ({ count }) => ({ told: count('inc') }), {
    time: 'panel',
    where: [...CHOSEN, { field: 'what', sign: '=', value: 'settled' }],
    everyMs: 3_600_000,
    by: ['kind'],
    fill: 'none',
  })
  return timeseries({
    key: 'told',
    title: { en: 'Incidents told, each hour', id: 'Insiden dikabarkan, tiap jam' },
    description: {
      en: 'New causes that people were told of. Many of one kind at the same hour each day: a power plan, a full line, a cron job.',
      id: 'Penyebab baru yang dikabarkan. Banyak sejenis pada jam yang sama tiap hari: jadwal listrik, saluran penuh, tugas terjadwal.',
    },
    width: 12,
    queries: [{ ql, tier: 'ev', alias: '$tag_kind' }],
    unit: 'short',
    min: 0,
    stacked: true,
    fields: KIND_MEANINGS.map(({ value, text }) => ({ field: String(value), title: text })),
    nothing: { en: 'none was told', id: 'tidak ada yang dikabarkan' },
  })
}

export function history(house: House): PanelSpec {
  const rows = (name: 'target' | 'wider') =>
    selectFrom(
      house.from('incident', 'ev'),
      ({ field, tag }) => ({
        what: field('what'),
        [name]: field('cause'),
        kind: tag('kind'),
        kec: tag('kec'),
        reason: field('reason'),
        affected: field('affected'),
        peak: field('peak'),
        dur: field('dur_s'),
      }),
      {
        time: 'panel',
        where: [
          ...CHOSEN,
          ...(name === 'wider'
            ? [{ tag: 'kind', isOneOf: WIDER_KINDS } as const]
            : WIDER_KINDS.map((kind) => ({ tag: 'kind', isNot: kind }) as const)),
        ],
        newestFirst: true,
        limit: MOST_ROWS,
      },
    ).ql
  return table({
    key: 'history',
    title: { en: 'Step by step', id: 'Langkah demi langkah' },
    description: {
      en: `What happened to incidents in the range, newest first, at most ${MOST_ROWS} of targets and as many of what they share. Filter by step: flapping ones go down and up again and again.`,
      id: `Yang terjadi pada insiden dalam rentang, terbaru dulu, paling banyak ${MOST_ROWS} dari titik dan sebanyak itu dari kesamaan mereka. Saring menurut langkah: yang naik-turun mati dan hidup berulang kali.`,
    },
    width: 24,
    queries: (['target', 'wider'] as const).map((name) => ({
      ql: rows(name),
      tier: 'ev',
      format: 'table',
    })),
    transformations: [{ id: 'merge', options: {} }],
    columns: [
      WHEN,
      {
        field: 'what',
        title: { en: 'Step', id: 'Langkah' },
        meanings: STEP_MEANINGS,
        filterable: true,
      },
      targetColumn('target', { en: 'What', id: 'Apa' }),
      { field: 'wider', title: { en: 'What they share', id: 'Kesamaan mereka' } },
      KIND,
      KECAMATAN_COLUMN,
      {
        field: 'reason',
        title: { en: 'Why', id: 'Mengapa' },
        meanings: INCIDENT_REASON_MEANINGS,
      },
      countColumn('affected', { en: 'Affected', id: 'Terdampak' }),
      countColumn('peak', { en: 'At most', id: 'Terbanyak' }),
      { field: 'dur', title: { en: 'Open for', id: 'Berlangsung' }, unit: 's', width: 120 },
    ],
    sortBy: { field: 'Time', descending: true },
    nothing: { en: 'nothing happened in the range', id: 'tidak ada kejadian dalam rentang' },
  })
}

export function plannedHistory(house: House): PanelSpec {
  const { ql } = selectFrom(
    house.from('planned', 'ev'),
    ({ field, tag }) => ({
      what: field('what'),
      kind: tag('kind'),
      owner: field('owner'),
      why: field('why'),
      targets: field('targets'),
    }),
    { time: 'panel', newestFirst: true, limit: MOST_ROWS },
  )
  return table({
    key: 'planned-history',
    title: { en: 'Begun and ended', id: 'Dimulai dan berakhir' },
    description: {
      en: 'Suspensions and maintenance windows that began or ended in the range. What they did to availability: see SLA.',
      id: 'Penonaktifan dan pemeliharaan yang dimulai atau berakhir dalam rentang. Pengaruhnya pada ketersediaan: lihat SLA.',
    },
    width: 10,
    queries: [{ ql, tier: 'ev', format: 'table' }],
    columns: [
      WHEN,
      {
        field: 'what',
        title: { en: 'Step', id: 'Langkah' },
        meanings: PLANNED_MEANINGS,
        link: { title: { en: 'SLA', id: 'SLA' }, url: toDashboard('ronda-sla') },
      },
      { field: 'kind', title: { en: 'Kind', id: 'Jenis' }, meanings: PLANNED_MEANINGS },
      { field: 'owner', title: { en: 'Whose', id: 'Milik' } },
      { field: 'why', title: { en: 'Why', id: 'Mengapa' } },
      countColumn('targets', { en: 'Targets', id: 'Titik' }),
    ],
    sortBy: { field: 'Time', descending: true },
    nothing: { en: 'nothing in the range', id: 'tidak ada dalam rentang' },
  })
}
