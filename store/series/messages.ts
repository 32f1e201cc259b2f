// What the program and the series' thread say to each other.

import { Secret } from '../../fleet/secret.ts'
import type { InfluxTarget } from '../influx/target.ts'
import type { Fault } from '../local/messages.ts'
import type { LogLine } from '../thread-log.ts'
import type { Series, SeriesOptions } from './series.ts'

/** A target with its secrets in clear: a `Secret` does not survive the way to a thread. */
type ClearTarget = Omit<InfluxTarget, 'password' | 'token'> & {
  readonly password?: string
  readonly token?: string
}

/** Goes as a message: `workerData` would keep its estate, of which only the tags are needed, for ever. */
export interface Opening extends Omit<SeriesOptions, 'targets'> {
  readonly targets: readonly ClearTarget[]
}

export type Call = keyof Series

/** The first message is the opening, all others are these. */
export interface Request {
  readonly id: number
  readonly call: Call
  readonly args: readonly unknown[]
}

export type Reply =
  | { readonly type: 'opened' }
  | { readonly type: 'failed'; readonly fault: Fault }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'refusal'; readonly id: number; readonly fault: Fault }
  | LogLine

export function openingOf({ targets, ...rest }: SeriesOptions): Opening {
  return {
    ...rest,
    targets: targets.map(({ password, token, ...target }) => ({
      ...target,
      ...(password ? { password: password.reveal() } : {}),
      ...(token ? { token: token.reveal() } : {}),
    })),
  }
}

export function optionsOf({ targets, ...rest }: Opening): SeriesOptions {
  return {
    ...rest,
    targets: targets.map(({ password, token, ...target }) => ({
      ...target,
      ...(password ? { password: new Secret(password) } : {}),
      ...(token ? { token: new Secret(token) } : {}),
    })),
  }
}
