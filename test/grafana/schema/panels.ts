// The panels that our dashboards have, by type; options by Grafana's own types.
import {
  BarGaugeDisplayMode,
  BarGaugeNamePlacement,
  BarGaugeSizing,
  BarGaugeValueMode,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
  type GraphFieldConfig,
  PercentChangeColorMode,
  SortOrder,
  TableCellHeight,
  type TableFieldOptions,
  TooltipDisplayMode,
  VisibilityMode,
  VizOrientation,
} from '@grafana/schema'
import type { Options as BarGaugeOptions } from '@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen'
import type { Options as GeomapOptions } from '@grafana/schema/dist/esm/raw/composable/geomap/panelcfg/x/GeomapPanelCfg_types.gen'
import type { Options as StatOptions } from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen'
import type {
  FieldConfig as TimelineFieldConfig,
  Options as TimelineOptions,
} from '@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen'
import type { Options as TableOptions } from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen'
import type { Options as TimeSeriesOptions } from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen'
import { z } from 'zod'
import { fieldConfig } from './field-config.ts'
import type { Shape } from './shape.ts'
import { dataSourceRef, mixed, target } from './target.ts'

const REDUCERS = ['lastNotNull', 'last', 'sum', 'mean', 'max', 'min', 'count', 'firstNotNull']

const legend = z.strictObject({
  displayMode: z.enum(['list', 'table', 'hidden']),
  placement: z.enum(['bottom', 'right']),
  showLegend: z.boolean(),
  calcs: z.array(z.enum(REDUCERS)),
  sortBy: z.string().optional(),
  sortDesc: z.boolean().optional(),
  width: z.number().optional(),
})
const tooltip = z.strictObject({
  mode: z.enum(TooltipDisplayMode),
  sort: z.enum(SortOrder).optional(),
  hideZeros: z.boolean().optional(),
  maxHeight: z.number().optional(),
  maxWidth: z.number().optional(),
})
const reduceOptions = z.strictObject({
  calcs: z.array(z.enum(REDUCERS)).length(1),
  fields: z.string().optional(),
  limit: z.number().optional(),
  values: z.boolean().optional(),
})
const text = z.unknown()
const annotations = z.unknown()

const stat = {
  ...{ reduceOptions, text, orientation: z.enum(VizOrientation) },
  colorMode: z.enum(BigValueColorMode),
  graphMode: z.enum(BigValueGraphMode),
  justifyMode: z.enum(BigValueJustifyMode),
  textMode: z.enum(BigValueTextMode),
  percentChangeColorMode: z.enum(PercentChangeColorMode),
  showPercentChange: z.boolean(),
  wideLayout: z.boolean(),
} satisfies Shape<StatOptions>

const bargauge = {
  ...{ reduceOptions, text, legend, orientation: z.enum(VizOrientation) },
  displayMode: z.enum(BarGaugeDisplayMode),
  valueMode: z.enum(BarGaugeValueMode),
  namePlacement: z.enum(BarGaugeNamePlacement),
  sizing: z.enum(BarGaugeSizing),
  showUnfilled: z.boolean(),
  minVizWidth: z.number(),
  minVizHeight: z.number(),
  maxVizHeight: z.number(),
} satisfies Shape<BarGaugeOptions>

const timeseries = {
  ...{ legend, tooltip, annotations },
  timezone: z.array(z.string()),
  orientation: z.enum(VizOrientation),
  timeCompare: z.unknown(),
  disableKeyboardEvents: z.boolean(),
} satisfies Shape<TimeSeriesOptions>

const timeline = {
  ...{ legend, tooltip, annotations },
  timezone: z.array(z.string()),
  alignValue: z.enum(['center', 'left', 'right']),
  mergeValues: z.boolean(),
  perPage: z.number(),
  rowHeight: z.number().min(0).max(1),
  showValue: z.enum(VisibilityMode),
} satisfies Shape<TimelineOptions>

const table = {
  cellHeight: z.enum(TableCellHeight),
  disableKeyboardEvents: z.boolean(),
  enablePagination: z.boolean(),
  frameIndex: z.number().int(),
  frozenColumns: z.unknown(),
  maxRowHeight: z.number(),
  pageSize: z.number(),
  showHeader: z.boolean(),
  showTypeIcons: z.boolean(),
  sortBy: z.array(z.strictObject({ displayName: z.string().min(1), desc: z.boolean().optional() })),
} satisfies Shape<TableOptions>

/** The SDK's builder writes it; Grafana 12 reads it, 13 has a footer for each field. */
const footer = z.strictObject({
  show: z.literal(false),
  reducer: z.array(z.string()),
  countRows: z.boolean().optional(),
  enablePagination: z.boolean().optional(),
  fields: z.unknown().optional(),
})

const layer = z.strictObject({
  type: z.enum(['default', 'markers', 'osm-standard', 'carto']),
  name: z.string().min(1),
  config: z.unknown().optional(),
  location: z
    .strictObject({
      mode: z.literal('coords'),
      latitude: z.string().min(1),
      longitude: z.string().min(1),
    })
    .optional(),
  filterData: z.unknown().optional(),
  opacity: z.number().optional(),
  tooltip: z.boolean().optional(),
})
const geomap = {
  basemap: layer,
  layers: z.array(layer).min(1),
  controls: z.record(z.string(), z.unknown()),
  tooltip: z.strictObject({ mode: z.enum(['none', 'details']) }),
  view: z.record(z.string(), z.unknown()),
} satisfies Shape<GeomapOptions>

const GRAPH = [
  ...['drawStyle', 'lineInterpolation', 'lineWidth', 'lineStyle', 'lineColor', 'fillOpacity'],
  ...['fillColor', 'fillBelowTo', 'gradientMode', 'showPoints', 'pointSize', 'pointColor'],
  ...['pointSymbol', 'spanNulls', 'insertNulls', 'stacking', 'thresholdsStyle', 'hideFrom'],
  ...['transform', 'axisLabel', 'axisPlacement', 'axisWidth', 'axisSoftMin', 'axisSoftMax'],
  ...['axisColorMode', 'axisGridShow', 'axisCenteredZero', 'axisBorderShow'],
  ...['scaleDistribution', 'barAlignment', 'barMaxWidth', 'barWidthFactor', 'showValues'],
] as const satisfies readonly (keyof GraphFieldConfig)[]
const CELLS = [
  ...['width', 'minWidth', 'filterable', 'align', 'hideFrom', 'inspect', 'cellOptions'],
  ...['hideHeader', 'wrapHeaderText', 'sortable', 'styleField', 'tooltip', 'footer'],
] as const satisfies readonly (keyof TableFieldOptions)[]
const SPANS = [
  ...['lineWidth', 'fillOpacity', 'hideFrom', 'axisPlacement'],
] as const satisfies readonly (keyof TimelineFieldConfig)[]
/** The last two are registered by its module.tsx, and missing in the generated type. */
const TIMELINE = [...SPANS, 'spanNulls', 'insertNulls']

const place = z.strictObject({
  h: z.number().int().min(1),
  w: z.number().int().min(1).max(24),
  x: z.number().int().min(0).max(23),
  y: z.number().int().min(0),
})

function panelOf(type: string, options: z.ZodRawShape, custom: readonly string[]) {
  return z
    .strictObject({
      type: z.literal(type),
      id: z.number().int().min(1),
      title: z.string().min(1),
      description: z.string().min(1),
      gridPos: place,
      transparent: z.boolean().optional(),
      repeatDirection: z.literal('h').optional(),
      datasource: z.union([dataSourceRef, mixed]),
      targets: z.array(target).min(1),
      options: z.strictObject(options).partial(),
      fieldConfig: fieldConfig(custom),
      transformations: z
        .array(
          z.strictObject({ id: z.string().min(1), options: z.record(z.string(), z.unknown()) }),
        )
        .optional(),
      interval: z
        .string()
        .regex(/^\d+[smhd]$/)
        .optional(),
      maxDataPoints: z.number().int().optional(),
      timeFrom: z.string().optional(),
      hideTimeOverride: z.boolean().optional(),
      links: z.array(z.unknown()).optional(),
    })
    .refine(({ datasource, targets }) => {
      const sources = new Set(targets.map((one) => one.datasource.uid))
      return sources.size > 1 ? datasource.type === 'datasource' : sources.has(datasource.uid)
    }, 'the data source of the panel is not that of its queries')
}

export const panel = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('row'),
    id: z.number().int().min(1),
    title: z.string().min(1),
    collapsed: z.literal(false),
    gridPos: place,
    panels: z.tuple([]),
  }),
  panelOf('stat', stat, []),
  panelOf('bargauge', bargauge, []),
  panelOf('timeseries', timeseries, GRAPH),
  panelOf('state-timeline', timeline, TIMELINE),
  panelOf('table', { ...table, footer }, CELLS),
  panelOf('geomap', geomap, []),
])
