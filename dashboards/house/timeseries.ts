// Lines over time.
import * as common from '@grafana/grafana-foundation-sdk/common'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries'
import type { Words } from '../../texts/language.ts'
import type { Step } from './palette.ts'
import {
  dataLink,
  type FieldSpec,
  type Link,
  overridesOf,
  type PanelBase,
  type PanelSpec,
  thresholdsOf,
} from './panel.ts'

export interface TimeseriesSpec extends PanelBase {
  readonly unit: string
  readonly decimals?: number
  readonly min?: number
  readonly max?: number
  /** Lines one on top of the other, filled: for parts of a whole. */
  readonly stacked?: boolean
  /** Drawn as a line across where it is crossed. */
  readonly steps?: readonly Step[]
  readonly fields?: readonly FieldSpec[]
  /** Legend as a table of these; default a list of names. */
  readonly legend?: readonly ('lastNotNull' | 'mean' | 'max' | 'min')[]
  /** What stands where there is nothing at all. */
  readonly nothing?: Words
  /** Of every line. */
  readonly link?: Link
  /**
   * Milliseconds between two points of the series: `$__interval` is never shorter, so that a hole in a line (`fill: 'null'`)
   * is a hole in the series.
   */
  readonly leastMs?: number
  /** So far back whatever the dashboard shows: `30d`. Queries with time `panel` follow it. */
  readonly back?: string
}

export function timeseries(spec: TimeseriesSpec): PanelSpec {
  const { key, title, description, width, queries } = spec
  return {
    ...{ key, title, description, width, queries },
    build(house) {
      const legend = new common.VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(spec.legend ? common.LegendDisplayMode.Table : common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom)
        .calcs([...(spec.legend ?? [])])
      const builder = new PanelBuilder()
        .unit(spec.unit)
        .legend(legend)
        .tooltip(
          new common.VizTooltipOptionsBuilder()
            .mode(common.TooltipDisplayMode.Multi)
            .sort(common.SortOrder.Descending),
        )
        .lineWidth(spec.stacked ? 0 : 1)
        .fillOpacity(spec.stacked ? 70 : 0)
        .showPoints(common.VisibilityMode.Never)
        .spanNulls(false)
        .thresholds(thresholdsOf(spec.steps ?? [{ colour: 'green' }]))
        .overrides(overridesOf(house, spec.fields ?? []))
      if (spec.stacked) {
        builder.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal))
      }
      if (spec.steps) {
        const style = new common.GraphThresholdsStyleConfigBuilder()
        builder.thresholdsStyle(style.mode(common.GraphThresholdsStyleMode.Dashed))
      }
      if (spec.decimals !== undefined) builder.decimals(spec.decimals)
      if (spec.min !== undefined) builder.min(spec.min)
      if (spec.max !== undefined) builder.max(spec.max)
      if (spec.nothing) builder.noValue(house.say(spec.nothing))
      if (spec.link) builder.dataLinks([dataLink(house, spec.link)])
      if (spec.back) builder.timeFrom(spec.back)
      if (spec.leastMs !== undefined) builder.interval(`${spec.leastMs / 1000}s`)
      return builder.build()
    },
  }
}
