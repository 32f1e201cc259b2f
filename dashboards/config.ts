// The `grafana:` part of ronda.yaml: what `ronda render grafana` makes, and where it may be put.
import { z } from 'zod'
import { isSecretReference } from '../fleet/secret.ts'
import { LANGUAGES } from '../texts/language.ts'

const address = z.url({ protocol: /^https?$/, error: 'write http://HOST:PORT or https://HOST' })

export const grafanaSchema = z.strictObject({
  /** Where people, and `--push` and `--diff`, reach Grafana. */
  url: address.transform((url) => url.replace(/\/+$/, '')).optional(),
  /** Of a service account that may write; for `--push` and `--diff` only. */
  token: z
    .string()
    .refine(isSecretReference, 'a secret stands here by reference: env:NAME or file:/path')
    .optional(),
  /** Of titles and descriptions. */
  language: z.enum(LANGUAGES).default('id'),
  /** Where dashboards and rules are put. */
  folder: z
    .string()
    .regex(/^[^/\\]{1,100}$/, 'a title of 1 to 100 characters, without slashes')
    .default('Ronda'),
  /** Which of `influx.targets` Grafana reads; default the first. */
  target: z.string().min(1).optional(),
  /** Address of that database as Grafana reaches it, where that is another. */
  databaseUrl: address.optional(),
})
