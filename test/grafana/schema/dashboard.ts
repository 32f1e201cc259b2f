// Dashboard JSON of schema version 42, after the types of @grafana/schema and what frontend and backend read of it.
import { z } from 'zod'
import { panel } from './panels.ts'
import { dataSourceRef, target } from './target.ts'

const common = {
  name: z.string().regex(/^[a-z]\w*$/i),
  label: z.string().min(1),
  skipUrlSync: z.boolean().optional(),
  hide: z.number().int().min(0).max(3).optional(),
  multi: z.boolean().optional(),
  includeAll: z.boolean().optional(),
  allowCustomValue: z.boolean().optional(),
  // The SDK writes them into variables of every kind; Grafana reads them of intervals only.
  auto: z.boolean().optional(),
  auto_min: z.string().optional(),
  auto_count: z.number().int().optional(),
}

const variable = z.discriminatedUnion('type', [
  z.strictObject({
    ...common,
    type: z.literal('datasource'),
    query: z.string().min(1),
    regex: z.string().optional(),
    current: z.unknown().optional(),
  }),
  z.strictObject({
    ...common,
    type: z.literal('query'),
    datasource: dataSourceRef,
    query: z.strictObject({ query: z.string().min(1), refId: z.string().min(1) }),
    definition: z.string(),
    /** 1: when the dashboard is loaded, 2: when the time range changes. */
    refresh: z.union([z.literal(1), z.literal(2)]),
    sort: z.number().int().min(0).max(8),
    regex: z.string().optional(),
    allValue: z.string().optional(),
    current: z
      .strictObject({
        selected: z.boolean().optional(),
        text: z.union([z.string(), z.array(z.string())]),
        value: z.union([z.string(), z.array(z.string())]),
      })
      .optional(),
  }),
])

const builtIn = z.strictObject({
  builtIn: z.literal(1),
  name: z.string(),
  type: z.literal('dashboard'),
  datasource: z.strictObject({ type: z.literal('grafana'), uid: z.literal('-- Grafana --') }),
  enable: z.boolean(),
  hide: z.boolean(),
  iconColor: z.string(),
})

/** Of the InfluxDB plugin: columns of the answer by name. */
const columns = {
  fromAnnotations: z.literal(true),
  textColumn: z.string(),
  tagsColumn: z.string(),
}
const annotation = z.strictObject({
  name: z.string().min(1),
  datasource: dataSourceRef,
  enable: z.boolean(),
  hide: z.boolean(),
  iconColor: z.string().regex(/^#[0-9a-f]{6}$/),
  ...columns,
  query: z.string(),
  titleColumn: z.string(),
  timeEndColumn: z.string(),
  target: target.extend({ ...columns, textEditor: z.literal(true) }),
})

const link = z.strictObject({
  title: z.string().min(1),
  type: z.enum(['dashboards', 'link']),
  icon: z.string(),
  tooltip: z.string(),
  url: z.string().optional(),
  tags: z.array(z.string()),
  asDropdown: z.boolean(),
  targetBlank: z.boolean(),
  includeVars: z.boolean(),
  keepTime: z.boolean(),
})

export const dashboardFile = z.strictObject({
  uid: z.string().regex(/^[a-zA-Z0-9_-]{1,40}$/),
  title: z.string().min(1).max(189),
  description: z.string().min(1),
  tags: z.array(z.string()),
  timezone: z.string(),
  editable: z.boolean(),
  graphTooltip: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  fiscalYearStartMonth: z.number().int().min(0).max(11),
  schemaVersion: z.literal(42),
  refresh: z.string().regex(/^(\d+[smhd])?$/),
  time: z.strictObject({ from: z.string().startsWith('now'), to: z.literal('now') }),
  templating: z.strictObject({ list: z.array(variable) }),
  annotations: z.strictObject({ list: z.array(z.union([builtIn, annotation])) }),
  links: z.array(link),
  panels: z.array(panel).min(1),
})
