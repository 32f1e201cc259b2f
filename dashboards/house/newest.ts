// Lists that are written anew every few minutes: of two that a look back catches, the rows of the newer.

import type { Transformation } from './panel.ts'
import type { Column } from './table.ts'

/**
 * A look back that is sure to catch one list catches two for a while. Of rows with the same `key` (a column that a query
 * gives) the last remains. What was in the older list only stays until it is out of the look back.
 */
export function newestRows(
  key: string,
  columns: readonly Column[],
): { readonly columns: readonly Column[]; readonly transformations: readonly Transformation[] } {
  const fields = columns.map(({ field }) => [
    field,
    field === key
      ? { operation: 'groupby', aggregations: [] }
      : { operation: 'aggregate', aggregations: ['lastNotNull'] },
  ])
  return {
    columns: columns.map((column) =>
      column.field === key ? column : { ...column, field: newest(column.field) },
    ),
    transformations: [{ id: 'groupBy', options: { fields: Object.fromEntries(fields) } }],
  }
}

/** What Grafana calls such a column: for links, and to sort by. */
export function newest(field: string): string {
  return `${field} (lastNotNull)`
}
