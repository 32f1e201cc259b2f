// The `alerts:` part of ronda.yaml: who is told what, as people write it. docs/alerts.md has every key.
import { z } from 'zod'
import { isSecretReference } from '../../fleet/secret.ts'
import { SEVERITIES } from '../notification.ts'
import { DELIVERIES, rulesSchema } from '../rules/config.ts'
import { CHANNELS } from './channel-config.ts'
import { isClearText, WHY_HTTPS_FOR_LIFE } from './clear-text.ts'
import {
  complain,
  duration,
  id,
  list,
  plainUrl,
  text,
  timeOfDay,
  timezone,
  url,
  WRITE_REFERENCE,
  weekday,
  word,
} from './fields.ts'
import { refer } from './refer.ts'

const MOST = 1000
/** `probe` is not among them: the probe's own blindness goes to `blind`, whatever the routes say. */
const CAUSE_KINDS = ['node', 'uplink', 'nvr', 'camera', 'portal', 'shared', 'planned'] as const
const language = word(['id', 'en'])

const times = {
  days: list(weekday, 1, 7).optional(),
  from: timeOfDay.optional(),
  to: timeOfDay.optional(),
}

const quiet = z.strictObject({
  ...times,
  timezone: timezone.optional(),
  unless: list(word(SEVERITIES), 0, 3).default(['critical']),
})

const receiver = z.strictObject({
  id,
  ...{
    webhook: CHANNELS.webhook.optional(),
    telegram: CHANNELS.telegram.optional(),
    email: CHANNELS.email.optional(),
    alertmanager: CHANNELS.alertmanager.optional(),
    http: CHANNELS.http.optional(),
  },
  language: language.optional(),
  owners: list(id).default([]),
  quiet: quiet.optional(),
  pagesPerMinute: z.int().min(1).max(60).default(5),
})

const shift = z.strictObject({ ...times, who: list(id) })

const rota = z.strictObject({
  id,
  timezone: timezone.optional(),
  shifts: z.array(shift).min(1, 'must not be empty').max(100),
  otherwise: list(id),
})

const match = z.strictObject({
  owner: list(id).optional(),
  kind: list(word(CAUSE_KINDS)).optional(),
  /** Only announcements are `info`. */
  severity: list(word(['critical', 'warning'])).optional(),
  area: list(id).optional(),
  isp: list(text).optional(),
})

const escalation = z.strictObject({ after: duration('1s', '7d'), to: list(text) })

const route = z.strictObject({
  match: match.prefault({}),
  to: list(text),
  goOn: z.boolean().default(false),
  escalate: z.array(escalation).max(10).default([]),
})

const deadman = z.strictObject({
  url: url.superRefine((value, context) => {
    if (isSecretReference(value) || !isClearText(value)) return
    complain(context, {
      what: `http to another machine: ${WHY_HTTPS_FOR_LIFE}`,
      remedy: 'write https://..., or send to this machine',
    })
  }),
  every: duration('1s', '1h').prefault('30s'),
})

const keys = {
  url: plainUrl.transform((base) => base.replace(/\/+$/, '')).optional(),
  language: language.default('id'),
  receivers: z.array(receiver, { error: missing }).min(1, 'must not be empty').max(MOST),
  rotas: z.array(rota).max(MOST).default([]),
  routes: z.array(route).max(MOST).default([]),
  fallback: list(text),
  blind: list(text).optional(),
  announce: list(text).optional(),
  criticalFrom: z.int().min(1).max(1_000_000).default(100),
  massShare: z.number().gt(0, 'must be more than 0').max(1).default(0.01),
  deadman: deadman.optional(),
  /** `both`: Grafana speaks of causes only where the program's own notifier is silent. */
  delivery: word(DELIVERIES).default('direct'),
  rules: rulesSchema.prefault({}),
}

const shape = z.strictObject(keys, {
  error: ({ code, input }) =>
    code !== 'invalid_type' ? undefined : input === null ? 'is empty' : 'must be a map of keys',
})

/**
 * A problem may say its remedy in `params.remedy`. What is wrong between the parts is told together with what is wrong
 * with one of them. Absent from ronda.yaml: nobody is told anything.
 */
export const alertsSchema = shape.superRefine(refer, { when: () => true })
export type AlertsConfig = z.output<typeof shape>

/** The part of ronda.yaml by the keys that lead to it, without places in lists. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(shape.shape),
  receivers: Object.keys(receiver.shape),
  'receivers.webhook': Object.keys(CHANNELS.webhook.shape),
  'receivers.telegram': Object.keys(CHANNELS.telegram.shape),
  'receivers.email': Object.keys(CHANNELS.email.in.shape),
  'receivers.alertmanager': Object.keys(CHANNELS.alertmanager.shape),
  'receivers.http': Object.keys(CHANNELS.http.shape),
  'receivers.quiet': Object.keys(quiet.shape),
  rotas: Object.keys(rota.shape),
  'rotas.shifts': Object.keys(shift.shape),
  routes: Object.keys(route.shape),
  'routes.match': Object.keys(match.shape),
  'routes.escalate': Object.keys(escalation.shape),
  deadman: Object.keys(deadman.shape),
  rules: Object.keys(rulesSchema.shape),
}

/** Where what stands there cannot say by itself how to mend it. */
const REMEDIES: Readonly<Record<string, string>> = {
  '': 'remove the line, or write receivers and fallback below it',
  receivers: 'write who can be told: receivers: [{id: noc, webhook: {...}}]',
  'receivers.webhook.secret': WRITE_REFERENCE,
  'receivers.telegram.token': WRITE_REFERENCE,
  'rotas.otherwise': 'name a receiver there: otherwise: [noc]',
  'routes.to': 'name receivers, rotas or "@owner" there: to: [noc]',
  fallback: 'name a receiver there: fallback: [noc]',
}

/** How to mend what is missing, or no list, at a place below `alerts`; undefined where the message says it. */
export function alertsRemedy(path: readonly PropertyKey[]): string | undefined {
  return REMEDIES[keysOf(path)]
}

/** Keys known at a place below `alerts`, for "did you mean"; empty where keys are free (headers). */
export function alertsKeys(path: readonly PropertyKey[]): readonly string[] {
  return PARTS[keysOf(path)] ?? []
}

function keysOf(path: readonly PropertyKey[]): string {
  return path.filter((key) => typeof key === 'string').join('.')
}

function missing({ input }: { readonly input?: unknown }): string {
  return input === undefined ? 'is missing' : 'must be a list'
}
