// Rules about a dashboard by itself: most are those of grafana/dashboard-linter, restated for InfluxQL.
import * as units from '@grafana/grafana-foundation-sdk/units'
import { COLOURS } from '../../../dashboards/house/palette.ts'
import { DASHBOARDS } from '../../../dashboards/uids.ts'
import { type Board, objectsIn, type Panel } from './board.ts'
import type { Finding } from './finding.ts'
import { statementOf } from './statement.ts'

const PALETTE = new Set<string>(Object.values(COLOURS))
const UNITS = new Set<string>(Object.values(units).filter((unit) => typeof unit === 'string'))
/** Their numbers are read without a word beside them. */
const WITH_UNIT = new Set(['stat', 'bargauge', 'timeseries', 'gauge'])
/** Seconds: the worker writes no series more often. */
const FINEST_S = 10

export function boardFindings(board: Board): Finding[] {
  const found: Finding[] = []
  const find = (rule: string, what: string, where = board.uid) => found.push({ rule, where, what })
  if (!DASHBOARDS.some((uid) => uid === board.uid)) find('uid', 'is none of dashboards/uids.ts')
  if (board.editable) find('uneditable', 'can be edited, and what is edited is lost')
  if (board.title === '' || board.description === '') find('words', 'has no title or description')
  const refresh = /^(\d+)([smhd])$/.exec(board.refresh)
  if (board.refresh !== '' && (!refresh || (refresh[2] === 's' && Number(refresh[1]) < FINEST_S))) {
    find('refresh', `refreshes every ${board.refresh}, and nothing is new so often`)
  }
  sourceFindings(board, find)
  for (const panel of board.panels) panelFindings(board.uid, panel, find)
  gridFindings(board.panels, find)
  variableFindings(board, find)
  columnFindings(board, find)
  for (const { key, object } of objectsIn(board.json)) {
    colourFindings(key, object, find)
    stepFindings(key, object, find)
    wordFindings(key, object, find)
  }
  return found
}

type Find = (rule: string, what: string, where?: string) => void

function sourceFindings({ uid, panels, variables, annotations }: Board, find: Find): void {
  const own = variables.filter(({ type, query }) => type === 'datasource' && query === 'influxdb')
  if (own.length === 0) find('source', 'has no variable of data sources')
  const known = new Set(own.map(({ name }) => `\${${name}}`))
  for (const panel of panels) if (panel.type !== 'row') panelSource(uid, panel, find)
  const uses = [
    ...panels.flatMap(({ title, targets = [] }) => {
      return targets.map(({ datasource }) => [title, datasource])
    }),
    ...variables.filter(({ type }) => type === 'query').map((one) => [one.name, one.datasource]),
    ...annotations.filter(({ builtIn }) => !builtIn).map((one) => [one.name, one.datasource]),
  ] as const
  for (const [title, datasource] of uses) {
    const source = typeof datasource === 'object' ? datasource.uid : undefined
    if (source === undefined || !known.has(source)) {
      find('source', `data source ${source} is no variable`, `${uid} "${title}"`)
    }
  }
}

/** Grafana asks the data source of the panel, whatever its queries name, unless it is the mixed one. */
function panelSource(uid: string, { title, datasource, targets = [] }: Panel, find: Find): void {
  const named = new Set(targets.map((target) => target.datasource?.uid))
  const wanted = named.size > 1 ? '-- Mixed --' : [...named][0]
  if (targets.length === 0 || datasource?.uid === wanted) return
  find('source', `is asked of ${datasource?.uid}, and not of ${wanted}`, `${uid} "${title}"`)
}

function panelFindings(uid: string, panel: Panel, find: Find): void {
  const where = `${uid} "${panel.title}"`
  if (!panel.title) find('words', 'a panel has no title', where)
  if (panel.type === 'row') return
  if (!panel.description) find('words', 'has no description', where)
  const { targets = [], fieldConfig } = panel
  if (targets.length === 0) find('targets', 'asks nothing', where)
  const unit = fieldConfig?.defaults.unit
  const named = (fieldConfig?.overrides ?? []).flatMap(({ properties }) =>
    properties.filter(({ id }) => id === 'unit').map(({ value }) => String(value)),
  )
  const meant = (fieldConfig?.defaults.mappings ?? []).length > 0
  if (WITH_UNIT.has(panel.type) && unit === undefined && named.length === 0 && !meant) {
    find('unit', 'has no unit', where)
  }
  for (const one of [...(unit === undefined ? [] : [unit]), ...named]) {
    if (!UNITS.has(one) && !/^(suffix|prefix|time|si|count|currency|bool):/.test(one)) {
      find('unit', `Grafana has no unit ${one}`, where)
    }
  }
}

function gridFindings(panels: readonly Panel[], find: Find): void {
  const ids = panels.map(({ id }) => id)
  if (new Set(ids).size < ids.length || ids.includes(undefined)) find('ids', 'ids are not unique')
  for (const [at, { title, gridPos: one }] of panels.entries()) {
    if (!one) {
      find('grid', `"${title}" has no place`)
      continue
    }
    if (one.x + one.w > 24) find('grid', `"${title}" goes beyond 24 columns`)
    for (const { title: other, gridPos: two } of panels.slice(at + 1)) {
      if (two && meet(one, two)) find('grid', `"${title}" lies over "${other}"`)
    }
  }
}

type Place = Panel['gridPos'] & object

function meet(one: Place, two: Place): boolean {
  const across = one.x < two.x + two.w && two.x < one.x + one.w
  return across && one.y < two.y + two.h && two.y < one.y + one.h
}

/** `$name`, `${name}` and `${name:format}`; Grafana's own begin with `__`, or are known to data sources and links only. */
const USED = /\$\{?([A-Za-z]\w*)/g
const OWN = new Set(['timeFilter', 'interval', 'col', 'measurement', 'm'])

function variableFindings({ variables, json }: Board, find: Find): void {
  const known = new Set(variables.map(({ name }) => name))
  const used = new Set<string>()
  for (const { object } of objectsIn(json)) {
    for (const value of Object.values(object).flat()) {
      if (typeof value !== 'string') continue
      for (const [, name = ''] of value.matchAll(USED)) used.add(name)
    }
  }
  for (const name of used) {
    if (!known.has(name) && !OWN.has(name) && !name.startsWith('tag_')) {
      find('variables', `uses a variable ${name} that it does not have`)
    }
  }
  for (const { name, type, refresh, label } of variables) {
    if (!used.has(name) && type !== 'datasource')
      find('variables', `variable ${name} is used nowhere`)
    if (!label) find('words', `variable ${name} has no label`)
    if (type === 'query' && refresh !== 2) {
      find('variables', `variable ${name} is not asked anew when the time range changes`)
    }
  }
}

/** Columns that annotations name, and tags in the names of lines. */
function columnFindings({ uid, panels, annotations }: Board, find: Find): void {
  for (const { name, query, textColumn = '', tagsColumn = '' } of annotations) {
    const columns = selectOf(query)?.columns.map((column) => column.name)
    for (const column of columns ? [textColumn, ...tagsColumn.split(',')] : []) {
      if (column !== '' && !columns?.includes(column)) {
        find('columns', `annotation ${name} has no column ${column}`)
      }
    }
  }
  for (const { title, targets = [] } of panels) {
    for (const { refId, query, alias = '' } of targets) {
      const by = selectOf(query)?.by
      for (const [, tag = ''] of alias.matchAll(/\$tag_(\w+)/g)) {
        if (by && !by.includes(tag)) {
          find(
            'columns',
            `lines are named by ${tag}, and not grouped by it`,
            `${uid} "${title}" ${refId}`,
          )
        }
      }
    }
  }
}

function selectOf(ql: string | undefined) {
  try {
    const statement = statementOf(ql ?? '')
    return statement.kind === 'select' ? statement : undefined
  } catch {
    return undefined
  }
}

function colourFindings(_key: string, object: Readonly<Record<string, unknown>>, find: Find): void {
  for (const [key, value] of Object.entries(object)) {
    if (typeof value !== 'string') continue
    const isColour = /^#[0-9a-f]{3,8}$/i.test(value) || /^(color|fixedColor|iconColor)$/.test(key)
    if (isColour && !PALETTE.has(value)) find('colours', `${value} is not of the palette`)
  }
}

function stepFindings(_key: string, { steps }: Readonly<Record<string, unknown>>, find: Find) {
  if (!Array.isArray(steps)) return
  const values = steps.map((step: { readonly value?: number | null }) => step.value ?? null)
  const rising = values.slice(1).every((value, at) => {
    const before = values[at]
    return value !== null && (before === null || before === undefined || before < value)
  })
  if (values[0] !== null || !rising) find('steps', `thresholds do not rise: ${values.join(', ')}`)
}

/** What people read: empty is forgotten in one of the languages. */
function wordFindings(key: string, object: Readonly<Record<string, unknown>>, find: Find): void {
  const named = object['id'] === 'displayName' || object['id'] === 'noValue'
  if (named && object['value'] === '') find('words', 'a field is named with nothing')
  for (const word of ['title', 'label', 'noValue', 'displayName']) {
    if (object[word] === '') find('words', `${key || 'the dashboard'}: its ${word} is empty`)
  }
  if ('color' in object && 'index' in object && object['text'] === '') {
    find('words', 'a value is told by an empty word')
  }
}
