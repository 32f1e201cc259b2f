// The `influx:` part of ronda.yaml.
import { z } from 'zod'
import { isSecretReference } from '../../fleet/secret.ts'
import { TIER } from '../schema/tiers.ts'
import { DIALECTS } from './target.ts'

const WORD = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/
/** InfluxDB 3 takes names of 64 letters, `_raw` among them. */
const MOST_WITH_TIER = 60
const word = z.string().regex(WORD, 'letters, digits, _ and -, at most 64')
const secret = z
  .string()
  .refine(isSecretReference, 'a secret stands here by reference: env:NAME or file:/path')

const url = z.string().superRefine((value, context) => {
  const parsed = URL.canParse(value) ? new URL(value) : undefined
  const fault =
    parsed === undefined || !/^https?:$/.test(parsed.protocol)
      ? 'write http://HOST:PORT or https://HOST:PORT'
      : parsed.username || parsed.password
        ? 'user and password do not stand in the address: use username and password'
        : parsed.pathname !== '/' || parsed.search || parsed.hash
          ? 'write only scheme, host and port'
          : undefined
  if (fault) context.addIssue({ code: 'custom', message: fault })
})

const days = (tier: keyof typeof TIER) => z.int().min(1).max(36_500).default(TIER[tier].keepDays)

const influxTargetSchema = z
  .strictObject({
    name: word,
    url,
    dialect: z
      .union([z.enum(DIALECTS), z.literal([1, 2, 3]).transform(String)], 'write 1, 2 or 3')
      .pipe(z.enum(DIALECTS))
      .default('1'),
    database: word.default('ronda'),
    username: z.string().min(1).optional(),
    password: secret.optional(),
    token: secret.optional(),
    org: z.string().min(1).optional(),
    /** A PEM file, relative to ronda.yaml. */
    caFile: z.string().min(1).optional(),
    timeoutMs: z.int().min(500).max(120_000).default(10_000),
  })
  .superRefine((target, context) => {
    const wants = (key: string, why: string) =>
      context.addIssue({ code: 'custom', path: [key], message: why })
    const isOne = target.dialect === '1'
    if (isOne && target.token) wants('token', 'InfluxDB 1 takes username and password')
    if (isOne && (target.username === undefined) !== (target.password === undefined))
      wants(target.username ? 'password' : 'username', 'username and password go together')
    if (!isOne && (target.username || target.password))
      wants('username', `InfluxDB ${target.dialect} takes a token`)
    if (!isOne && !target.token) wants('token', `InfluxDB ${target.dialect} wants a token`)
    if (target.dialect === '2' && !target.org) wants('org', 'InfluxDB 2 wants the organisation')
    if (!isOne && target.database.length > MOST_WITH_TIER)
      wants('database', `at most ${MOST_WITH_TIER} letters: _raw and the like are added`)
    if (target.dialect !== '2' && target.org) wants('org', 'only InfluxDB 2 has organisations')
  })

const keepDaysSchema = z.strictObject({
  raw: days('raw'),
  m1: days('m1'),
  h1: days('h1'),
  d1: days('d1'),
  ev: days('ev'),
})

const spoolSchema = z.strictObject({
  maxMegabytes: z.int().min(16).max(1_000_000).default(4096),
  minFreePercent: z.int().min(0).max(90).default(10),
})

export const influxSchema = z
  .strictObject({
    targets: z.array(influxTargetSchema).min(1).max(8),
    keepDays: keepDaysSchema.prefault({}),
    spool: spoolSchema.prefault({}),
  })
  .superRefine(({ targets }, context) => {
    targets.forEach(({ name }, i) => {
      if (targets.findIndex((other) => other.name === name) < i)
        context.addIssue({
          code: 'custom',
          path: ['targets', i, 'name'],
          message: `there is another target "${name}"`,
        })
    })
    const places = targets.map(placeOf)
    places.forEach((place, i) => {
      const first = targets[places.indexOf(place)]
      if (place === undefined || places.indexOf(place) === i) return
      context.addIssue({
        code: 'custom',
        path: ['targets', i, 'url'],
        message: `target "${first?.name}" is the same database of the same server: everything would be written there twice`,
        params: { remedy: 'leave one of the two out, or name another database' },
      })
    })
  })

/** Where points of a target end up, the same for all ways to write its address; undefined where that is no address. */
function placeOf(target: z.infer<typeof influxTargetSchema>): string | undefined {
  const { url: address, dialect, database, org } = target
  if (!URL.canParse(address)) return undefined
  return JSON.stringify([new URL(address).origin, dialect, database, org])
}

export type InfluxConfig = z.infer<typeof influxSchema>

/** Known keys at `path` below `influx`: what a mistyped one may have meant. */
export function influxKeys(path: readonly PropertyKey[]): readonly string[] {
  const parts: Readonly<Record<string, z.ZodObject>> = {
    targets: influxTargetSchema,
    keepDays: keepDaysSchema,
    spool: spoolSchema,
  }
  const part = path.length === 0 ? influxSchema : parts[String(path[0])]
  return Object.keys(part?.shape ?? {})
}
