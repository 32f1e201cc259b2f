// Rows: what is to be looked at one by one.
import * as common from '@grafana/grafana-foundation-sdk/common'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table'
import type { Words } from '../../texts/language.ts'
import type { Step } from './palette.ts'
import {
  type FieldSpec,
  overridesOf,
  type PanelBase,
  type PanelSpec,
  type Transformation,
  thresholdsOf,
} from './panel.ts'

export interface Column extends FieldSpec {
  readonly title: Words
  /** Pixels. */
  readonly width?: number
  readonly filterable?: boolean
  /** Not shown, but there for links: what is not among the columns is lost to them. */
  readonly hidden?: true
  /** Its numbers are coloured by them. */
  readonly steps?: readonly Step[]
}

export interface TableSpec extends PanelBase {
  /** In this order; what a query gives beside them is left out. */
  readonly columns: readonly Column[]
  readonly sortBy?: { readonly field: string; readonly descending: boolean }
  /**
   * Of rows that agree in these columns only one is shown, with the newest of the other columns: for lists that come again
   * and again, where a look back reaches two of them. Links can use these columns only.
   */
  readonly newestOf?: readonly string[]
  /** Its queries give the newest rows first. */
  readonly newestFirst?: true
  /** Before columns are ordered. */
  readonly transformations?: readonly Transformation[]
  readonly nothing?: Words
}

export function table(spec: TableSpec): PanelSpec {
  const { key, title, description, width, queries, columns } = spec
  return {
    ...{ key, title, description, width, queries },
    build(house) {
      const builder = new PanelBuilder()
        .cellHeight(common.TableCellHeight.Sm)
        .thresholds(thresholdsOf([{ colour: 'green' }]))
        .overrides(overridesOf(house, columns.map(withLook)))
        .transformations([
          ...(spec.transformations ?? []),
          ...(spec.newestOf ? newestOf(columns, spec.newestOf, spec.newestFirst) : []),
          ordered(columns),
        ])
      const sorted = columns.find(({ field }) => field === spec.sortBy?.field)
      if (spec.sortBy && sorted) {
        const by = new common.TableSortByFieldStateBuilder().displayName(house.say(sorted.title))
        builder.sortBy([by.desc(spec.sortBy.descending)])
      }
      if (spec.nothing) builder.noValue(house.say(spec.nothing))
      return builder.build()
    },
  }
}

function withLook(column: Column): FieldSpec {
  const { width, filterable, hidden, steps, meanings, more = [] } = column
  const coloured = steps !== undefined || meanings !== undefined
  return {
    ...column,
    more: [
      ...more,
      // Grafana 12 moved it; each knows one of them.
      ...(hidden ? [{ id: 'custom.hidden', value: true }] : []),
      ...(hidden ? [{ id: 'custom.hideFrom.viz', value: true }] : []),
      ...(width === undefined ? [] : [{ id: 'custom.width', value: width }]),
      ...(coloured ? [{ id: 'custom.cellOptions', value: { type: 'color-text' } }] : []),
      ...(steps ? [{ id: 'thresholds', value: thresholdsOf(steps).build() }] : []),
      ...(filterable ? [{ id: 'custom.filterable', value: true }] : []),
    ],
  }
}

/** Rows come oldest first, unless `first`. Grafana names the newest `affected (lastNotNull)`. */
function newestOf(
  columns: readonly Column[],
  keys: readonly string[],
  first = false,
): Transformation[] {
  const newest = first ? 'firstNotNull' : 'lastNotNull'
  const others = columns.map(({ field }) => field).filter((field) => !keys.includes(field))
  const fields = {
    ...Object.fromEntries(keys.map((field) => [field, { operation: 'groupby', aggregations: [] }])),
    ...Object.fromEntries(
      others.map((field) => [field, { operation: 'aggregate', aggregations: [newest] }]),
    ),
  }
  const renameByName = Object.fromEntries(others.map((field) => [`${field} (${newest})`, field]))
  return [
    { id: 'groupBy', options: { fields } },
    { id: 'organize', options: { renameByName } },
  ]
}

function ordered(columns: readonly Column[]): Transformation {
  return {
    id: 'organize',
    options: {
      includeByName: Object.fromEntries(columns.map(({ field }) => [field, true])),
      indexByName: Object.fromEntries(columns.map(({ field }, index) => [field, index])),
    },
  }
}
