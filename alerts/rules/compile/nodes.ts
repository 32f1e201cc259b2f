// Steps as nodes of the tree of notification policies: each receiver is told once, in his hours, but for what is quiet.
import { SEVERITIES } from '../../notification.ts'
import type { Receiver } from '../../policy/policy.ts'
import type { Matcher, PolicyNode } from '../alerting.ts'
import { noneOf, oneOf } from './go.ts'
import type { Stage, Step } from './steps.ts'
import type { Told } from './told.ts'

/** Time interval that always holds: what is muted by it is told to nobody here, because somebody told it already. */
export const ALWAYS = 'ronda always'

/** Routes that go on and tell one receiver by a rota: each more doubles the nodes that keep him from being told twice. */
export const MOST_BEFORE = 4

export function quietName(receiver: string): string {
  return `ronda quiet ${receiver}`
}

/** `mutes`: names of time intervals in which none of these nodes says anything. */
export function nodesOf(
  stages: readonly Stage[],
  receivers: ReadonlyMap<string, Receiver<unknown>>,
  mutes: readonly string[] = [],
): readonly PolicyNode[] {
  return stages.flatMap(({ steps, goOn }, at) =>
    steps.map((step) => {
      const before = stages
        .slice(0, at)
        .filter((stage) => stage.goOn)
        .flatMap(({ inShort }) => inShort.filter((other) => mayBoth(other, step)))
      const leaves = step.told
        .flatMap((told) => leavesOf(told, before, receivers, mutes))
        .filter((leaf) => maySeverityBe([...step.matchers, ...leaf.matchers]))
      const [only, ...more] = leaves
      if (only === undefined) throw new TypeError('a step that tells nobody')
      const { matchers } = step
      if (more.length > 0) {
        return group(only.receiver, { matchers, continue: goOn, routes: leaves })
      }
      return { ...only, matchers: [...matchers, ...only.matchers], continue: goOn }
    }),
  )
}

/** A node that tells nobody itself: one of its routes always matches. */
export function group(
  receiver: string,
  rest: Pick<PolicyNode, 'matchers' | 'continue' | 'routes'>,
): PolicyNode {
  return { receiver, groupBy: [], muteTimings: [], activeTimings: [], ...rest }
}

/** Quiet hours make two of a receiver: one for what is loud enough for them, one for the rest. */
function leavesOf(
  { receiver, during }: Told,
  before: readonly Step[],
  receivers: ReadonlyMap<string, Receiver<unknown>>,
  mutes: readonly string[],
): readonly PolicyNode[] {
  const quiet = receivers.get(receiver)?.quiet
  const leaf = (matchers: readonly Matcher[], muteTimings: readonly string[]): PolicyNode => {
    const node: PolicyNode = {
      receiver,
      matchers,
      groupBy: [],
      continue: true,
      muteTimings,
      activeTimings: during === 'always' ? [] : during,
      routes: [],
    }
    return { ...node, routes: toldAlready(node, earlier(receiver, before)) }
  }
  if (!quiet) return [leaf([], mutes)]
  const whileQuiet = [...mutes, quietName(receiver)]
  if (quiet.unless.length === 0) return [leaf([], whileQuiet)]
  return [
    leaf([oneOf('severity', quiet.unless)], mutes),
    leaf([noneOf('severity', quiet.unless)], whileQuiet),
  ]
}

interface Earlier {
  readonly matchers: readonly Matcher[]
  readonly during: Told['during']
}

/** Where a step told a receiver; those that always do first, which keeps what stands below them short. */
function earlier(receiver: string, before: readonly Step[]): readonly Earlier[] {
  const all = before.flatMap(({ matchers, told }) =>
    told.filter((one) => one.receiver === receiver).map(({ during }) => ({ matchers, during })),
  )
  const always = all.filter(({ during }) => during === 'always')
  const byRota = all.filter(({ during }) => during !== 'always').slice(0, MOST_BEFORE)
  return [...always, ...byRota]
}

/** Below a node: what a step before told the same receiver is not told again, while that step tells it. */
function toldAlready(
  node: PolicyNode,
  [first, ...rest]: readonly Earlier[],
): readonly PolicyNode[] {
  if (first === undefined) return []
  const { matchers, during } = first
  const silent = { ...node, matchers, continue: false }
  if (during === 'always') {
    return [{ ...silent, muteTimings: [ALWAYS], routes: [] }, ...toldAlready(node, rest)]
  }
  const muted = { ...silent, muteTimings: [...node.muteTimings, ...during] }
  return [{ ...muted, routes: toldAlready(muted, rest) }, ...toldAlready(node, rest)]
}

/** Quiet hours that shut out what a route is for, and the other way round, leave a node that nothing reaches. */
function maySeverityBe(matchers: readonly Matcher[]): boolean {
  const ofSeverity = matchers.filter(([label]) => label === 'severity')
  return SEVERITIES.some((severity) =>
    ofSeverity.every(([, sign, value]) => {
      const isExact = sign === '=' || sign === '!='
      const holds = isExact ? severity === value : new RegExp(`^(?:${value})$`).test(severity)
      return sign.startsWith('!') ? !holds : holds
    }),
  )
}

/** False only where both want another value of the same label. */
function mayBoth(one: Step, other: Step): boolean {
  return one.matchers.every(
    ([label, sign, value]) =>
      sign !== '=' ||
      other.matchers.every(
        ([name, its, wanted]) => name !== label || its !== '=' || wanted === value,
      ),
  )
}
