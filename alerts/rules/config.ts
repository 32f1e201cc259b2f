// The `alerts.rules` part of ronda.yaml: from when the rules for Grafana fire. docs/grafana.md has every key.
import { z } from 'zod'
import { duration, plainUrl } from '../policy/fields.ts'

const percent = (lowest: number) => z.number().min(lowest).max(100)

export const rulesSchema = z.strictObject({
  /** Share of time, over 30 days, in which cameras are to be available. */
  slo: z.number().min(0.5).max(0.9999).default(0.99),
  /** Of all cameras that are watched: from so many dead at once it is a mass outage. */
  massPercent: percent(0.1).default(10),
  /** Echoes lost on the lines of an ISP over 15 minutes. */
  lossPercent: percent(0.1).default(5),
  /** Round trips of an ISP's lines over 15 minutes, against the median of its last day. */
  rttFactor: z.number().gt(1).max(100).default(2),
  /** Milliseconds by which they must be longer, too. */
  rttMoreMs: z.number().min(0).max(10_000).default(20),
  /** From so far off the clock of a recorder is worth a visit. */
  clockSkew: duration('30s', '30d').prefault('2m'),
  /** Room left on a disk of ours. */
  diskFreePercent: percent(1).default(10),
  /** For how long the oldest point may wait for a database. */
  spoolAge: duration('1m', '7d').prefault('15m'),
  /** How long nothing may come from the worker. */
  workerSilent: duration('1m', '1h').prefault('2m'),
  /** Where people read what to do: the uid of a rule is put behind it. Default: the console's own page. */
  runbook: plainUrl.optional(),
})

/** Durations are milliseconds. */
export type RulesConfig = z.output<typeof rulesSchema>

/** Who speaks of causes: the program itself, Grafana, or Grafana where the program's notifier is silent. */
export const DELIVERIES = ['direct', 'grafana', 'both'] as const
export type Delivery = (typeof DELIVERIES)[number]

/** With `both`: Grafana's rules of causes fire where the notifier brought nothing to anybody for so long. */
export const NOTIFIER_SILENT_S = 120

/** What the rules are made for. */
export interface RuleSettings {
  readonly rules: RulesConfig
  readonly delivery: Delivery
  /** False for InfluxDB 3: series without their tier before them. */
  readonly qualified: boolean
}
