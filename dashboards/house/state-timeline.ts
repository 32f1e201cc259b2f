// What something was, and from when to when.
import * as common from '@grafana/grafana-foundation-sdk/common'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/statetimeline'
import type { Words } from '../../texts/language.ts'
import {
  dataLink,
  type FieldSpec,
  type Link,
  type Meaning,
  mappingsOf,
  overridesOf,
  type PanelBase,
  type PanelSpec,
} from './panel.ts'

export interface StateTimelineSpec extends PanelBase {
  readonly meanings: readonly Meaning[]
  readonly fields?: readonly FieldSpec[]
  /** A value holds until the next, but no longer than this; default for ever. */
  readonly holdsMs?: number
  readonly link?: Link
  /** What stands where there is nothing. */
  readonly nothing?: Words
}

export function stateTimeline(spec: StateTimelineSpec): PanelSpec {
  const { key, title, description, width, queries } = spec
  return {
    ...{ key, title, description, width, queries },
    build(house) {
      const builder = new PanelBuilder()
        .mappings(mappingsOf(house, spec.meanings))
        .mergeValues(true)
        .showValue(common.VisibilityMode.Auto)
        .fillOpacity(80)
        .lineWidth(0)
        .legend(
          new common.VizLegendOptionsBuilder()
            .showLegend(true)
            .displayMode(common.LegendDisplayMode.List)
            .placement(common.LegendPlacement.Bottom)
            .calcs([]),
        )
        .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Single))
        .overrides(overridesOf(house, spec.fields ?? []))
      if (spec.holdsMs !== undefined) builder.insertNulls(spec.holdsMs)
      if (spec.nothing) builder.noValue(house.say(spec.nothing))
      if (spec.link) builder.dataLinks([dataLink(house, spec.link)])
      return builder.build()
    },
  }
}
