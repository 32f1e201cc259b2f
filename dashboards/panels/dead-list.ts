// Which targets are dead now, since when, and because of what.
import { type Condition, type FieldOf, selectFrom } from '../../store/schema/influxql.ts'
import type { Words } from '../../texts/language.ts'
import type { House } from '../house/house.ts'
import { column } from '../house/links.ts'
import { KIND_MEANINGS, REASON_MEANINGS, STATE_MEANINGS } from '../house/meanings.ts'
import type { PanelSpec } from '../house/panel.ts'
import { table } from '../house/table.ts'
import { kecamatanLink, targetLink } from './places.ts'
import { LIST_MS } from './windows.ts'

/** Two lists may be within the look back: the newest is whole up to so many, whatever its order. */
const MOST_ROWS = 10_000

export interface DeadListSpec {
  readonly title: Words
  readonly description: Words
  readonly width: number
  readonly where: readonly Condition<FieldOf<'down', 'raw'>, 'kec' | 'kind'>[]
  readonly nothing: Words
}

export function deadList(house: House, spec: DeadListSpec): PanelSpec {
  const { where, ...base } = spec
  const { ql } = selectFrom(
    house.from('down', 'raw'),
    ({ field, tag }) => ({
      id: field('id'),
      kind: tag('kind'),
      code: field('code'),
      reason: field('reason'),
      cause: field('cause'),
      since: field('since_ms'),
      kec: tag('kec'),
      kel: field('kel'),
      inc: field('inc'),
    }),
    { time: { lastMs: LIST_MS }, where, newestFirst: true, limit: MOST_ROWS },
  )
  return table({
    key: 'dead-list',
    ...base,
    queries: [{ ql, tier: 'raw', format: 'table' }],
    newestFirst: true,
    newestOf: ['id', 'kind', 'cause', 'kec', 'kel'],
    columns: [
      {
        field: 'id',
        title: { en: 'Target', id: 'Titik' },
        link: targetLink(column('id'), column('kec')),
        filterable: true,
      },
      {
        field: 'kind',
        title: { en: 'Kind', id: 'Jenis' },
        meanings: KIND_MEANINGS,
        width: 90,
        filterable: true,
      },
      {
        field: 'code',
        title: { en: 'State', id: 'Keadaan' },
        meanings: STATE_MEANINGS,
        width: 110,
        filterable: true,
      },
      {
        field: 'reason',
        title: { en: 'Why', id: 'Mengapa' },
        meanings: REASON_MEANINGS,
        filterable: true,
      },
      {
        field: 'cause',
        title: { en: 'Because of', id: 'Karena' },
        link: targetLink(column('cause')),
        filterable: true,
      },
      { field: 'since', title: { en: 'Since', id: 'Sejak' }, unit: 'dateTimeFromNow', width: 130 },
      {
        field: 'kec',
        title: { en: 'Kecamatan', id: 'Kecamatan' },
        link: kecamatanLink(column('kec')),
        filterable: true,
      },
      { field: 'kel', title: { en: 'Kelurahan', id: 'Kelurahan' }, filterable: true },
      { field: 'inc', title: { en: 'Incident', id: 'Insiden' } },
    ],
    sortBy: { field: 'since', descending: true },
  })
}
