// A rule of causes that fires only where the program's own notifier brings nothing to anybody.
import { selectFrom, series } from '../../../store/schema/influxql.ts'
import { NOTIFIER_SILENT_S, type RuleSettings } from '../config.ts'
import type { Rule } from '../rule.ts'
import { atLeast, math, query, reduce } from './steps.ts'

/** Older than this it says nothing of now; of a notifier of which nothing is known it is not said that it is silent. */
const LOOK_BACK_MS = 120_000

/** `isCause` rules, with delivery `both`. */
export function speaksForTheNotifier(rule: Rule, settings: RuleSettings): Rule {
  const silent = selectFrom(
    series('worker', 'raw', settings),
    ({ last }) => ({ silent: last('notifier_silent_s') }),
    // Without tags, so that it meets every cause.
    { time: { panel: true, lastMs: LOOK_BACK_MS } },
  )
  return {
    ...rule,
    queries: [...rule.queries, query('S', 'raw', silent)],
    steps: [
      ...rule.steps,
      reduce('T', 'S'),
      atLeast('U', 'T', NOTIFIER_SILENT_S),
      math('V', `$${rule.condition} && $U`),
    ],
    condition: 'V',
  }
}
