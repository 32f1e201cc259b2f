// What is switched off on purpose now, by whom, why and until when.
import { selectFrom } from '../../store/schema/influxql.ts'
import type { House } from '../house/house.ts'
import { PLANNED_MEANINGS } from '../house/incident-meanings.ts'
import type { PanelSpec } from '../house/panel.ts'
import { table } from '../house/table.ts'
import { LIST_MS } from './windows.ts'

export function plannedNow(house: House, width: number): PanelSpec {
  const { ql } = selectFrom(
    house.from('planned_open', 'raw'),
    ({ field, tag }) => ({
      kind: tag('kind'),
      id: field('id'),
      targets: field('targets'),
      owner: field('owner'),
      why: field('why'),
      from: field('from_ms'),
      until: field('until_ms'),
    }),
    { time: { lastMs: LIST_MS } },
  )
  return table({
    key: 'planned',
    title: { en: 'Switched off on purpose: the list', id: 'Dimatikan dengan sengaja: daftarnya' },
    description: {
      en: 'Suspensions and maintenance windows of this moment, in the whole city. What they cover is in no number of what is broken, and in no availability. Soon over: see that it comes back.',
      id: 'Penonaktifan dan jadwal pemeliharaan saat ini, di seluruh kota. Yang tercakup tidak masuk angka rusak maupun ketersediaan. Segera berakhir: pastikan hidup kembali.',
    },
    width,
    queries: [{ ql, tier: 'raw', format: 'table' }],
    newestOf: ['kind', 'id', 'owner'],
    columns: [
      { field: 'kind', title: { en: 'Kind', id: 'Jenis' }, meanings: PLANNED_MEANINGS, width: 120 },
      { field: 'id', title: { en: 'Name', id: 'Nama' } },
      { field: 'targets', title: { en: 'Targets', id: 'Titik' }, unit: 'locale', width: 80 },
      { field: 'owner', title: { en: 'Decided by', id: 'Diputuskan oleh' } },
      { field: 'why', title: { en: 'Why', id: 'Mengapa' } },
      { field: 'from', title: { en: 'Since', id: 'Sejak' }, unit: 'dateTimeFromNow', width: 130 },
      { field: 'until', title: { en: 'Until', id: 'Sampai' }, unit: 'dateTimeFromNow', width: 130 },
    ],
    sortBy: { field: 'until', descending: false },
    nothing: {
      en: 'Nothing is switched off on purpose.',
      id: 'Tidak ada yang dimatikan dengan sengaja.',
    },
  })
}
