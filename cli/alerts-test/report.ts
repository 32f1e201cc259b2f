// How the cases went, for people: a line each, and for a failure what was expected, what fired, and why.
import type { ExpectedAlert } from '../../alerts/rules/evaluate/rule-case.ts'
import type { CaseFailure, InstanceThen } from '../../alerts/rules/evaluate/run-case.ts'
import type { Labels } from '../../alerts/rules/evaluate/series.ts'
import { EVALUATE_EVERY_S } from '../../alerts/rules/rule.ts'
import type { CaseDone } from './run-cases.ts'

/** Alerts and instances of one list that are printed; `--json` gives all. */
const MOST_PRINTED = 20
/** Rules of one case that are named one by one. */
const MOST_NAMED = 3

/** `ok    ronda-cause-uplink: an uplink dies ... (0.2 s)`, and below it what is wrong. */
export function linesOfCase({ ruleCase, failures, tookMs }: CaseDone): string[] {
  const { rules, name, file } = ruleCase
  const head = `${failures.length === 0 ? 'ok  ' : 'FAIL'}  ${ruleWords(rules)}: ${name}`
  const took = `(${(tookMs / 1000).toFixed(1)} s)`
  return [`${head}  ${took}`, ...failures.flatMap((failure) => linesOfFailure(failure, file))]
}

function ruleWords(rules: readonly string[]): string {
  const [first] = rules
  return rules.length > MOST_NAMED ? `${first} and ${rules.length - 1} more` : rules.join(', ')
}

/** One object of NDJSON. */
export function objectOfCase({ ruleCase, failures, tookMs }: CaseDone): object {
  const { file, line, name, kind, rules } = ruleCase
  return {
    type: 'case',
    file,
    line,
    name,
    kind,
    rules,
    ok: failures.length === 0,
    tookMs: Math.round(tookMs),
    failures: failures.map(({ expectation, atMs, firing, missing, unexpected, instances }) => ({
      line: expectation.line,
      at: new Date(ruleCase.beginAt + atMs).toISOString(),
      afterS: atMs / 1000,
      expected: expectation.firing,
      firing: firing.map(({ since, ...alert }) => ({
        ...alert,
        since: new Date(since).toISOString(),
      })),
      missing,
      unexpected: unexpected.map(({ rule, state, labels }) => ({ rule, state, labels })),
      instances,
    })),
  }
}

function linesOfFailure(failure: CaseFailure, file: string): string[] {
  const { expectation, atMs, firing, missing, unexpected, instances } = failure
  return [
    `      ${file}:${expectation.line}: at ${spanText(atMs)}`,
    ...list('expected', expectation.firing.map(expectedText)),
    ...list(
      'fires',
      firing.map(({ labels, state }) => `${labelsText(labels)} ${state}`),
    ),
    ...(missing.length > 0 ? list('missing', missing.map(expectedText)) : []),
    ...(unexpected.length > 0
      ? list(
          'not expected',
          unexpected.map(({ labels }) => labelsText(labels)),
        )
      : []),
    ...list('instances then', instances.map(instanceText)),
  ]
}

function list(title: string, entries: readonly string[]): string[] {
  if (entries.length === 0) return [`        ${title}: none`]
  const shown = entries.slice(0, MOST_PRINTED).map((entry) => `          ${entry}`)
  const rest = entries.length - shown.length
  const more = rest > 0 ? [`          ... and ${rest} more`] : []
  return [`        ${title}:`, ...shown, ...more]
}

function expectedText({ rule, labels }: ExpectedAlert): string {
  return labelsText(rule === undefined ? labels : { rule, ...labels })
}

function instanceText({ labels, state, values }: InstanceThen): string {
  const numbers = Object.entries(values).map(
    ([refId, value]) => `${refId}=${value === null ? 'none' : Number(value.toPrecision(9))}`,
  )
  return [labelsText(labels), state, ...numbers].join(' ')
}

function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`)
  return `{${pairs.join(', ')}}`
}

/** `5m`, `1h30m`. */
function spanText(ms: number): string {
  const minutes = ms / (EVALUATE_EVERY_S * 1000)
  const [days, hours, rest] = [
    Math.floor(minutes / 1440),
    Math.floor(minutes / 60) % 24,
    minutes % 60,
  ]
  const parts = [days && `${days}d`, hours && `${hours}h`, rest && `${rest}m`].filter(Boolean)
  return parts.length > 0 ? parts.join('') : '0s'
}
