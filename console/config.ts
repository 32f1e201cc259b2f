// The `console:` part of ronda.yaml.
import { z } from 'zod'

const LISTEN = /^(?:\[(?<v6>[0-9a-f:]+)\]|(?<host>[A-Za-z0-9.-]+)):(?<port>\d{1,5})$/

export interface Listen {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
}

/** `127.0.0.1:8080` or `[::1]:8080`; undefined where it is neither. */
export function parseListen(text: string): Listen | undefined {
  const groups = LISTEN.exec(text)?.groups
  const host = groups?.['v6'] ?? groups?.['host']
  const port = Number(groups?.['port'])
  return host === undefined || port > 65_535 ? undefined : { host, port }
}

export const consoleSchema = z.strictObject({
  listen: z
    .string()
    .default('127.0.0.1:8080')
    .transform((text, context) => {
      const listen = parseListen(text)
      if (listen) return listen
      context.addIssue({
        code: 'custom',
        message: `"${text}" is not HOST:PORT, as in 127.0.0.1:8080`,
      })
      return z.NEVER
    }),
  /** A secret by reference; needed wherever `listen` is open to a network. */
  token: z
    .string()
    .regex(/^(env:|file:\/|aws-sm:)/, 'a secret must be a reference: env:NAME or file:/path')
    .optional(),
})
