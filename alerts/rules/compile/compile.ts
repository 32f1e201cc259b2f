// From the one policy to Grafana's alerting: what the built-in notifier does, as far as Grafana can.
import type { Policy } from '../../policy/policy.ts'
import type { TimeInterval } from '../alerting.ts'
import { weeklyIntervals, weekOf } from './intervals.ts'
import { ALWAYS, quietName } from './nodes.ts'
import type { Duties } from './told.ts'

/** Of rotas, of quiet hours, and the one that always holds. */
export function intervalsOf(policy: Policy<unknown>, duties: Duties): readonly TimeInterval[] {
  return [
    ...duties.intervals,
    ...policy.receivers.flatMap(({ id, quiet }) =>
      quiet === undefined
        ? []
        : [
            {
              name: quietName(id),
              intervals: weeklyIntervals(weekOf(quiet.hours), quiet.hours.timezone),
            },
          ],
    ),
    {
      name: ALWAYS,
      intervals: [{ times: [{ start: '00:00', end: '24:00' }], location: 'UTC' }],
    },
  ]
}
