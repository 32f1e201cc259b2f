// ronda.yaml: read whole, checked whole, every problem with its line. The only reader of configuration files.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { isNode, LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { alertsKeys, alertsRemedy, alertsSchema } from '../alerts/policy/config.ts'
import { consoleSchema } from '../console/config.ts'
import { grafanaSchema } from '../dashboards/config.ts'
import { messageOf, RondaError } from '../fleet/error.ts'
import { formatProblem, type Problem } from '../fleet/problem.ts'
import { didYouMean } from '../fleet/suggest.ts'
import { FEED_PORT } from '../fleet/synthetic/addresses.ts'
import { valueWords } from '../fleet/value-words.ts'
import { feedsSchema } from '../probes/feeds/config.ts'
import { portalsSchema } from '../probes/portal/config.ts'
import { HOST_KEYS, hostsSchema, RELAY_KEYS, relaysSchema } from '../probes/relay/config.ts'
import { pingerSchema, roundSchema } from '../probes/round/config.ts'
import { retentionSchema } from '../store/config.ts'
import { influxKeys, influxSchema } from '../store/influx/config.ts'

/** Read where no other file is named, if it is there. */
export const DEFAULT_FILE = 'ronda.yaml'
const MAX_BYTES = 1_000_000
const MAX_ALIASES = 10
const PAGE = 'docs/configuration.md'
const ALERTS_PAGE = 'docs/alerts.md'

const schema = z.strictObject({
  /** A folder, relative to this file. Absent: the synthetic city. */
  estate: z.string().min(1).optional(),
  synthetic: z
    .strictObject({
      seed: z
        .int()
        .min(0)
        .max(2 ** 31 - 1)
        .default(1),
      /** `day`: faults come and go as in a scripted day; `none`: nothing is injected. */
      script: z.enum(['day', 'none']).default('day'),
      /** Where its NVRs serve video and their API, on their own loopback addresses. */
      feedPort: z.int().min(1024).max(65_535).default(FEED_PORT),
    })
    .optional(),
  /** Where everything is kept, relative to this file. */
  data: z.string().min(1).default('./data'),
  pinger: pingerSchema,
  console: consoleSchema.prefault({}),
  round: roundSchema.prefault({}),
  feeds: feedsSchema.prefault({}),
  portals: portalsSchema.prefault({}),
  /** Metrics pages of relays and of machines of ours; this machine is always looked at. */
  relays: relaysSchema.default([]),
  hosts: hostsSchema.default([]),
  retention: retentionSchema.prefault({}),
  /** Absent: nobody is told. */
  alerts: alertsSchema.optional(),
  /** Absent: history stays in the local store. */
  influx: influxSchema.optional(),
  /** What `ronda render grafana` makes of this city. */
  grafana: grafanaSchema.prefault({}),
  log: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
})

export type Config = z.infer<typeof schema> & {
  /** The file that was read; absent when there was none and the defaults hold. */
  readonly file?: string
  /** 1-based line of the key that leads there, or of the nearest one above it. */
  readonly lineOf?: LineOf
}

type LineOf = (path: readonly PropertyKey[]) => number

/**
 * Reads `path`, or ./ronda.yaml where there is one, or takes the defaults (the synthetic city). Paths in the result are
 * absolute. Throws RND_CONFIG_MISSING or RND_CONFIG_INVALID; the latter lists every problem.
 */
export function readConfig(path: string | undefined): Config {
  if (path === undefined && !existsSync(DEFAULT_FILE)) return absolute(schema.parse({}), '.')
  const file = path ?? DEFAULT_FILE
  const text = readConfigText(file)
  const found = parseConfig(text, basename(file))
  if ('problems' in found) {
    throw new RondaError('RND_CONFIG_INVALID', found.problems.map(formatProblem).join('\n'), {
      remedy: `${found.page} lists every key with its range and default`,
    })
  }
  const { config, lineOf } = found
  return { ...absolute(config, dirname(file)), file: resolve(file), lineOf }
}

/** Throws RND_CONFIG_MISSING where it cannot be read, or is larger than 1 MB. */
export function readConfigText(file: string): string {
  try {
    const { size } = statSync(file)
    if (size > MAX_BYTES) throw new Error('larger than 1 MB')
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new RondaError('RND_CONFIG_MISSING', `cannot read ${file}: ${messageOf(cause)}`, {
      remedy: 'ronda init DIR writes one to start from; without --config the synthetic city runs',
      cause,
    })
  }
}

/** `file` is only for the problems' text; `page` says what should stand there. */
export function parseConfig(
  text: string,
  file: string,
):
  | { readonly config: z.infer<typeof schema>; readonly lineOf: LineOf }
  | {
      readonly problems: readonly Problem[]
      readonly page: string
      /** The sections that are right by themselves, for what else can be said of them; absent where it is no YAML. */
      readonly sound?: Partial<z.infer<typeof schema>>
      readonly lineOf?: LineOf
    } {
  const lines = new LineCounter()
  if (text.length > MAX_BYTES) {
    return {
      problems: [{ file, line: 0, what: 'larger than 1 MB', remedy: 'that is no ronda.yaml' }],
      page: PAGE,
    }
  }
  const document = parseDocument(text, { lineCounter: lines })
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      file,
      line: lines.linePos(error.pos[0]).line,
      what: error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? error.code,
      remedy: 'mend the YAML',
    }))
    return { problems, page: PAGE }
  }
  let plain: unknown
  try {
    plain = document.toJS({ maxAliasCount: MAX_ALIASES }) ?? {}
  } catch (error) {
    return {
      problems: [{ file, line: 0, what: messageOf(error), remedy: 'use fewer YAML aliases' }],
      page: PAGE,
    }
  }
  const parsed = schema.safeParse(plain, {
    error: (issue) => valueWords(issue)?.what,
    reportInput: true,
  })
  const lineOf: LineOf = (path) => {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true)
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
    }
    return 1
  }
  const issues = parsed.error?.issues ?? []
  const cities = twoCities(plain, file, lineOf)
  if (parsed.success && cities.length === 0) return { config: parsed.data, lineOf }
  const problems = [...issues.flatMap((issue) => problemsOf(issue, file, lineOf)), ...cities].sort(
    (a, b) => a.line - b.line,
  )
  return { problems, page: pageOf(issues, cities.length > 0), sound: soundOf(plain), lineOf }
}

function soundOf(plain: unknown): Partial<z.infer<typeof schema>> {
  if (typeof plain !== 'object' || plain === null) return {}
  const given = plain as Readonly<Record<string, unknown>>
  const sections = Object.entries(schema.shape).flatMap(([key, section]) => {
    const { success, data } = section.safeParse(given[key])
    return success && data !== undefined ? [[key, data] as const] : []
  })
  return Object.fromEntries(sections)
}

/** Of what is wrong; both where it is more than the alerts. */
function pageOf(issues: readonly z.core.$ZodIssue[], isMore: boolean): string {
  const ofAlerts = issues.filter(({ path }) => path[0] === 'alerts').length
  if (ofAlerts === 0) return PAGE
  return isMore || ofAlerts < issues.length ? `${PAGE}, for alerts ${ALERTS_PAGE},` : ALERTS_PAGE
}

/** Beside the schema, which looks at keys together only where each by itself is right. */
function twoCities(plain: unknown, file: string, lineOf: LineOf): Problem[] {
  if (typeof plain !== 'object' || plain === null) return []
  if (!('estate' in plain && 'synthetic' in plain)) return []
  const what = 'estate and synthetic exclude each other: one city a program'
  return [{ file, line: lineOf(['synthetic']), what, remedy: 'leave one of them out' }]
}

function problemsOf(issue: z.core.$ZodIssue, file: string, lineOf: LineOf): Problem[] {
  const where = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(issue.path)
    return issue.keys.map((key) => {
      const close = didYouMean(key, known)
      const named = [...issue.path, key].join('.')
      return {
        file,
        line: lineOf([...issue.path, key]),
        what: `unknown key "${named}"`,
        remedy: close ? `did you mean "${close}"?` : `known here: ${known.join(', ')}`,
      }
    })
  }
  const words = valueWords(issue)
  const remedy =
    issue.code === 'custom'
      ? issue.params?.['remedy']
      : ((issue.path[0] === 'alerts' ? alertsRemedy(issue.path.slice(1)) : undefined) ??
        // A schema with a message of its own is not about what these words say.
        (words?.what === issue.message ? words.remedy : undefined))
  return [
    {
      file,
      line: lineOf(issue.path),
      what: `${where || 'the whole file'}: ${issue.message}`,
      remedy: typeof remedy === 'string' ? remedy : `mend ${where}`,
    },
  ]
}

function knownKeys(path: readonly PropertyKey[]): string[] {
  const sections: Readonly<Record<string, z.ZodObject>> = {
    console: consoleSchema,
    grafana: grafanaSchema,
    round: roundSchema,
    portals: portalsSchema,
    retention: retentionSchema,
  }
  if (path.length === 0) return Object.keys(schema.shape)
  if (path[0] === 'synthetic') return ['seed', 'script', 'feedPort']
  if (path[0] === 'feeds') return keysWithin(feedsSchema, path.slice(1))
  if (path[0] === 'relays') return RELAY_KEYS
  if (path[0] === 'hosts') return HOST_KEYS
  if (path[0] === 'alerts') return [...alertsKeys(path.slice(1))]
  if (path[0] === 'influx') return [...influxKeys(path.slice(1))]
  return Object.keys(sections[String(path[0])]?.shape ?? {})
}

/** Of a section within a section: the keys of the innermost one that `path` leads to. */
function keysWithin(section: z.ZodObject, path: readonly PropertyKey[]): string[] {
  let found: z.ZodObject = section
  for (const key of path) {
    const inner = found.shape[String(key)]
    const bare = inner instanceof z.ZodPrefault ? inner.unwrap() : inner
    if (bare instanceof z.ZodObject) found = bare
  }
  return Object.keys(found.shape)
}

function absolute<T extends z.infer<typeof schema>>(config: T, folder: string): T {
  return {
    ...config,
    data: resolve(folder, config.data),
    ...(config.estate === undefined ? {} : { estate: resolve(folder, config.estate) }),
  }
}
