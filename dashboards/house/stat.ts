// A number, large.

import * as common from '@grafana/grafana-foundation-sdk/common'
import { ReduceDataOptionsBuilder } from '@grafana/grafana-foundation-sdk/common'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat'
import type { Words } from '../../texts/language.ts'
import type { Step } from './palette.ts'
import {
  dataLink,
  type FieldSpec,
  type Link,
  type Meaning,
  mappingsOf,
  overridesOf,
  type PanelBase,
  type PanelSpec,
  thresholdsOf,
} from './panel.ts'

export interface StatSpec extends PanelBase {
  readonly unit: string
  readonly decimals?: number
  readonly steps: readonly Step[]
  readonly meanings?: readonly Meaning[]
  readonly fields?: readonly FieldSpec[]
  /** Which of the values in the range; default the last. */
  readonly reduce?: 'lastNotNull' | 'sum' | 'mean' | 'max' | 'min'
  /** The curve behind the number; default none. */
  readonly curve?: boolean
  /** What stands where there is nothing. */
  readonly nothing?: Words
  readonly link?: Link
}

export function stat(spec: StatSpec): PanelSpec {
  const { key, title, description, width, queries } = spec
  return {
    ...{ key, title, description, width, queries },
    build(house) {
      const builder = new PanelBuilder()
        .unit(spec.unit)
        .thresholds(thresholdsOf(spec.steps))
        .reduceOptions(new ReduceDataOptionsBuilder().calcs([spec.reduce ?? 'lastNotNull']))
        .graphMode(spec.curve ? common.BigValueGraphMode.Area : common.BigValueGraphMode.None)
        .colorMode(common.BigValueColorMode.Value)
        .overrides(overridesOf(house, spec.fields ?? []))
      if (spec.decimals !== undefined) builder.decimals(spec.decimals)
      if (spec.meanings) builder.mappings(mappingsOf(house, spec.meanings))
      if (spec.nothing) builder.noValue(house.say(spec.nothing))
      if (spec.link) builder.dataLinks([dataLink(house, spec.link)])
      return builder.build()
    },
  }
}
