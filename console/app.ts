// Which address is answered by what: the routes of the console over a running program.
import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { type Context, Hono } from 'hono'
import { messageOf } from '../fleet/error.ts'
import type { Logger } from '../fleet/logger.ts'
import { addAckLink } from './ack-link.ts'
import { onlyActors } from './act-guard.ts'
import { type Acting, addActs, addPlanned } from './acting.ts'
import { areaLister } from './api/areas.ts'
import { BodyError, refuseBody } from './api/body.ts'
import { areaPageOut, summaryOut, targetPageOut, targetViewOut } from './api/convert.ts'
import {
  affectedCsv,
  affectedOut,
  incidentPageOut,
  incidentViewOut,
} from './api/convert-incidents.ts'
import { EVENT_STREAM, type EventHub } from './api/events.ts'
import {
  areaQuerySchema,
  formatQuerySchema,
  historyQuerySchema,
  incidentQuerySchema,
  noQuerySchema,
  QueryError,
  readQuery,
  targetQuerySchema,
  toIncidentQuery,
  toTargetQuery,
} from './api/query.ts'
import {
  onlyKnownMethods,
  onlyLoopbackHost,
  onlySmallBodies,
  onlyWithToken,
  SECURITY_HEADERS,
  securityHeaders,
} from './guard.ts'
import { countGuesses } from './guesses.ts'
import type { Live } from './live.ts'
import { addLogin } from './login.ts'
import { loadPage, NOT_BUILT, type PageFile } from './page-files.ts'
import { addPictures } from './pictures.ts'
import { acceptsGzip, compress, refuse, reply, replyBytes, replyCsv } from './reply.ts'
import { addRunbook } from './runbook.ts'
import { addReplay, addSeries } from './series.ts'

export interface AppParts {
  readonly live: Live
  readonly hub: EventHub
  readonly logger: Logger
  readonly webDir: string
  /** The file docs/runbook.md. */
  readonly runbook: string
  /** Wanted from every reader when given. */
  readonly token: string | undefined
  /** Absent where nobody may act. */
  readonly acting?: Acting | undefined
  /** Refuse Host headers that are not loopback names. */
  readonly loopbackOnly: boolean
}

const DEFAULT_HOURS = 24

/** Builds the routes; nothing listens yet. */
export function buildApp(parts: AppParts): Hono {
  const app = new Hono()
  app.onError((error, c) => {
    if (error instanceof BodyError) return refuseBody(c, error)
    if (error instanceof QueryError) return refuse(c, 400, 'bad_request', error.message)
    parts.logger.error({ error: messageOf(error), path: c.req.path }, 'a request failed')
    return refuse(c, 500, 'internal', 'the console failed on this request; its log says why')
  })
  app.notFound((c) => refuse(c, 404, 'not_found', `nothing at ${c.req.path.slice(0, 100)}`))
  app.use(securityHeaders)
  if (parts.loopbackOnly) app.use(onlyLoopbackHost)
  app.use(onlyKnownMethods)
  addTokens(app, parts)
  addProbes(app, parts.live)
  addRunbook(app, parts.runbook)
  addApi(app, parts.live)
  addPictures(app, parts.live)
  addIncidents(app, parts.live)
  addSeries(app, parts.live)
  addEvents(app, parts.hub)
  if (parts.acting !== undefined) {
    const { actions } = parts.acting
    addActs(app, actions)
    addPlanned(app, actions)
    addReplay(app, parts.live, actions)
    addAckLink(app, parts.live, actions)
  }
  addPage(app, parts.webDir)
  return app
}

/** Who acts, before anything of a body is read; who reads; the form that a token is typed into. */
function addTokens(app: Hono, { token, acting }: AppParts): void {
  const guesses = countGuesses()
  const tokens = [token, acting?.token].filter((one) => one !== undefined)
  if (acting !== undefined) app.use(onlyActors(acting.token, guesses))
  app.use(onlySmallBodies)
  if (token !== undefined) app.use(onlyWithToken(tokens))
  if (tokens.length > 0) addLogin(app, tokens, guesses)
}

function addProbes(app: Hono, live: Live): void {
  app.get('/healthz', (c) => reply(c, { ok: true }))
  app.get('/readyz', (c) => {
    const ready = live.ready()
    return reply(c, ready, ready.ready ? 200 : 503)
  })
  app.get('/metrics', (c) => {
    c.header('cache-control', 'no-store')
    return c.body(live.metrics(), 200, {
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
    })
  })
}

function addApi(app: Hono, live: Live): void {
  const board = boardReply(live)
  const areas = areaLister(live)
  app.get('/api/summary', async (c) => {
    readQuery(noQuerySchema, c.req.url)
    return reply(c, summaryOut(await live.summary()))
  })
  app.get('/api/board', (c) => {
    readQuery(noQuerySchema, c.req.url)
    return board(c)
  })
  app.get('/api/areas', async (c) => {
    readQuery(noQuerySchema, c.req.url)
    return reply(c, await areas())
  })
  app.get('/api/areas/:id', async (c) => {
    const query = toTargetQuery(readQuery(areaQuerySchema, c.req.url))
    const page = await live.area(c.req.param('id'), query)
    if (page === undefined) return refuse(c, 404, 'not_found', 'no area has this id')
    return reply(c, areaPageOut(page))
  })
  app.get('/api/targets', (c) => {
    const query = toTargetQuery(readQuery(targetQuerySchema, c.req.url))
    return reply(c, targetPageOut(live.targets(query)))
  })
  app.get('/api/targets/:id', async (c) => {
    const { hours = DEFAULT_HOURS } = readQuery(historyQuerySchema, c.req.url)
    const view = await live.target(c.req.param('id'), hours)
    if (view === undefined) return refuse(c, 404, 'not_found', 'no target has this id')
    return reply(c, targetViewOut(view, hours, Date.now()))
  })
}

function addIncidents(app: Hono, live: Live): void {
  app.get('/api/incidents', async (c) => {
    const query = toIncidentQuery(readQuery(incidentQuerySchema, c.req.url))
    return reply(c, incidentPageOut(await live.incidents(query)))
  })
  app.get('/api/incidents/:id', async (c) => {
    readQuery(noQuerySchema, c.req.url)
    const view = await live.incident(c.req.param('id'))
    if (view === undefined) return refuse(c, 404, 'not_found', 'no incident has this id')
    return reply(c, incidentViewOut(view))
  })
  app.get('/api/incidents/:id/affected', async (c) => {
    const { format } = readQuery(formatQuerySchema, c.req.url)
    const id = c.req.param('id')
    const rows = await live.affected(id)
    if (rows === undefined) return refuse(c, 404, 'not_found', 'no incident has this id')
    if (format !== 'csv') return reply(c, affectedOut(rows))
    return replyCsv(c, affectedCsv(rows), `${id}.csv`)
  })
}

/** The board is large and the same for everyone: it is written and compressed once for each change. */
function boardReply(live: Live): (c: Context) => Promise<Response> {
  let made: { seq: number; text: string; gzipped: Promise<Uint8Array<ArrayBuffer>> } | undefined
  return async (c) => {
    const board = live.board()
    if (made?.seq !== board.seq) {
      const text = JSON.stringify(board)
      made = { seq: board.seq, text, gzipped: compress(text) }
    }
    return replyBytes(c, made.text, acceptsGzip(c) ? await made.gzipped : undefined)
  }
}

function addEvents(app: Hono, hub: EventHub): void {
  app.get('/api/events', (c) => {
    readQuery(noQuerySchema, c.req.url)
    if (hub.full) {
      c.header('retry-after', '10')
      return refuse(c, 503, 'too_many_readers', 'too many pages are open; try again soon')
    }
    const { incoming, outgoing } = c.env as HttpBindings
    if (incoming.method === 'HEAD') return c.body(null, 200, { 'content-type': EVENT_STREAM })
    hub.add(outgoing, SECURITY_HEADERS)
    return RESPONSE_ALREADY_SENT
  })
}

function addPage(app: Hono, webDir: string): void {
  let files: ReadonlyMap<string, PageFile> | undefined
  app.get('*', async (c, next) => {
    // Built while the program runs: looked for again until it is there.
    files ??= await loadPage(webDir)
    const file = files?.get(c.req.path)
    if (file !== undefined) return sendFile(c, file)
    if (c.req.path === '/') return c.html(NOT_BUILT, 503, { 'cache-control': 'no-store' })
    return next()
  })
}

function sendFile(c: Context, file: PageFile): Response {
  c.header('etag', file.etag)
  c.header('cache-control', file.cacheControl)
  c.header('vary', 'accept-encoding')
  if (c.req.header('if-none-match') === file.etag) return c.body(null, 304)
  c.header('content-type', file.type)
  if (!acceptsGzip(c)) return c.body(file.body)
  c.header('content-encoding', 'gzip')
  return c.body(file.gzipped)
}
