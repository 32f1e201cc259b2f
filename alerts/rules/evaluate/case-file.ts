// A file of rule cases: everything that is wrong with it at once, each with its line, or its cases ready to be run.
import type { z } from 'zod'
import type { Problem } from '../../../fleet/problem.ts'
import { type RuleSettings, rulesSchema } from '../config.ts'
import type { Rule } from '../rule.ts'
import { type Fault, nearOr } from './case-fault.ts'
import {
  caseFileSchema,
  caseKeys,
  caseSchema,
  type WrittenCase,
  type WrittenFile,
} from './case-schema.ts'
import { expectationsOf, kindFault } from './expectations.ts'
import type { RuleCase } from './rule-case.ts'
import { scriptedOf } from './scripted.ts'

export interface CaseReading {
  /** For the problems' text. */
  readonly file: string
  /** 1-based line of what a path leads to, or of the nearest thing above it. */
  readonly lineOf: (path: readonly PropertyKey[]) => number
  /** What a case starts from; its own `settings` and `delivery` count before. */
  readonly settings: RuleSettings
  readonly rulesOf: (settings: RuleSettings) => readonly Rule[]
}

/** `plain`: what the file holds, as plain data. */
export function readCases(
  plain: unknown,
  { file, lineOf, settings, rulesOf }: CaseReading,
): { readonly cases: readonly RuleCase[] } | { readonly problems: readonly Problem[] } {
  const parsed = caseFileSchema.safeParse(plain, { error: wordsOf })
  const faults: Fault[] = (parsed.error?.issues ?? []).flatMap(faultsOf)
  const cases: RuleCase[] = []
  if (parsed.success) {
    const rules = rulesNamed(parsed.data, faults)
    const names = new Set<string>()
    parsed.data.cases.forEach((one, at) => {
      const path = ['cases', at]
      const read = caseSchema.safeParse(one, { error: wordsOf })
      if (!read.success) {
        const { issues } = read.error
        faults.push(
          ...issues.flatMap((issue) => faultsOf({ ...issue, path: [...path, ...issue.path] })),
        )
        checkRules(rules, rulesOf(settings), {}, faults, path)
        return
      }
      const written = read.data
      checkName(written, names, path, faults)
      const own = settingsOf(written, settings, path, faults)
      checkRules(rules, rulesOf(own), written, faults, path)
      cases.push({
        file,
        line: lineOf(path),
        name: written.name,
        kind: written.kind,
        rules,
        settings: own,
        beginAt: written.begin,
        ...timesOf(written, rules, path, lineOf, faults),
        series: scriptedOf(written, path, faults),
      })
    })
  }
  if (faults.length === 0) return { cases }
  const problems = faults.map(({ path, what, remedy }) => ({
    file,
    line: lineOf(path),
    what,
    remedy,
  }))
  return { problems: problems.sort((a, b) => a.line - b.line) }
}

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
  string: 'text',
}

/** Where the schema has no words of its own. */
function wordsOf({ code, input, expected }: z.core.$ZodRawIssue): string | undefined {
  if (code !== 'invalid_type') return undefined
  return input === undefined ? 'is missing' : `must be ${KINDS[String(expected)] ?? expected}`
}

function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  const { path } = issue
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      what: `unknown key "${key}"`,
      remedy: nearOr(key, caseKeys(path)),
    }))
  }
  const remedy = issue.code === 'custom' ? issue.params?.['remedy'] : undefined
  const key = path.findLast((part) => typeof part === 'string')
  return [
    {
      path,
      what: key === undefined ? issue.message : `${String(key)}: ${issue.message}`,
      remedy: typeof remedy === 'string' ? remedy : 'docs/grafana.md shows a case with every key',
    },
  ]
}

function rulesNamed({ rule, rules }: WrittenFile, faults: Fault[]): readonly string[] {
  if ((rule === undefined) === (rules === undefined)) {
    const what = rule === undefined ? 'no rule is named' : 'both "rule" and "rules"'
    faults.push({ path: [], what, remedy: 'write rule: UID, or rules: [UID, UID]' })
  }
  return rules ?? (rule === undefined ? [] : [rule])
}

function checkRules(
  uids: readonly string[],
  there: readonly Rule[],
  { delivery }: Pick<WrittenCase, 'delivery'>,
  faults: Fault[],
  path: readonly PropertyKey[],
): void {
  const known = there.map(({ uid }) => uid)
  for (const uid of uids.filter((one) => !known.includes(one))) {
    const where = delivery === undefined ? '' : ` with delivery ${delivery}`
    const at = delivery === undefined ? [] : [...path, 'delivery']
    // Once, where no case has a delivery of its own.
    if (faults.some(({ what }) => what === `no rule "${uid}"${where}`)) continue
    faults.push({
      path: at.length > 0 ? at : ['rule'],
      what: `no rule "${uid}"${where}`,
      remedy: nearOr(uid, known),
    })
  }
}

function settingsOf(
  { settings: written, delivery }: WrittenCase,
  base: RuleSettings,
  path: readonly PropertyKey[],
  faults: Fault[],
): RuleSettings {
  const parsed = rulesSchema.safeParse(written)
  for (const issue of parsed.error?.issues ?? []) {
    for (const fault of faultsOf(issue)) {
      const known = Object.keys(rulesSchema.shape)
      const isKey = issue.code === 'unrecognized_keys'
      const key = String(fault.path.at(-1))
      faults.push({
        path: [...path, 'settings', ...fault.path],
        what: isKey ? `unknown key of alerts.rules "${key}"` : fault.what,
        remedy: isKey ? nearOr(key, known) : fault.remedy,
      })
    }
  }
  const given = Object.entries(parsed.data ?? {}).filter(([key]) => Object.hasOwn(written, key))
  return {
    ...base,
    rules: { ...base.rules, ...Object.fromEntries(given) },
    delivery: delivery ?? base.delivery,
  }
}

function timesOf(
  written: WrittenCase,
  rules: readonly string[],
  path: readonly PropertyKey[],
  lineOf: CaseReading['lineOf'],
  faults: Fault[],
): Pick<RuleCase, 'untilMs' | 'silent' | 'expect'> {
  const before = faults.length
  const expect = expectationsOf(written, rules, path, lineOf, faults)
  const last = Math.max(0, ...expect.map(({ untilMs }) => untilMs))
  const untilMs = written.until ?? last
  if (untilMs < last) {
    const what = '"until" is before the last expectation'
    faults.push({ path: [...path, 'until'], what, remedy: 'write a later one, or leave it out' })
  }
  const kind = faults.length === before ? kindFault(written.kind, expect) : undefined
  if (kind) faults.push({ path: [...path, 'kind'], ...kind })
  const silent = written.database.map(({ silent: { from, until } }, at) => {
    if (from >= until) {
      const what = '"from" is not before "until"'
      faults.push({ path: [...path, 'database', at], what, remedy: 'swap them' })
    }
    return { fromMs: from, untilMs: until }
  })
  return { untilMs, silent, expect }
}

function checkName(
  { name }: WrittenCase,
  names: Set<string>,
  path: readonly PropertyKey[],
  faults: Fault[],
): void {
  if (names.has(name)) {
    const what = `two cases are named "${name}"`
    faults.push({ path: [...path, 'name'], what, remedy: 'give one of them another name' })
  }
  names.add(name)
}
