// Numbers beside each other as bars, to see which is the greatest.

import { PanelBuilder } from '@grafana/grafana-foundation-sdk/bargauge'
import * as common from '@grafana/grafana-foundation-sdk/common'
import { ReduceDataOptionsBuilder } from '@grafana/grafana-foundation-sdk/common'
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

export interface BarGaugeSpec extends PanelBase {
  readonly unit: string
  readonly steps: readonly Step[]
  readonly fields?: readonly FieldSpec[]
  readonly link?: Link
  /** What stands where there is nothing. */
  readonly nothing?: Words
}

/** The last value of each line or column. */
export function barGauge(spec: BarGaugeSpec): PanelSpec {
  const { key, title, description, width, queries } = spec
  return {
    ...{ key, title, description, width, queries },
    build(house) {
      const builder = new PanelBuilder()
        .unit(spec.unit)
        .min(0)
        .thresholds(thresholdsOf(spec.steps))
        .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
        .orientation(common.VizOrientation.Horizontal)
        .displayMode(common.BarGaugeDisplayMode.Basic)
        .valueMode(common.BarGaugeValueMode.Color)
        .namePlacement(common.BarGaugeNamePlacement.Left)
        .showUnfilled(false)
        .overrides(overridesOf(house, spec.fields ?? []))
      if (spec.nothing) builder.noValue(house.say(spec.nothing))
      if (spec.link) builder.dataLinks([dataLink(house, spec.link)])
      return builder.build()
    },
  }
}
