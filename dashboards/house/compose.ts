// A dashboard of its rows: places in the grid, ids, queries, variables, annotations, links to all others.
import {
  type AnnotationQuery,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Panel,
  type RowPanel,
} from '@grafana/grafana-foundation-sdk/dashboard'
import type { Words } from '../../texts/language.ts'
import { DASHBOARD_TAG, type DashboardUid } from '../uids.ts'
import { type AnnotationName, annotationsOf } from './annotations.ts'
import type { House } from './house.ts'
import type { PanelSpec } from './panel.ts'
import { type PanelQuery, targetOf } from './query.ts'
import { type VariableSpec, variablesOf } from './variables.ts'

export interface DashboardSpec {
  readonly uid: DashboardUid
  readonly title: Words
  readonly description: Words
  readonly variables: readonly VariableSpec[]
  readonly annotations: readonly AnnotationName[]
  /** How far back it looks at first: `6h`. */
  readonly range: string
  /** Default `1m`: as often as most panels have something new. */
  readonly refresh?: string
  readonly rows: readonly RowSpec[]
}

/** Panels side by side, all of one height; where they are wider than 24 together they go on below. */
export interface RowSpec {
  /** A heading above; absent: none. */
  readonly title?: Words
  readonly height: number
  readonly panels: readonly PanelSpec[]
}

const WIDTH = 24
/** Without it Grafana asks the one of the panel for all of its queries (public/app/plugins/datasource/mixed). */
const MIXED = { type: 'datasource', uid: '-- Mixed --' } as const

export function compose(house: House, spec: DashboardSpec): Dashboard {
  const dashboard = new DashboardBuilder(house.say(spec.title))
    .uid(spec.uid)
    .description(house.say(spec.description))
    .tags([DASHBOARD_TAG])
    .timezone(house.city.timezone)
    .time({ from: `now-${spec.range}`, to: 'now' })
    .refresh(spec.refresh ?? '1m')
    .tooltip(DashboardCursorSync.Crosshair)
    .readonly()
    .link(
      new DashboardLinkBuilder(house.say({ en: 'Dashboards', id: 'Dasbor' }))
        .type(DashboardLinkType.Dashboards)
        .tags([DASHBOARD_TAG])
        .asDropdown(true)
        .includeVars(true)
        .keepTime(true),
    )
    .build()
  // The SDK's link builder cannot leave it out, and would hide the links in a menu.
  for (const link of dashboard.links ?? []) delete link.placement
  dashboard.panels = panelsOf(house, spec)
  dashboard.templating = { list: variablesOf(house, spec.variables) }
  dashboard.annotations = { list: annotationsOf(house, spec.annotations) as AnnotationQuery[] }
  // Without the SDK's markers, which are functions.
  return JSON.parse(JSON.stringify(dashboard)) as Dashboard
}

/** Ids by the order of panels: 1, 2, ... Rule annotations use it, so that both agree. */
export function panelId(spec: DashboardSpec, key: string): number {
  const keys = spec.rows.flatMap(({ title, panels }, at) => [
    ...(title ? [`row ${at}`] : []),
    ...panels.map((panel) => panel.key),
  ])
  const at = keys.indexOf(key)
  if (at < 0) throw new RangeError(`${spec.uid} has no panel "${key}"`)
  return at + 1
}

function panelsOf(house: House, spec: DashboardSpec): (Panel | RowPanel)[] {
  const panels: (Panel | RowPanel)[] = []
  let y = 0
  for (const { title, height, panels: specs } of spec.rows) {
    if (title) {
      const gridPos = { h: 1, w: WIDTH, x: 0, y }
      const id = panels.length + 1
      panels.push({
        type: 'row',
        id,
        title: house.say(title),
        collapsed: false,
        gridPos,
        panels: [],
      })
      y++
    }
    let x = 0
    for (const one of specs) {
      if (x + one.width > WIDTH) {
        x = 0
        y += height
      }
      const gridPos = { h: height, w: one.width, x, y }
      panels.push(placed(house, one, panels.length + 1, gridPos))
      x += one.width
    }
    y += height
  }
  return panels
}

function placed(
  house: House,
  spec: PanelSpec,
  id: number,
  gridPos: Panel['gridPos'] & object,
): Panel {
  return {
    ...spec.build(house),
    id,
    title: house.say(spec.title),
    description: house.say(spec.description),
    gridPos,
    ...sourceOf(house, spec.queries),
    targets: spec.queries.map((query, at) => ({
      ...targetOf(house, query, at),
      _implementsDataqueryVariant() {},
    })),
  }
}

function sourceOf(house: House, queries: readonly PanelQuery[]): Pick<Panel, 'datasource'> {
  const [first, ...others] = queries.map(({ tier }) => house.dataSource(tier))
  if (!first) return {}
  return { datasource: others.every(({ uid }) => uid === first.uid) ? first : MIXED }
}
