// The SLA by place and kind.
import { selectFrom } from '../../../store/schema/influxql.ts'
import type { House } from '../../house/house.ts'
import { column, toDashboard } from '../../house/links.ts'
import { KIND_MEANINGS } from '../../house/meanings.ts'
import type { PanelSpec } from '../../house/panel.ts'
import { type Column, table } from '../../house/table.ts'
import { KECAMATAN_COLUMN } from '../../panels/columns.ts'
import {
  available,
  BUDGET_STEPS,
  BURN_STEPS,
  budget,
  burnOfSeconds,
  burnOfStates,
  CHOSEN,
  DAY_MS,
  HOUR_MS,
  lost,
  outside,
  targetSteps,
} from './share.ts'

const NOTHING = { en: 'nothing seen in the range', id: 'tidak teramati dalam rentang' }

function availabilityColumn(house: House): Column {
  return {
    field: 'availability',
    title: { en: 'Availability', id: 'Ketersediaan' },
    unit: 'percent',
    decimals: 3,
    width: 120,
    steps: targetSteps(house),
  }
}

const LOST: Column = {
  field: 'lost',
  title: { en: 'Hours lost', id: 'Jam hilang' },
  unit: 'h',
  decimals: 1,
  width: 110,
}
const OUTSIDE: Column = {
  field: 'outside',
  title: { en: 'Outside', id: 'Di luar' },
  unit: 'percent',
  decimals: 2,
  width: 100,
}

export function byKecamatan(house: House): PanelSpec {
  const sums = selectFrom(
    house.from('sla', 'h1'),
    (of) => ({
      availability: available(of),
      left: budget(house, of),
      lost: lost(of),
      outside: outside(of),
    }),
    { time: 'panel', where: CHOSEN, by: ['kec'] },
  )
  const { ql } = selectFrom(sums, ({ field, tag }) => ({
    kec: tag('kec'),
    availability: field('availability'),
    left: field('left'),
    lost: field('lost'),
    outside: field('outside'),
  }))
  return table({
    key: 'by-kecamatan',
    title: { en: 'By kecamatan, in the range', id: 'Per kecamatan, dalam rentang' },
    description: {
      en: 'The chosen kind, the least available first. A click on a kecamatan narrows this page to it and shows its kelurahan; budget: of the range.',
      id: 'Jenis terpilih, yang paling tidak tersedia dulu. Klik pada kecamatan mempersempit halaman ini dan menampilkan kelurahannya; anggaran: dari rentang.',
    },
    width: 13,
    queries: [{ ql, tier: 'h1', format: 'table' }],
    columns: [
      {
        field: 'kec',
        title: { en: 'Kecamatan', id: 'Kecamatan' },
        link: {
          title: { en: 'Only this kecamatan', id: 'Kecamatan ini saja' },
          url: toDashboard('ronda-sla', { kec: column('kec') }, ['kind']),
        },
      },
      availabilityColumn(house),
      {
        field: 'left',
        title: { en: 'Budget left', id: 'Sisa anggaran' },
        unit: 'percent',
        decimals: 1,
        width: 120,
        steps: BUDGET_STEPS,
      },
      LOST,
      OUTSIDE,
    ],
    sortBy: { field: 'availability', descending: false },
    nothing: NOTHING,
  })
}

export function burn(house: House): PanelSpec {
  const recent = (name: string, lastMs: number): string => {
    const rates = selectFrom(
      house.from('fleet', 'm1'),
      (of) => ({ [name]: burnOfStates(house, of) }),
      { time: { lastMs }, where: CHOSEN, by: ['kec'] },
    )
    return selectFrom(rates, ({ field, tag }) => ({ kec: tag('kec'), [name]: field(name) })).ql
  }
  const days = selectFrom(house.from('sla', 'h1'), (of) => ({ days: burnOfSeconds(house, of) }), {
    time: { lastMs: 3 * DAY_MS },
    where: CHOSEN,
    by: ['kec'],
  })
  const byDays = selectFrom(days, ({ field, tag }) => ({ kec: tag('kec'), days: field('days') }))
  const rate = (field: string, en: string, id: string): Column => ({
    field,
    title: { en, id },
    unit: 'suffix:×',
    decimals: 2,
    width: 110,
    steps: BURN_STEPS,
  })
  return table({
    key: 'burn',
    title: { en: 'How fast the budget goes', id: 'Secepat apa anggaran terpakai' },
    description: {
      en: 'Times as fast as it may, by kecamatan. Alert rules fire from 14.4 over an hour, 6 over six hours, 1 over three days. A click leads to what is dead there.',
      id: 'Kali lebih cepat dari yang diizinkan, per kecamatan. Aturan peringatan mulai 14,4 selama satu jam, 6 selama enam jam, 1 selama tiga hari. Klik menuju yang mati di sana.',
    },
    width: 11,
    queries: [
      { ql: recent('hour', HOUR_MS), tier: 'm1', format: 'table' },
      { ql: recent('quarter', 6 * HOUR_MS), tier: 'm1', format: 'table' },
      { ql: byDays.ql, tier: 'h1', format: 'table' },
    ],
    transformations: [{ id: 'joinByField', options: { byField: 'kec', mode: 'outer' } }],
    columns: [
      KECAMATAN_COLUMN,
      rate('hour', '1 hour', '1 jam'),
      rate('quarter', '6 hours', '6 jam'),
      rate('days', '3 days', '3 hari'),
    ],
    sortBy: { field: 'hour', descending: true },
    nothing: NOTHING,
  })
}

export function byKind(house: House): PanelSpec {
  const sums = selectFrom(
    house.from('sla', 'h1'),
    (of) => ({ availability: available(of), lost: lost(of), outside: outside(of) }),
    { time: 'panel', where: [{ tag: 'kec', variable: 'kec' }], by: ['kind'] },
  )
  const { ql } = selectFrom(sums, ({ field, tag }) => ({
    kind: tag('kind'),
    availability: field('availability'),
    lost: field('lost'),
    outside: field('outside'),
  }))
  return table({
    key: 'by-kind',
    title: { en: 'By kind', id: 'Menurut jenis' },
    description: {
      en: 'All kinds in the chosen kecamatan, in the range. Cameras worse than their NVRs: the cameras themselves. As bad as their lines: the ISP.',
      id: 'Semua jenis di kecamatan terpilih, dalam rentang. Kamera lebih buruk dari NVR-nya: kameranya sendiri. Seburuk salurannya: ISP.',
    },
    width: 10,
    queries: [{ ql, tier: 'h1', format: 'table' }],
    columns: [
      {
        field: 'kind',
        title: { en: 'Kind', id: 'Jenis' },
        meanings: KIND_MEANINGS,
        link: {
          title: { en: 'Only this kind', id: 'Jenis ini saja' },
          url: toDashboard('ronda-sla', { kind: column('kind') }, ['kec']),
        },
      },
      availabilityColumn(house),
      LOST,
      OUTSIDE,
    ],
    sortBy: { field: 'availability', descending: false },
    nothing: NOTHING,
  })
}

export function byKelurahan(house: House): PanelSpec {
  const sums = selectFrom(
    house.from('sla_kel', 'd1'),
    (of) => ({ availability: available(of), lost: lost(of), outside: outside(of) }),
    { time: 'panel', where: CHOSEN, by: ['kec', 'kel'] },
  )
  const { ql } = selectFrom(sums, ({ field, tag }) => ({
    kec: tag('kec'),
    kel: tag('kel'),
    availability: field('availability'),
    lost: field('lost'),
    outside: field('outside'),
  }))
  return table({
    key: 'by-kelurahan',
    title: { en: 'By kelurahan, whole days', id: 'Per kelurahan, hari penuh' },
    description: {
      en: 'The chosen kind, the least available first; days of the city that began in the range and are over. A click on the kecamatan leads to its page.',
      id: 'Jenis terpilih, yang paling tidak tersedia dulu; hari kota yang dimulai dalam rentang dan sudah selesai. Klik pada kecamatan menuju halamannya.',
    },
    width: 14,
    queries: [{ ql, tier: 'd1', format: 'table' }],
    columns: [
      KECAMATAN_COLUMN,
      { field: 'kel', title: { en: 'Kelurahan', id: 'Kelurahan' }, filterable: true },
      availabilityColumn(house),
      LOST,
      OUTSIDE,
    ],
    sortBy: { field: 'availability', descending: false },
    nothing: { en: 'no whole day in the range', id: 'belum ada hari penuh dalam rentang' },
  })
}
