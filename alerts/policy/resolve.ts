// Makes the Policy of what ronda.yaml says: defaults filled in, every secret read, or left as where it is to be read.
import { messageOf, RondaError } from '../../fleet/error.ts'
import type { Weekday } from '../../fleet/planned/planned.ts'
import { isSecretReference, Secret, type SecretReference } from '../../fleet/secret.ts'
import { lossesOf } from './always.ts'
import { isClearText, WHY_HTTPS, WHY_HTTPS_FOR_LIFE } from './clear-text.ts'
import type { AlertsConfig } from './config.ts'
import { isWebUrl } from './fields.ts'
import type { ChannelSettings, Hours, Policy, Receiver } from './policy.ts'

/** What is wrong at a place below `alerts` in ronda.yaml. */
export interface PolicyProblem {
  readonly path: readonly (string | number)[]
  readonly what: string
  readonly remedy: string
}

/**
 * `resolveSecret` throws where a reference leads nowhere; every such place is a problem of its own. `timezone`: that of
 * the estate, for hours that name none.
 */
export function resolvePolicy(
  config: AlertsConfig,
  resolveSecret: (reference: string) => Secret,
  timezone: string,
): { readonly policy: Policy } | { readonly problems: readonly PolicyProblem[] } {
  return policyWith(config, new ReadSecrets(resolveSecret), timezone)
}

/** The same policy, and what is wrong with it, without reading a secret: for files that say where another program reads it. */
export function policyByReference(
  config: AlertsConfig,
  timezone: string,
): { readonly policy: Policy<SecretReference> } | { readonly problems: readonly PolicyProblem[] } {
  return policyWith(config, REFERENCES, timezone)
}

function policyWith<S>(
  config: AlertsConfig,
  secrets: Secrets<S>,
  timezone: string,
): { readonly policy: Policy<S> } | { readonly problems: readonly PolicyProblem[] } {
  const policy: Policy<S> = {
    ...(config.url === undefined ? {} : { url: config.url }),
    receivers: config.receivers.map((receiver, at) =>
      receiverOf(receiver, { config, secrets, timezone, path: ['receivers', at] }),
    ),
    rotas: config.rotas.map((rota) => ({
      id: rota.id,
      shifts: rota.shifts.map((shift) => ({
        hours: hoursOf(shift, rota.timezone ?? timezone),
        to: shift.who,
      })),
      otherwise: rota.otherwise,
    })),
    routes: config.routes.map(({ match, to, goOn, escalate }) => ({
      match: withoutUndefined(match),
      to,
      goOn,
      escalate: escalate.map((step) => ({ afterMs: step.after, to: step.to })),
    })),
    fallback: config.fallback,
    blind: config.blind ?? config.fallback,
    announce: config.announce ?? config.fallback,
    criticalFrom: config.criticalFrom,
    massShare: config.massShare,
    ...(config.deadman === undefined
      ? {}
      : {
          deadman: {
            url: secrets.url(config.deadman.url, ['deadman', 'url'], WHY_HTTPS_FOR_LIFE),
            everyMs: config.deadman.every,
          },
        }),
  }
  const problems = [...lossesOf(policy, timezone), ...secrets.problems]
  return problems.length > 0 ? { problems } : { policy }
}

type ReceiverConfig = AlertsConfig['receivers'][number]
type Path = readonly (string | number)[]
interface Place<S> {
  readonly config: AlertsConfig
  readonly secrets: Secrets<S>
  readonly timezone: string
  readonly path: Path
}

function receiverOf<S>(receiver: ReceiverConfig, place: Place<S>): Receiver<S> {
  const { quiet } = receiver
  return {
    id: receiver.id,
    channel: channelOf(receiver, place),
    language: receiver.language ?? place.config.language,
    owners: receiver.owners,
    pagesPerMinute: receiver.pagesPerMinute,
    ...(quiet === undefined
      ? {}
      : {
          quiet: {
            hours: hoursOf(quiet, quiet.timezone ?? place.timezone),
            unless: quiet.unless,
          },
        }),
  }
}

function channelOf<S>(receiver: ReceiverConfig, { secrets, path }: Place<S>): ChannelSettings<S> {
  const { webhook, telegram, email, alertmanager, http } = receiver
  if (webhook) {
    const own = [...path, 'webhook']
    return {
      type: 'webhook',
      url: secrets.url(webhook.url, [...own, 'url'], WHY_HTTPS),
      secret: secrets.read(webhook.secret, [...own, 'secret']),
    }
  }
  if (telegram) {
    const token = secrets.read(telegram.token, [...path, 'telegram', 'token'])
    return { type: 'telegram', ...telegram, token }
  }
  if (email) {
    return { type: 'email', ...login(email, secrets, [...path, 'email']) }
  }
  if (alertmanager) {
    return { type: 'alertmanager', ...login(alertmanager, secrets, [...path, 'alertmanager']) }
  }
  if (!http) throw new TypeError(`receiver ${receiver.id} has no channel`)
  const own = [...path, 'http']
  const hasSecret = Object.values(http.headers).some(isSecretReference)
  const headers: Record<string, S | string> = {}
  for (const [name, value] of Object.entries(http.headers)) {
    headers[name] = isSecretReference(value)
      ? secrets.read(value, [...own, 'headers', name])
      : value
  }
  const mustBeHidden = hasSecret || isSecretReference(http.url)
  const url = secrets.url(http.url, [...own, 'url'], mustBeHidden ? WHY_HTTPS : undefined)
  return { type: 'http', ...http, url, headers }
}

function login<
  C extends { readonly user?: string | undefined; readonly password?: SecretReference | undefined },
  S,
>(
  channel: C,
  secrets: Secrets<S>,
  path: Path,
): Omit<C, 'user' | 'password'> & { readonly user?: string; readonly password?: S } {
  const { user, password, ...rest } = channel
  if (user === undefined || password === undefined) return rest
  return { ...rest, user, password: secrets.read(password, [...path, 'password']) }
}

/** Days and times that are not given are all of them. */
function hoursOf(
  hours: {
    readonly days?: readonly Weekday[] | undefined
    readonly from?: number | undefined
    readonly to?: number | undefined
  },
  timezone: string,
): Hours {
  return {
    days: hours.days ?? [0, 1, 2, 3, 4, 5, 6],
    fromMinute: hours.from ?? 0,
    toMinute: (hours.to ?? 0) % 1440,
    timezone,
  }
}

/** What stands in a secret's place in the policy. */
interface Secrets<S> {
  readonly problems: readonly PolicyProblem[]
  read(reference: SecretReference, path: Path): S
  /** A URL as it stands, or a whole one that is secret. */
  url(value: SecretReference | string, path: Path, whyHttps: string | undefined): S | string
}

const REFERENCES: Secrets<SecretReference> = {
  problems: [],
  read: (reference) => reference,
  url: (value) => value,
}

const UNREAD = new Secret('')

/** Reads secrets, and remembers each that could not be read instead of stopping at the first. */
class ReadSecrets implements Secrets<Secret> {
  readonly problems: PolicyProblem[] = []
  readonly #resolve: (reference: string) => Secret

  constructor(resolve: (reference: string) => Secret) {
    this.#resolve = resolve
  }

  /** Where it cannot be read, one that is never used: with a problem no policy is given out. */
  read(reference: string, path: Path): Secret {
    try {
      return this.#resolve(reference)
    } catch (error) {
      const remedy = error instanceof RondaError ? error.remedy : undefined
      const what = messageOf(error)
      this.problems.push({ path, what, remedy: remedy ?? 'write the secret where it is read' })
      return UNREAD
    }
  }

  /**
   * A URL as it stands, or a whole one that is secret; it never shows in a problem. `whyHttps`: where http to another
   * machine will not do, and why.
   */
  url(value: string, path: Path, whyHttps: string | undefined): Secret | string {
    if (!isSecretReference(value)) return value
    const read = this.read(value, path)
    if (read === UNREAD) return read
    const found = read.reveal()
    if (!isWebUrl(found)) {
      const remedy = 'write http://... or https://... there'
      this.problems.push({ path, what: `what ${value} holds is no URL`, remedy })
    } else if (whyHttps !== undefined && isClearText(found)) {
      const what = `what ${value} holds is http to another machine: ${whyHttps}`
      this.problems.push({ path, what, remedy: 'write https://... there' })
    }
    return read
  }
}

function withoutUndefined<T extends object>(
  from: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept: { [K in keyof T]?: Exclude<T[K], undefined> } = {}
  for (const key of Object.keys(from) as (keyof T)[]) {
    const value = from[key]
    if (value !== undefined) kept[key] = value as Exclude<T[typeof key], undefined>
  }
  return kept
}
