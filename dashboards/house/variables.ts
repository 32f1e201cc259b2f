// What people choose at the top of a dashboard. Each narrows those after it.
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableHide,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard'
import type { Tier } from '../../store/schema/tiers.ts'
import type { Words } from '../../texts/language.ts'
import type { House } from './house.ts'

export interface VariableSpec {
  /** Letters and `_`: `var-NAME` in links. */
  readonly name: string
  readonly label: Words
  /** Values of a tag: `tagValues(...)`. */
  readonly ql: string
  readonly tier: Tier
  /** Several, or All; else one. */
  readonly multi: boolean
}

/** The data sources first: hidden where there is nothing to choose. */
export function variablesOf(house: House, specs: readonly VariableSpec[]): VariableModel[] {
  return [
    ...house.dataSourceVariables.map(({ name, tier }) =>
      new DatasourceVariableBuilder(name)
        .label(house.say({ en: 'Database', id: 'Basis data' }) + (tier ? ` ${tier}` : ''))
        .type('influxdb')
        .regex(tier ? `/^Ronda.* ${tier}$/` : '/^Ronda/')
        .hide(tier ? VariableHide.HideVariable : VariableHide.DontHide)
        .build(),
    ),
    ...specs.map((spec) => queryVariable(house, spec)),
  ]
}

function queryVariable(
  house: House,
  { name, label, ql, tier, multi }: VariableSpec,
): VariableModel {
  const builder = new QueryVariableBuilder(name)
    .label(house.say(label))
    .datasource(house.dataSource(tier))
    .query({ query: ql, refId: `variable-${name}` })
    .definition(ql)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.NaturalAsc)
    .multi(multi)
    .includeAll(multi)
  if (multi) builder.allValue('.*').current({ selected: true, text: 'All', value: '$__all' })
  return builder.build()
}
