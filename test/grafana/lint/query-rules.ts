// Rules about queries: every name is in MEASUREMENTS, time is bounded, nothing asks each target where it need not.

import type { MeasurementSpec } from '../../../store/schema/measurement.ts'
import { MEASUREMENTS } from '../../../store/schema/measurements.ts'
import { TIER, TIERS, type Tier } from '../../../store/schema/tiers.ts'
import type { Asked } from './asked.ts'
import type { Finding } from './finding.ts'
import { type Measurement, type Select, type ShowTagValues, statementOf } from './statement.ts'

const SPECS: Readonly<Record<string, MeasurementSpec>> = MEASUREMENTS
const FUNCTIONS = new Set([
  ...['count', 'sum', 'mean', 'median', 'min', 'max', 'spread', 'stddev', 'first', 'last'],
  ...['percentile', 'top', 'bottom', 'distinct', 'difference', 'non_negative_difference'],
  ...['derivative', 'non_negative_derivative', 'elapsed', 'abs', 'round', 'moving_average'],
])
/** Thousands of targets each: a query over them all is what aggregates are written for. */
const EACH_TARGET = new Set(['uplink', 'nvr', 'camera', 'feed', 'nvr_facts', 'state'])

export function queryFindings(asked: readonly Asked[]): Finding[] {
  return asked.flatMap((one) => {
    const found: Finding[] = []
    const find = (rule: string, what: string) => found.push({ rule, where: one.where, what })
    let statement: Select | ShowTagValues
    try {
      statement = statementOf(one.ql)
    } catch (error) {
      find('parses', error instanceof Error ? error.message : String(error))
      return found
    }
    if (statement.kind === 'tags') tagFindings(statement, one, find)
    else {
      selectFindings(statement, one, find)
      timeFindings(statement, statement.bounded, find)
    }
    return found
  })
}

type Find = (rule: string, what: string) => void

function tagFindings({ from, key, where }: ShowTagValues, one: Asked, find: Find): void {
  const names = namesOf(from, one, find)
  for (const name of [key, ...where.map((condition) => condition.name)]) {
    if (names && !names.tags.has(name)) find('names', `${from.name} has no tag ${name}`)
  }
}

/** What is below can use of it: its columns, and the tags that it is grouped by. */
function selectFindings(select: Select, one: Asked, find: Find) {
  const passed = new Set<string>()
  for (const name of select.functions) {
    if (!FUNCTIONS.has(name.toLowerCase())) find('names', `there is no function ${name}`)
  }
  for (const source of select.from) {
    const names =
      source.kind === 'measurement' ? namesOf(source, one, find) : selectFindings(source, one, find)
    if (!names) continue
    const what = source.kind === 'measurement' ? source.name : 'the inner query'
    const known = (name: string) => names.fields.has(name) || names.tags.has(name)
    const used = [
      ...select.columns.flatMap(({ uses }) => uses),
      ...select.where.map(({ name }) => name),
    ]
    for (const name of used.filter((each) => !known(each))) {
      find('names', `${what} has no field or tag ${name}`)
    }
    for (const name of select.by.filter((each) => !names.tags.has(each))) {
      find('names', `${what} has no tag ${name} to group by`)
    }
    // Where nothing is aggregated each point keeps its tags.
    if (select.functions.length === 0) for (const tag of names.tags) passed.add(tag)
    if (source.kind === 'measurement') eachTarget(source, select, one, find)
  }
  for (const { name, uses } of select.columns) {
    if (name === '' && uses.length > 0) find('names', `a column of ${uses[0]} has no name`)
  }
  return {
    fields: new Set(select.columns.map(({ name }) => name)),
    tags: new Set([
      ...passed,
      ...select.by,
      ...select.columns.flatMap(({ uses }) => uses.filter(isTag)),
    ]),
  }
}

/** A tag that is selected, as top() and bottom() do, comes out as a column. */
function isTag(name: string): boolean {
  return Object.values(SPECS).some(({ tags }) => name in tags)
}

function namesOf({ name, tier }: Measurement, one: Asked, find: Find) {
  const spec = Object.hasOwn(SPECS, name) ? SPECS[name] : undefined
  if (!spec) {
    find('names', `there is no measurement ${name}`)
    return undefined
  }
  const wanted = tier ?? one.tier
  if (tier !== undefined && one.tier !== undefined) {
    find('names', `${tier}.${name} names its tier, which this database does not have`)
  }
  if (!isTier(wanted) || !(wanted in spec.tiers)) {
    find('names', `${name} is not in tier ${wanted}`)
    return undefined
  }
  return { fields: new Set(spec.tiers[wanted]), tags: new Set(Object.keys(spec.tags)) }
}

function isTier(text: string | undefined): text is Tier {
  return TIERS.some((tier) => tier === text)
}

/** Time that is bounded outside is bounded inside too. */
function timeFindings(select: Select, bounded: boolean, find: Find): void {
  for (const source of select.from) {
    if (source.kind === 'select') timeFindings(source, bounded || source.bounded, find)
    else if (!bounded) find('time', `nothing bounds the time of ${source.name}`)
  }
}

function eachTarget(source: Measurement, select: Select, one: Asked, find: Find): void {
  const spec = SPECS[source.name]
  if (!spec || !EACH_TARGET.has(source.name)) return
  // By its own id, or by that of its NVR, which has four.
  const conditions = select.where.filter(({ name }) => name === 'id' || name === 'nvr')
  const many = conditions.map(({ with: value }) => /\$\{(\w+)/.exec(value?.text ?? '')?.[1])
  const all = many.filter((variable) => {
    return one.board?.variables.some(({ name, multi }) => name === variable && multi)
  })
  if (conditions.length > all.length) return
  const tier = source.tier ?? one.tier
  const coarse = tier === 'h1' || tier === 'd1'
  // A point for each in an hour is few enough to make one number of them.
  if (coarse && select.functions.length > 0 && !select.by.includes('id')) return
  // A list of those of which something is wrong now.
  const chosen = select.where.some(({ name }) => name in spec.fields)
  if (select.fixed && select.limited && chosen) return
  const what = all.length > 0 ? `${all.join(', ')} can be All` : 'no id'
  find('targets', `every ${source.name} is asked: ${what}`)
}

/** A span that is finer than the points leaves holes. */
export function spanFindings(asked: readonly Asked[]): Finding[] {
  return asked.flatMap(({ where, ql, tier, least }) => {
    const found: Finding[] = []
    const visit = (select: Select) => {
      for (const source of select.from) {
        if (source.kind === 'select') visit(source)
        else {
          const own = source.tier ?? tier
          const step = isTier(own) ? (TIER[own].everyMs ?? 0) : 0
          // With InfluxDB 3 the data source of a tier has its step as the shortest.
          const shortest = least ?? (tier === undefined ? '10s' : `${step}ms`)
          const span = msOf(select.every === '$__interval' ? shortest : select.every)
          if (span !== undefined && span < step) {
            found.push({ rule: 'span', where, what: `time(${select.every}) is finer than ${own}` })
          }
        }
      }
    }
    try {
      const statement = statementOf(ql)
      if (statement.kind === 'select') visit(statement)
    } catch {
      // Said by queryFindings().
    }
    return found
  })
}

const UNITS: Readonly<Record<string, number>> = {
  ...{ ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 },
}

function msOf(span: string | undefined): number | undefined {
  const [, count, unit = ''] = /^(\d+)(ms|[smhdw])$/.exec(span ?? '') ?? []
  return count === undefined ? undefined : Number(count) * (UNITS[unit] ?? 0)
}
