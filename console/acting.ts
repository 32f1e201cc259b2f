// What the console can have done, and what was: suspend, maintain, resume, acknowledge; planned outages and the audit.
import type { Context, Hono } from 'hono'
import { viaOf } from './act-guard.ts'
import type { ActionOutcome, Actions, Actor } from './actions.ts'
import {
  ackBodySchema,
  maintainBodySchema,
  resumeBodySchema,
  suspendBodySchema,
  toMaintenanceRequest,
  toSuspendRequest,
} from './api/act-request.ts'
import { readBody, sentenceOf } from './api/body.ts'
import { auditOut, doneOut, idsCsv, plannedOut } from './api/convert-planned.ts'
import type { ApiConfirmNeeded, ApiDone, ApiRefused } from './api/planned-response.ts'
import { auditQuerySchema, formatQuerySchema, noQuerySchema, readQuery } from './api/query.ts'
import { refuse, reply, replyCsv } from './reply.ts'

/** Who acts, and what a person must know to have it done. */
export interface Acting {
  readonly actions: Actions
  /** Wanted from everybody who acts, on loopback too. */
  readonly token: string
}

/** Adds the acts, which are behind `onlyActors`. */
export function addActs(app: Hono, actions: Actions): void {
  app.post('/api/suspensions', async (c) => {
    const body = await readBody(c, suspendBodySchema)
    return answer(c, await actions.suspend(toSuspendRequest(body), actorOf(c, body.by)))
  })
  app.post('/api/maintenance', async (c) => {
    const body = await readBody(c, maintainBodySchema)
    return answer(c, await actions.maintain(toMaintenanceRequest(body), actorOf(c, body.by)))
  })
  app.post('/api/planned/:id/resume', async (c) => {
    const { targets, by } = await readBody(c, resumeBodySchema)
    return answer(c, await actions.resume(c.req.param('id'), targets, actorOf(c, by)))
  })
  app.post('/api/incidents/:id/ack', async (c) => {
    const { note, by } = await readBody(c, ackBodySchema)
    return answer(c, await actions.acknowledge(c.req.param('id'), note, actorOf(c, by)))
  })
}

/** Adds what only reads. */
export function addPlanned(app: Hono, actions: Actions): void {
  app.get('/api/planned', (c) => {
    readQuery(noQuerySchema, c.req.url)
    return reply(c, plannedOut(actions))
  })
  app.get('/api/planned/:id/targets', (c) => {
    const { format } = readQuery(formatQuerySchema, c.req.url)
    const id = c.req.param('id')
    const ids = actions.covered(id)
    if (ids === undefined) return refuse(c, 404, 'not_found', 'nothing planned has this id')
    if (format !== 'csv') return reply(c, { total: ids.length, ids })
    return replyCsv(c, idsCsv(ids), `${id}.csv`)
  })
  app.get('/api/owners', (c) => {
    readQuery(noQuerySchema, c.req.url)
    return reply(c, { owners: actions.owners() })
  })
  app.get('/api/audit', async (c) => {
    const query = readQuery(auditQuerySchema, c.req.url)
    const { subject, limit } = query
    const rows = await actions.audit({
      ...(subject === undefined ? {} : { subject }),
      ...(limit === undefined ? {} : { limit }),
    })
    return reply(c, auditOut(rows))
  })
}

function actorOf(c: Context, by: string): Actor {
  return { by, via: viaOf(c) }
}

function answer(c: Context, outcome: ActionOutcome): Response {
  c.header('cache-control', 'no-store')
  switch (outcome.result) {
    case 'done': {
      return c.json(doneOut(outcome) satisfies ApiDone)
    }
    case 'confirm': {
      const { covered, share } = outcome
      const message = `this covers ${covered} targets: send it again with "confirm": ${covered}`
      const error = { code: 'confirm_needed', message, covered, share } as const
      return c.json({ error } satisfies ApiConfirmNeeded, 409)
    }
    case 'refused': {
      const problems = [...outcome.problems]
      const error = { code: 'refused', message: sentenceOf(problems), problems } as const
      return c.json({ error } satisfies ApiRefused, 422)
    }
    case 'unknown':
      return refuse(c, 404, 'not_found', 'nothing has this id')
  }
}
