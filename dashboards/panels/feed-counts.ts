// Cameras by what they show, in the groups that tell who has to act.
import { CONDITION_STATE, CONDITIONS, type Condition } from '../../fleet/condition.ts'
import { type FieldOf, selectFrom, type TagOf } from '../../store/schema/influxql.ts'
import type { Columns, Term } from '../../store/schema/influxql-terms.ts'
import type { House } from '../house/house.ts'
import { conditionColour, conditionWords } from '../house/meanings.ts'
import type { FieldSpec } from '../house/panel.ts'
import { IN_KEC } from './places.ts'
import { NOW_MS, SLOT_MS } from './windows.ts'

type FeedColumns = Columns<FieldOf<'feeds', 'raw'>, TagOf<'feeds'>>

const withState = (state: string): readonly Condition[] =>
  CONDITIONS.filter((condition) => CONDITION_STATE[condition] === state)

/** The fault is at the camera, or at its recorder's own service. */
export const OWN_FAULTS = withState('down')
/** Something above is dead. */
export const CUT_OFF = withState('unreachable')
/** There is a picture, but it is not what it should be. */
export const BAD_PICTURES = withState('degraded')
export const ON_PURPOSE = [...withState('maintenance'), ...withState('suspended')]
/** Everything that somebody has to do something about. */
export const FAULTS = [...OWN_FAULTS, ...BAD_PICTURES, ...CUT_OFF]

/** Sums over the kecamatan that are chosen, as of the newest slot: all have a point at the same time, once in a slot. */
export function feedsNow<C extends string>(
  house: House,
  select: (of: FeedColumns) => Readonly<Record<C, Term>>,
  by: readonly 'kec'[] = [],
): string {
  return selectFrom(house.from('feeds', 'raw'), select, {
    time: { lastMs: NOW_MS },
    where: IN_KEC,
    everyMs: SLOT_MS,
    by,
    fill: 'none',
    newestFirst: true,
    limit: 1,
  }).ql
}

/** Of all of `conditions` together: `sum` of each, added up. */
export function sumOf(conditions: readonly Condition[], sum: (condition: Condition) => Term): Term {
  return conditions.map(sum).reduce((all, one) => all.plus(one))
}

export function record<K extends string>(
  names: readonly K[],
  termOf: (name: K) => Term,
): Record<K, Term> {
  return Object.fromEntries(names.map((name) => [name, termOf(name)])) as Record<K, Term>
}

/** Columns or lines that are named by a condition. */
export function conditionFields(conditions: readonly Condition[]): FieldSpec[] {
  return conditions.map((condition) => ({
    field: condition,
    title: conditionWords(condition),
    colour: conditionColour(condition),
  }))
}
