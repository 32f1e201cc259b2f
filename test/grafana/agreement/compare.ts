// What people heard of each cause, by the built-in notifier and by the rules, in one form.
import type { Alerting } from '../../../alerts/rules/alerting.ts'
import { type Evaluated, receiversOf } from './by-rules.ts'
import type { Said } from './two-ways.ts'

export interface Heard {
  /** Sorted. */
  readonly receivers: readonly string[]
  /** The worst of it. */
  readonly severity: string
  /** Milliseconds: when somebody was told first, and when it was over last; undefined where it still goes on. */
  readonly from: number
  readonly to: number | undefined
}

/** By name of the cause. */
export type AllHeard = ReadonlyMap<string, Heard>

export function heardOfNotifier(said: readonly Said[]): AllHeard {
  const heard = new Map<string, Heard>()
  for (const { at, receiver, cause, severity, isOver } of said) {
    const before = heard.get(cause)
    heard.set(cause, {
      receivers: merged(before?.receivers, [receiver]),
      severity: worse(before?.severity, severity),
      from: before?.from ?? at,
      to: isOver ? at : undefined,
    })
  }
  return heard
}

/** What nobody is told of is not heard. */
export function heardOfRules(evaluated: readonly Evaluated[], alerting: Alerting): AllHeard {
  const heard = new Map<string, Heard>()
  for (const { at, firing } of evaluated) {
    const now = new Set<string>()
    for (const alert of firing) {
      const { cause = '', severity = '' } = alert.labels
      const receivers = receiversOf(alerting, alert, at)
      if (receivers.length === 0) continue
      now.add(cause)
      const before = heard.get(cause)
      heard.set(cause, {
        receivers: merged(before?.receivers, receivers),
        severity: worse(before?.severity, severity),
        from: before?.from ?? at,
        to: undefined,
      })
    }
    for (const [cause, one] of heard) {
      if (one.to === undefined && !now.has(cause)) heard.set(cause, { ...one, to: at })
    }
  }
  return heard
}

function merged(one: readonly string[] = [], other: readonly string[]): readonly string[] {
  return [...new Set([...one, ...other])].sort()
}

function worse(one: string | undefined, other: string): string {
  return one === 'critical' ? one : other
}
