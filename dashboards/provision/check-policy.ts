// Whether the tree of notification policies leads every alert to somebody, by every one of its routes.
import type { Alerting, Matcher, PolicyNode } from '../../alerts/rules/alerting.ts'
import { didYouMean } from '../../fleet/suggest.ts'

const DURATION = /^(?:\d+(?:ms|[smhdwy]))+$/

interface Known {
  readonly contactPoints: readonly string[]
  readonly timeIntervals: readonly string[]
}

export function policyProblems({ policy, contactPoints, timeIntervals }: Alerting): string[] {
  const known = {
    contactPoints: contactPoints.map(({ name }) => name),
    timeIntervals: timeIntervals.map(({ name }) => name),
  }
  const { matchers, muteTimings, activeTimings } = policy
  return [
    ...(matchers.length > 0 ? ['the first notification policy takes everything, no matchers'] : []),
    ...(muteTimings.length + activeTimings.length > 0
      ? ['the first notification policy cannot be muted; mute routes below it']
      : []),
    ...nodeProblems(policy, [], 'the first notification policy', known),
  ]
}

function nodeProblems(
  node: PolicyNode,
  above: readonly Matcher[],
  where: string,
  known: Known,
): string[] {
  const matchers = [...above, ...node.matchers]
  return [
    ...nameProblems(node, known),
    ...node.matchers.flatMap(matcherProblems),
    ...durationProblems(node),
    ...contradictions(matchers),
  ]
    .map((problem) => `${where}: ${problem}`)
    .concat(
      node.routes.flatMap((route, at) => {
        const name = `${at + 1}. route${where.startsWith('the first') ? '' : ` of the ${where}`} (${said(route)})`
        const before = node.routes.slice(0, at).findIndex((other) => takesAllOf(other, route))
        const never =
          before < 0 ? [] : [`${name}: never reached, route ${before + 1} takes all of it`]
        return [...never, ...nodeProblems(route, matchers, name, known)]
      }),
    )
}

function nameProblems(node: PolicyNode, known: Known): string[] {
  const { receiver, muteTimings, activeTimings } = node
  return [
    ...missing('contact point', [receiver], known.contactPoints),
    ...missing('time interval', [...muteTimings, ...activeTimings], known.timeIntervals),
  ]
}

function missing(what: string, names: readonly string[], known: readonly string[]): string[] {
  return names
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = didYouMean(name, known)
      const hint = near === undefined ? '' : `; did you mean ${JSON.stringify(near)}?`
      return `there is no ${what} ${JSON.stringify(name)}${hint}`
    })
}

function matcherProblems([label, sign, value]: Matcher): string[] {
  if (label === '') return ['a matcher without a label']
  if (sign === '=' || sign === '!=') return []
  try {
    new RegExp(value)
    return []
  } catch {
    return [`${JSON.stringify(value)} is no regular expression`]
  }
}

function durationProblems({ groupWait, groupInterval, repeatInterval }: PolicyNode): string[] {
  return [groupWait, groupInterval, repeatInterval].flatMap((text) =>
    text === undefined || DURATION.test(text)
      ? []
      : [`${JSON.stringify(text)} is no duration: write it as 30s or 1h30m`],
  )
}

/** One label cannot have two values, nor one that another matcher shuts out. */
function contradictions(matchers: readonly Matcher[]): string[] {
  const wanted = new Map<string, string>()
  const problems: string[] = []
  for (const [label, sign, value] of matchers) {
    if (sign !== '=') continue
    const other = wanted.get(label) ?? value
    if (other !== value)
      problems.push(`never reached: ${label} is never both ${other} and ${value}`)
    wanted.set(label, value)
  }
  for (const [label, sign, value] of matchers) {
    const is = wanted.get(label)
    if (is !== undefined && sign === '!=' && is === value) {
      problems.push(`never reached: ${label} is never ${value} and not ${value}`)
    }
  }
  return problems
}

/** What `first` does not go on with, of all that `second` would take. */
function takesAllOf(first: PolicyNode, second: PolicyNode): boolean {
  const has = new Set(second.matchers.map((matcher) => JSON.stringify(matcher)))
  return !first.continue && first.matchers.every((matcher) => has.has(JSON.stringify(matcher)))
}

function said({ matchers, receiver }: PolicyNode): string {
  const which = matchers.map(([label, sign, value]) => `${label}${sign}${value}`).join(', ')
  return `${which || 'everything'} to ${receiver}`
}
