// What a case expects, read and compared with what fires.
import { EVALUATE_EVERY_S } from '../rule.ts'
import type { Fault } from './case-fault.ts'
import type { WrittenCase } from './case-schema.ts'
import type { CaseKind, Expectation, ExpectedAlert } from './rule-case.ts'
import type { FiringAlert } from './rule-run.ts'

const EVERY_MS = EVALUATE_EVERY_S * 1000

export function expectationsOf(
  { expect }: WrittenCase,
  rules: readonly string[],
  path: readonly PropertyKey[],
  lineOf: (path: readonly PropertyKey[]) => number,
  faults: Fault[],
): Expectation[] {
  return expect.flatMap(({ at, from, until, firing }, position) => {
    const own = [...path, 'expect', position]
    const [fromMs, untilMs] = [at ?? from, at ?? until]
    const isTwice = at !== undefined && (from !== undefined || until !== undefined)
    if (fromMs === undefined || untilMs === undefined || isTwice) {
      faults.push({ path: own, what: 'no time', remedy: 'write at: 5m, or from: 5m and until: 9m' })
      return []
    }
    if (fromMs > untilMs) {
      faults.push({ path: own, what: '"from" is after "until"', remedy: 'swap them' })
    }
    if (fromMs % EVERY_MS !== 0 || untilMs % EVERY_MS !== 0) {
      const what = 'nothing is evaluated then'
      faults.push({ path: own, what, remedy: 'rules are evaluated every minute: 5m, 1h30m' })
    }
    const alerts = firing.map((labels, at) =>
      alertOf(labels, rules, [...own, 'firing', at], faults),
    )
    return [{ line: lineOf(own), fromMs, untilMs, firing: alerts }]
  })
}

function alertOf(
  { rule, ...labels }: Readonly<Record<string, string>>,
  rules: readonly string[],
  path: readonly PropertyKey[],
  faults: Fault[],
): ExpectedAlert {
  if (rule !== undefined && !rules.includes(rule)) {
    const what = `"${rule}" is not among the rules of this file`
    faults.push({ path, what, remedy: `write one of ${rules.join(', ')}` })
  }
  return rule === undefined ? { labels } : { rule, labels }
}

/** Why a case is not of its kind. */
export function kindFault(
  kind: CaseKind,
  expect: readonly Expectation[],
): Pick<Fault, 'what' | 'remedy'> | undefined {
  const inOrder = expect.toSorted((a, b) => a.fromMs - b.fromMs)
  const first = inOrder.findIndex(({ firing }) => firing.length > 0)
  if (kind === 'silent' && first >= 0) {
    return { what: 'a silent case expects something to fire', remedy: 'write kind: fires' }
  }
  if ((kind === 'fires' || kind === 'recovers') && first < 0) {
    return { what: `kind ${kind}, and nothing is to fire`, remedy: 'write kind: silent' }
  }
  const fewer = inOrder
    .slice(first + 1)
    .some(({ firing }, at) => firing.length < (inOrder[first + at]?.firing.length ?? 0))
  if (kind === 'recovers' && !fewer) {
    return {
      what: 'kind recovers, and nothing that fires is to end',
      remedy: 'expect fewer to fire at the end',
    }
  }
  return undefined
}

/** What is expected and does not fire, and what fires and is not expected. */
export interface Difference {
  readonly missing: readonly ExpectedAlert[]
  readonly unexpected: readonly FiringAlert[]
}

/** Undefined where each expected alert has one of its own that fires, and none is left. */
export function differenceOf(
  expected: readonly ExpectedAlert[],
  firing: readonly FiringAlert[],
): Difference | undefined {
  const takenBy = new Map<number, number>()
  const place = (wanted: number, tried: Set<number>): boolean => {
    for (const [at, alert] of firing.entries()) {
      const want = expected[wanted]
      if (want === undefined || tried.has(at) || !isMet(want, alert)) continue
      tried.add(at)
      const holder = takenBy.get(at)
      if (holder === undefined || place(holder, tried)) {
        takenBy.set(at, wanted)
        return true
      }
    }
    return false
  }
  const missing = expected.filter((_, wanted) => !place(wanted, new Set()))
  const unexpected = firing.filter((_, at) => !takenBy.has(at))
  return missing.length + unexpected.length === 0 ? undefined : { missing, unexpected }
}

function isMet({ rule, labels }: ExpectedAlert, alert: FiringAlert): boolean {
  if (rule !== undefined && rule !== alert.rule) return false
  return Object.entries(labels).every(([name, value]) => (alert.labels[name] ?? '') === value)
}
