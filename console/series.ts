// How writing the time series goes, what databases refused, and the act that tries and sends again.
import type { Context, Hono } from 'hono'
import { didYouMean } from '../fleet/suggest.ts'
import { viaOf } from './act-guard.ts'
import type { Actions, Refusal } from './actions.ts'
import { replayBodySchema, toReplayRequest } from './api/act-request.ts'
import { readBody, sentenceOf } from './api/body.ts'
import { deadLettersOut, replayedOut, seriesOut } from './api/convert-series.ts'
import type { ApiRefused } from './api/planned-response.ts'
import { deadLetterQuerySchema, noQuerySchema, QueryError, readQuery } from './api/query.ts'
import type { ApiReplayed } from './api/series-response.ts'
import type { Live } from './live.ts'
import { reply } from './reply.ts'

const DEFAULT_LIMIT = 100

/** Adds what only reads. */
export function addSeries(app: Hono, live: Live): void {
  app.get('/api/series', async (c) => {
    readQuery(noQuerySchema, c.req.url)
    return reply(c, seriesOut(await live.series()))
  })
  app.get('/api/series/dead-letters', async (c) => {
    const { target, after, limit = DEFAULT_LIMIT } = readQuery(deadLetterQuerySchema, c.req.url)
    const [wrong] = target === undefined ? [] : await problemsOf(live, target)
    if (wrong) throw new QueryError(`${wrong.field}: ${wrong.what}; ${wrong.remedy}`)
    const letters = await live.deadLetters({
      ...(target === undefined ? {} : { target }),
      ...(after === undefined ? {} : { after }),
      most: limit,
    })
    return reply(c, deadLettersOut(letters, limit))
  })
}

/** Adds the act, which is behind `onlyActors`. */
export function addReplay(app: Hono, live: Live, actions: Actions): void {
  app.post('/api/series/replay', async (c) => {
    const body = await readBody(c, replayBodySchema)
    const problems = await problemsOf(live, body.target)
    if (problems.length > 0) return refused(c, problems)
    const outcome = await actions.replay(toReplayRequest(body), { by: body.by, via: viaOf(c) })
    if (outcome.result === 'refused') return refused(c, outcome.problems)
    c.header('cache-control', 'no-store')
    return c.json(replayedOut(outcome) satisfies ApiReplayed)
  })
}

/** Whether there is a database, and one of this name. */
async function problemsOf(live: Live, target: string | undefined): Promise<readonly Refusal[]> {
  const status = await live.series()
  const field = 'target'
  if (status === undefined) {
    const remedy = 'name one under influx: in ronda.yaml'
    return [{ field, what: 'no database of time series is configured', remedy }]
  }
  const names = status.targets.map(({ name }) => name)
  if (target === undefined || names.includes(target)) return []
  const close = didYouMean(target, names)
  const remedy = close ? `did you mean ${close}?` : `one of ${names.join(', ')}`
  const shown = target.replace(/[^\x20-\x7e]/g, '?')
  return [{ field, what: `no database is called ${shown}`, remedy }]
}

function refused(c: Context, problems: readonly Refusal[]): Response {
  const message = sentenceOf(problems)
  const body: ApiRefused = { error: { code: 'refused', message, problems: [...problems] } }
  c.header('cache-control', 'no-store')
  return c.json(body, 422)
}
