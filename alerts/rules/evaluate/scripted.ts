// The series of a case: checked against the schema, and as points of it.
import type { MeasurementSpec } from '../../../store/schema/measurement.ts'
import {
  MEASUREMENTS,
  type MeasurementName,
  type Point,
} from '../../../store/schema/measurements.ts'
import { TIER, TIERS, type Tier } from '../../../store/schema/tiers.ts'
import { type Fault, nearOr } from './case-fault.ts'
import type { WrittenCase, WrittenSeries } from './case-schema.ts'
import type { ScriptedSeries } from './rule-case.ts'
import { parseValues, type ScriptedValue } from './values.ts'

/** Of one case. */
const MOST_POINTS = 500_000

export function scriptedOf(
  { series }: WrittenCase,
  path: readonly PropertyKey[],
  faults: Fault[],
): ScriptedSeries[] {
  const scripted = series.flatMap((one, at) => oneOf(one, [...path, 'series', at], faults))
  const points = scripted.reduce((sum, { fields }) => sum + longestOf(fields), 0)
  if (points > MOST_POINTS) {
    const what = `more than ${MOST_POINTS} points`
    faults.push({ path: [...path, 'series'], what, remedy: 'write fewer series, or less often' })
  }
  return scripted
}

/** Points of one tier each, in the order of the series. */
export function pointsOf(
  series: readonly ScriptedSeries[],
  beginAt: number,
): ReadonlyMap<Tier, readonly Point[]> {
  const byTier = new Map<Tier, Point[]>()
  for (const [ordinal, one] of series.entries()) {
    const { measurement, tier, tags, everyMs, fromMs, fields } = one
    const points = byTier.get(tier) ?? []
    byTier.set(tier, points)
    const spec: MeasurementSpec = MEASUREMENTS[measurement]
    for (let at = 0; at < longestOf(fields); at++) {
      const values = Object.entries(fields).flatMap(([name, all]) => {
        const value = all[at] ?? null
        return value === null ? [] : [[name, value] as const]
      })
      if (values.length === 0) continue
      points.push({
        measurement,
        tags,
        fields: Object.fromEntries(values),
        at: beginAt + fromMs + at * everyMs,
        // Rows of a board are told apart by it.
        ...(spec.numbered ? { ordinal } : {}),
      } as Point)
    }
  }
  return byTier
}

function oneOf(
  written: WrittenSeries,
  path: readonly PropertyKey[],
  faults: Fault[],
): ScriptedSeries[] {
  const { measurement, tags, from } = written
  const before = faults.length
  const fail = (key: readonly PropertyKey[], what: string, remedy: string): void => {
    faults.push({ path: [...path, ...key], what, remedy })
  }
  if (!Object.hasOwn(MEASUREMENTS, measurement)) {
    const remedy = nearOr(measurement, Object.keys(MEASUREMENTS))
    fail(['measurement'], `no measurement "${measurement}"`, remedy)
    return []
  }
  const spec: MeasurementSpec = MEASUREMENTS[measurement as MeasurementName]
  for (const tag of Object.keys(tags)) {
    if (Object.hasOwn(spec.tags, tag)) continue
    const remedy = nearOr(tag, Object.keys(spec.tags))
    fail(['tags', tag], `${measurement} has no tag "${tag}"`, remedy)
  }
  const tier = tierOf(written, spec, fail)
  if (tier === undefined) return []
  const fields = Object.entries(written.fields).map(
    ([name, text]) => [name, valuesOf(name, text, { spec, measurement, tier }, fail)] as const,
  )
  if (fields.length === 0) fail(['fields'], 'no field', 'write fields: {up: 1x60}')
  const most = Math.max(0, ...fields.map(([, values]) => values.length))
  const everyMs = written.every ?? spec.everyMs ?? TIER[tier].everyMs
  if (everyMs === undefined && most > 1) {
    fail([], `tier ${tier} has no time between two points`, 'write every: 60s')
  }
  if (faults.length > before) return []
  return [
    {
      measurement: measurement as MeasurementName,
      tier,
      tags,
      everyMs: everyMs ?? 0,
      fromMs: from,
      fields: Object.fromEntries(fields),
    },
  ]
}

type Fail = (key: readonly PropertyKey[], what: string, remedy: string) => void

function tierOf(
  { measurement, tier }: WrittenSeries,
  spec: MeasurementSpec,
  fail: Fail,
): Tier | undefined {
  const there = TIERS.filter((one) => spec.tiers[one] !== undefined)
  const [only, ...more] = there
  if (tier === undefined && more.length === 0) return only
  const remedy = `write tier: ${there.join(' or ')}`
  if (tier === undefined) {
    fail(['measurement'], `${measurement} is in several tiers`, remedy)
    return undefined
  }
  const found = there.find((one) => one === tier)
  if (found === undefined) fail(['tier'], `${measurement} is not in tier "${tier}"`, remedy)
  return found
}

function valuesOf(
  name: string,
  text: string,
  of: { readonly spec: MeasurementSpec; readonly measurement: string; readonly tier: Tier },
  fail: Fail,
): readonly ScriptedValue[] {
  const there = of.spec.tiers[of.tier] ?? []
  if (!there.includes(name)) {
    const what = `${of.measurement} has no field "${name}" in tier ${of.tier}`
    fail(['fields', name], what, nearOr(name, there))
    return []
  }
  const read = parseValues(text)
  if ('problem' in read) {
    const remedy = `write values such as 12x90 0x60, 1+2x10 or _x5, and text as "'a'x3"`
    fail(['fields', name], `${name}: ${read.problem}`, remedy)
    return []
  }
  const isText = of.spec.fields[name]?.type === 'string'
  const wrong = read.values.find(
    (value) =>
      value !== null && (isText ? typeof value !== 'string' : !Number.isSafeInteger(value)),
  )
  if (wrong !== undefined) {
    const wants = isText ? 'text' : 'whole numbers'
    const remedy = isText ? `write it in quotes: "'${wrong}'"` : 'write whole numbers'
    fail(['fields', name], `${name} holds ${wants}, and there stands ${wrong}`, remedy)
  }
  return read.values
}

function longestOf(fields: ScriptedSeries['fields']): number {
  return Math.max(0, ...Object.values(fields).map((values) => values.length))
}
