// A database of a case's own in an InfluxDB 1: made, written, asked and dropped.
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Answer } from '../../alerts/rules/evaluate/series.ts'
import { messageOf, RondaError } from '../../fleet/error.ts'
import { createEncoder } from '../../store/influx/lines/encoder.ts'
import type { Point } from '../../store/schema/measurements.ts'
import type { Tier } from '../../store/schema/tiers.ts'

export interface ScratchDatabase {
  readonly name: string
  /** Throws RND_INFLUX where a point is refused. */
  write(tier: Tier, points: readonly Point[]): Promise<void>
  /** Answers by the text of the question; a question that fails has its error for an answer. */
  ask(questions: readonly string[]): Promise<ReadonlyMap<string, Answer>>
  drop(): Promise<void>
}

export interface InfluxAccess {
  /** May carry a login: `http://user:password@host:8086`. It is never said. */
  readonly url: string
  readonly signal: AbortSignal
}

const TIMEOUT_MS = 60_000
const MOST_BYTES = 64 * 1024 * 1024
/** Statements of one request. */
const AT_ONCE = 60
const REMEDY = 'with --influx an InfluxDB 1.x is wanted whose user may make and drop databases'

const resultSchema = z.object({
  error: z.string().optional(),
  series: z
    .array(
      z.object({
        tags: z.record(z.string(), z.string()).optional(),
        columns: z.array(z.string()),
        values: z
          .array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])))
          .default([]),
      }),
    )
    .default([]),
})
const answerSchema = z.object({
  results: z.array(resultSchema).optional(),
  error: z.string().optional(),
})
type Results = z.output<typeof answerSchema>

/** With a retention policy for each of `tiers` that keeps for ever, in shards so long that a case needs one of each. */
export async function makeScratchDatabase(
  access: InfluxAccess,
  tiers: readonly Tier[],
): Promise<ScratchDatabase> {
  const name = `ronda_test_${randomBytes(8).toString('hex')}`
  const kept = 'DURATION INF REPLICATION 1 SHARD DURATION 5200w'
  const policies = tiers.map((tier) => `CREATE RETENTION POLICY "${tier}" ON "${name}" ${kept}`)
  // Orders are carried through, also after Ctrl-C: what is half made could not be dropped for sure.
  const order = (...statements: string[]): Promise<void> =>
    carryOut({ ...access, signal: AbortSignal.timeout(TIMEOUT_MS) }, statements.join('; '))
  await order(`CREATE DATABASE "${name}"`, ...policies)
  const encoder = createEncoder([])
  return {
    name,
    async write(tier, points) {
      for (const { body } of encoder.pointFrames({ tier, worth: 'raw', points })) {
        const path = `write?${new URLSearchParams({ db: name, rp: tier, precision: 'ns' })}`
        const { status, text } = await post(access, path, Buffer.from(body), {
          'content-encoding': 'gzip',
        })
        if (status !== 204) throw refused(`points of tier ${tier}: ${text.slice(0, 300)}`)
      }
      if (encoder.unwritable > 0) throw refused(`${encoder.unwritable} points cannot be written`)
    },
    async ask(questions) {
      const left = [...new Set(questions)]
      const answers = new Map<string, Answer>()
      while (left.length > 0) {
        const some = left.splice(0, AT_ONCE)
        for (const [at, answer] of (await askTogether(access, name, some)).entries()) {
          answers.set(some[at] as string, answer)
        }
      }
      return answers
    },
    drop: () => order(`DROP DATABASE "${name}"`),
  }
}

async function askTogether(
  access: InfluxAccess,
  database: string,
  questions: readonly string[],
): Promise<readonly Answer[]> {
  const { error, results = [] } = await query(access, questions.join('; '), database)
  const isWhole = error === undefined && results.every((result) => result.error === undefined)
  if (isWhole && results.length === questions.length) {
    return results.map(({ series }) => ({ type: 'rows', rows: series }))
  }
  // One that fails takes those behind it with it.
  const [only] = questions
  if (questions.length > 1 || only === undefined) {
    const alone: Answer[] = []
    for (const question of questions) {
      alone.push(...(await askTogether(access, database, [question])))
    }
    return alone
  }
  const message = error ?? results[0]?.error ?? 'no answer to a query'
  return [{ type: 'error', message }]
}

async function carryOut(access: InfluxAccess, statements: string): Promise<void> {
  const { error, results = [] } = await query(access, statements)
  const said = error ?? results.find((result) => result.error !== undefined)?.error
  if (said !== undefined) throw refused(said)
}

async function query(access: InfluxAccess, q: string, database?: string): Promise<Results> {
  const body = new URLSearchParams({ q, epoch: 'ms', ...(database ? { db: database } : {}) })
  const { status, text } = await post(access, 'query', body.toString(), {
    'content-type': 'application/x-www-form-urlencoded',
  })
  try {
    return answerSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw refused(`${status} ${text.slice(0, 200)}`, cause)
  }
}

async function post(
  { url, signal }: InfluxAccess,
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly text: string }> {
  const { username, password, href } = new URL(path, url.endsWith('/') ? url : `${url}/`)
  const bare = new URL(href)
  bare.username = ''
  bare.password = ''
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  try {
    const answer = await fetch(bare, {
      method: 'POST',
      body,
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      headers: {
        ...headers,
        ...(username === '' ? {} : { authorization: `Basic ${btoa(login)}` }),
      },
    })
    return { status: answer.status, text: await textOf(answer) }
  } catch (cause) {
    if (cause instanceof RondaError || signal.aborted) throw cause
    const why = cause instanceof Error && cause.cause ? messageOf(cause.cause) : messageOf(cause)
    throw new RondaError('RND_INFLUX', `no answer from ${bare.origin}: ${why}`, {
      remedy: REMEDY,
      cause,
    })
  }
}

async function textOf(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length
    if (bytes > MOST_BYTES) throw refused('an answer of more than 64 MiB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function refused(said: string, cause?: unknown): RondaError {
  return new RondaError('RND_INFLUX', `the database refuses: ${said}`, { remedy: REMEDY, cause })
}
