// Every address of the API: what it takes and what it answers. openapi.ts makes the description of it.
import { z } from 'zod'
import {
  ackBodySchema,
  maintainBodySchema,
  replayBodySchema,
  resumeBodySchema,
  suspendBodySchema,
} from './api/act-request.ts'
import * as incidents from './api/incident-response.ts'
import * as planned from './api/planned-response.ts'
import {
  areaQuerySchema,
  auditQuerySchema,
  deadLetterQuerySchema,
  formatQuerySchema,
  historyQuerySchema,
  incidentQuerySchema,
  noQuerySchema,
  pictureQuerySchema,
  targetQuerySchema,
} from './api/query.ts'
import * as answers from './api/response.ts'
import * as series from './api/series-response.ts'

export const JSON_TYPE = 'application/json'

export interface Route {
  /** Default get. */
  readonly method?: 'post'
  readonly path: string
  readonly summary: string
  /** What `/{id}` names. */
  readonly id?: string
  readonly query?: z.ZodObject
  /** Name of a body among the components, as JSON. */
  readonly body?: string
  /** A page without a script and its form: no token, but the key in its address. */
  readonly form?: z.ZodObject
  readonly type: string
  /** Name of an answer among the components, for JSON. */
  readonly answer?: string
  /** Another form of the answer that can be asked for. */
  readonly otherType?: string
  /** Refusals beside those that every route has. */
  readonly refusals?: readonly number[]
}

/** What a body may be, by name. */
export const BODIES: Readonly<Record<string, z.ZodType>> = {
  Suspend: suspendBodySchema,
  Maintain: maintainBodySchema,
  Resume: resumeBodySchema,
  Acknowledge: ackBodySchema,
  Replay: replayBodySchema,
}

/** What is answered, by name. */
export const ANSWERS: Readonly<Record<string, z.ZodType>> = {
  Error: answers.errorSchema,
  Health: answers.healthSchema,
  Ready: answers.readySchema,
  Summary: answers.summarySchema,
  Board: answers.boardSchema,
  AreaList: answers.areaListSchema,
  AreaPage: answers.areaPageSchema,
  TargetPage: answers.targetPageSchema,
  TargetView: answers.targetViewSchema,
  HelloEvent: answers.helloEventSchema,
  StatesEvent: answers.statesEventSchema,
  IncidentPage: incidents.incidentPageSchema,
  IncidentView: incidents.incidentViewSchema,
  Affected: incidents.affectedSchema,
  IncidentsEvent: incidents.incidentsEventSchema,
  PlannedList: planned.plannedListSchema,
  PlannedTargets: planned.plannedTargetsSchema,
  OwnerList: planned.ownerListSchema,
  Audit: planned.auditSchema,
  Done: planned.doneSchema,
  ConfirmNeeded: planned.confirmNeededSchema,
  Refused: planned.refusedSchema,
  Series: series.seriesSchema,
  DeadLetters: series.deadLettersSchema,
  Replayed: series.replayedSchema,
}

const KEY = z.strictObject({ key: z.string() })
const ACT = { method: 'post', type: JSON_TYPE, answer: 'Done' } as const

export const ROUTES: readonly Route[] = [
  { path: '/healthz', summary: 'The program lives', type: JSON_TYPE, answer: 'Health' },
  {
    path: '/readyz',
    summary: 'The first full round is walked; 503 before',
    type: JSON_TYPE,
    answer: 'Ready',
    refusals: [503],
  },
  {
    path: '/runbook',
    summary: 'The rules that the runbook tells about, a line each; without a token',
    type: 'text/plain',
    refusals: [404],
  },
  {
    path: '/runbook/{id}',
    summary: 'What an alert of a rule means and what to do first; without a token',
    id: 'a rule',
    type: 'text/plain',
    refusals: [404],
  },
  { path: '/metrics', summary: 'The program about itself, for Prometheus', type: 'text/plain' },
  {
    path: '/api/summary',
    summary: 'The city in numbers, the round, the store, notices',
    query: noQuerySchema,
    type: JSON_TYPE,
    answer: 'Summary',
  },
  {
    path: '/api/board',
    summary: 'The state of every pinged target, compact, by kecamatan',
    query: noQuerySchema,
    type: JSON_TYPE,
    answer: 'Board',
  },
  {
    path: '/api/areas',
    summary: 'The names of all kecamatan and kelurahan',
    query: noQuerySchema,
    type: JSON_TYPE,
    answer: 'AreaList',
  },
  {
    path: '/api/areas/{id}',
    summary: 'One area: path, children, availability and its targets',
    id: 'an area',
    query: areaQuerySchema,
    type: JSON_TYPE,
    answer: 'AreaPage',
    refusals: [404],
  },
  {
    path: '/api/targets',
    summary: 'Targets by state, kind, area and text, a page at a time',
    query: targetQuerySchema,
    type: JSON_TYPE,
    answer: 'TargetPage',
  },
  {
    path: '/api/targets/{id}',
    summary: 'One target: state, parents, children, transitions, history, last evidence',
    id: 'a target',
    query: historyQuerySchema,
    type: JSON_TYPE,
    answer: 'TargetView',
    refusals: [404],
  },
  {
    path: '/api/targets/{id}/picture/good',
    summary: 'The last good picture of a camera; private, kept by no cache',
    id: 'a camera',
    query: pictureQuerySchema,
    type: 'image/jpeg',
    refusals: [404],
  },
  {
    path: '/api/targets/{id}/picture/bad',
    summary:
      'The picture that shows what is wrong with a camera, or was; private, kept by no cache',
    id: 'a camera',
    query: pictureQuerySchema,
    type: 'image/jpeg',
    refusals: [404],
  },
  {
    path: '/api/incidents',
    summary: 'Incidents, open, closed or both, a page at a time',
    query: incidentQuerySchema,
    type: JSON_TYPE,
    answer: 'IncidentPage',
  },
  {
    path: '/api/incidents/{id}',
    summary: 'One incident: cause, evidence, how many are affected, its life',
    id: 'an incident',
    query: noQuerySchema,
    type: JSON_TYPE,
    answer: 'IncidentView',
    refusals: [404],
  },
  {
    path: '/api/incidents/{id}/affected',
    summary: 'All targets of one incident, now and at its peak, never cut',
    id: 'an incident',
    query: formatQuerySchema,
    type: JSON_TYPE,
    answer: 'Affected',
    otherType: 'text/csv',
    refusals: [404],
  },
  {
    path: '/api/events',
    summary:
      'Server-sent events: hello (HelloEvent) first, then states (StatesEvent), incidents (IncidentsEvent), summary (Summary) and resync, after which a reader starts anew',
    query: noQuerySchema,
    type: 'text/event-stream',
    refusals: [503],
  },
  {
    path: '/api/planned',
    summary: 'Suspensions and maintenance windows: active, coming and over',
    query: noQuerySchema,
    type: JSON_TYPE,
    answer: 'PlannedList',
  },
  {
    path: '/api/planned/{id}/targets',
    summary: 'All targets that a suspension or window covers, by the estate of now',
    id: 'a suspension or window',
    query: formatQuerySchema,
    type: JSON_TYPE,
    answer: 'PlannedTargets',
    otherType: 'text/csv',
    refusals: [404],
  },
  {
    path: '/api/owners',
    summary: 'Who may be named as owner of what is planned',
    query: noQuerySchema,
    type: JSON_TYPE,
    answer: 'OwnerList',
  },
  {
    path: '/api/audit',
    summary: 'What was done, by whom and when, the newest first',
    query: auditQuerySchema,
    type: JSON_TYPE,
    answer: 'Audit',
  },
  {
    path: '/api/series',
    summary: 'How writing the time series to each database goes: state, backlog, losses, problem',
    query: noQuerySchema,
    type: JSON_TYPE,
    answer: 'Series',
  },
  {
    path: '/api/series/dead-letters',
    summary: 'Points that a database refused for good, a page at a time, the oldest first',
    query: deadLetterQuerySchema,
    type: JSON_TYPE,
    answer: 'DeadLetters',
  },
  {
    ...ACT,
    path: '/api/series/replay',
    summary: 'Try what waits at once; send dead letters, or a span of the local store, again',
    body: 'Replay',
    answer: 'Replayed',
  },
  {
    ...ACT,
    path: '/api/suspensions',
    summary: 'Switch off on purpose until a day; a mass suspension wants its number in `confirm`',
    body: 'Suspend',
    refusals: [409],
  },
  {
    ...ACT,
    path: '/api/maintenance',
    summary: 'Plan a maintenance window, once or every week',
    body: 'Maintain',
    refusals: [409],
  },
  {
    ...ACT,
    path: '/api/planned/{id}/resume',
    summary: 'End a suspension or window now, whole or for some targets',
    id: 'a suspension or window',
    body: 'Resume',
    refusals: [404, 409],
  },
  {
    ...ACT,
    path: '/api/incidents/{id}/ack',
    summary: 'Acknowledge an incident: nobody else is called',
    id: 'an incident',
    body: 'Acknowledge',
    refusals: [404],
  },
  {
    path: '/ack/{id}',
    summary: 'The page behind the link in a message, for people; it changes nothing',
    id: 'an incident',
    form: KEY,
    type: 'text/html',
  },
  {
    method: 'post',
    path: '/ack/{id}',
    summary: 'Its form: acknowledges the incident',
    id: 'an incident',
    form: KEY,
    type: 'text/html',
  },
]
