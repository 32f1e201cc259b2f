import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { STATE_CODES } from './codes.ts'
import type { FieldSpec, MeasurementSpec } from './measurement.ts'
import { MEASUREMENTS } from './measurements.ts'
import { TIER, TIERS } from './tiers.ts'

const PAGE = readFileSync(new URL('../../docs/series.md', import.meta.url), 'utf8')
const ALL: readonly [string, MeasurementSpec][] = Object.entries(MEASUREMENTS)
const PLAIN = /^[a-z][a-z0-9_]*$/
/** What InfluxDB keeps for itself, or what InfluxQL would want in quotes. */
const RESERVED = ['time', '_field', '_measurement', 'name']
const UNIT_OF_SUFFIX: Readonly<Record<string, FieldSpec['unit']>> = {
  dms: 'dms',
  s: 's',
  bytes: 'bytes',
  ppm: 'ppm',
  permille: 'permille',
}

test.each(ALL)('%s has plain names, each of its own', (measurement, { tags, fields }) => {
  const names = [...Object.keys(tags), ...Object.keys(fields)]
  expect(measurement).toMatch(PLAIN)
  for (const name of names) expect(name).toMatch(PLAIN)
  expect(new Set(names).size).toBe(names.length)
  expect(names.filter((name) => RESERVED.includes(name))).toEqual([])
})

test.each(ALL)('%s has in its tiers fields that there are, and no field of no tier', (_, spec) => {
  const used = Object.values(spec.tiers).flat()
  expect([...new Set(used)].sort()).toEqual(Object.keys(spec.fields).sort())
  for (const names of Object.values(spec.tiers)) expect(new Set(names).size).toBe(names.length)
  expect(
    Object.keys(spec.tiers).filter((tier) => !(TIERS as readonly string[]).includes(tier)),
  ).toEqual([])
})

test.each(ALL)(
  '%s has texts without, and numbers with, a unit that their names say',
  (_, { fields }) => {
    for (const [name, { type, unit }] of Object.entries(fields)) {
      expect([name, type === 'string']).toEqual([name, unit === 'text'])
      const suffix = name.split('_').at(-1) as string
      if (name.includes('_') && suffix in UNIT_OF_SUFFIX)
        expect([name, unit]).toEqual([name, UNIT_OF_SUFFIX[suffix]])
      if (name.endsWith('_ms')) expect(['ms', 'epoch_ms']).toContain(unit)
      if (unit === 'epoch_ms') expect(['since_ms', 'from_ms', 'until_ms']).toContain(name)
    }
  },
)

test('a field of one name is of one type in all measurements', () => {
  const types = new Map<string, string>()
  for (const [measurement, { fields }] of ALL) {
    for (const [name, { type }] of Object.entries(fields)) {
      const known = types.get(name) ?? type
      expect([measurement, name, type]).toEqual([measurement, name, known])
      types.set(name, known)
    }
  }
})

test('docs/series.md lists the tiers', () => {
  const rows = tableAfter('## Tiers').map(([tier, , days, shard]) => [tier, days, shard])
  expect(rows).toEqual(
    TIERS.map((tier) => [`\`${tier}\``, String(TIER[tier].keepDays), String(TIER[tier].shardDays)]),
  )
})

test('docs/series.md explains every code of a state and every unit', () => {
  const codes = Object.entries(STATE_CODES).map(([state, code]) => `${code} ${state}`)
  expect(PAGE).toContain(`State \`code\`: ${codes.join(', ')}.`)
  const explained = tableAfter('## Codes and units').flatMap(([units]) => units?.split(', '))
  const used = ALL.flatMap(([, { fields }]) => Object.values(fields).map(({ unit }) => unit))
  expect(explained.sort()).toEqual([...new Set(used)].sort())
})

test('docs/series.md lists exactly the measurements', () => {
  const listed = [...PAGE.matchAll(/^### `(\w+)`$/gm)].map(([, name]) => name)
  expect(listed).toEqual(Object.keys(MEASUREMENTS))
})

test.each(ALL)('docs/series.md says of %s its tags, fields, units and tiers', (name, spec) => {
  const rows = tableAfter(`### \`${name}\`\n`)
  const tags = Object.entries(spec.tags).map(([tag, says]) => [`\`${tag}\``, 'tag', '', says])
  const tiersOf = (field: string): string =>
    Object.entries(spec.tiers)
      .filter(([, names]) => names.includes(field))
      .map(([tier]) => tier)
      .join(', ')
  const fields = Object.entries(spec.fields).map(([field, { unit, says, sparse }]) => [
    `\`${field}\``,
    `${unit}${sparse ? ', sparse' : ''}`,
    tiersOf(field),
    says,
  ])
  expect(rows).toEqual([...tags, ...fields])
})

/** Cells of the first table after `heading`, without its head. */
function tableAfter(heading: string): string[][] {
  const from = PAGE.indexOf(heading)
  expect(from, heading).toBeGreaterThan(-1)
  const lines = PAGE.slice(from).split('\n')
  const start = lines.findIndex((line) => line.startsWith('|'))
  const end = lines.findIndex((line, i) => i > start && !line.startsWith('|'))
  return lines.slice(start + 2, end).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )
}
