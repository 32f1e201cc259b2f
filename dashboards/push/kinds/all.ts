// All kinds of things by name. Rules are written by their groups, so they have no `write` of their own here.
import type { Kind } from '../thing.ts'
import { contactPoints } from './contact-points.ts'
import { dashboards } from './dashboards.ts'
import { dataSources } from './data-sources.ts'
import { folders } from './folders.ts'
import type { KindOf, ReadableKind } from './kind.ts'
import { policies } from './policies.ts'
import { rules } from './rules.ts'
import { templates } from './templates.ts'
import { timeIntervals } from './time-intervals.ts'

interface Kinds extends Readonly<Record<Exclude<Kind, 'rule'>, KindOf>> {
  readonly rule: ReadableKind
}

export const KIND: Kinds = {
  folder: folders,
  'data source': dataSources,
  'contact point': contactPoints,
  'time interval': timeIntervals,
  template: templates,
  policy: policies,
  rule: rules,
  dashboard: dashboards,
}
