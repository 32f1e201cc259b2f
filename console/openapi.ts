// The description of the API, made from the same schemas that read queries and shape answers.
// Run by itself it prints docs/openapi.json.
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import * as incidents from './api/incident-response.ts'
import {
  affectedQuerySchema,
  areaQuerySchema,
  historyQuerySchema,
  incidentQuerySchema,
  noQuerySchema,
  targetQuerySchema,
} from './api/query.ts'
import * as answers from './api/response.ts'

const JSON_TYPE = 'application/json'

interface Route {
  readonly path: string
  readonly summary: string
  /** What `/{id}` names. */
  readonly id?: string
  readonly query?: z.ZodObject
  readonly type: string
  /** Name of an answer among the components, for JSON. */
  readonly answer?: string
  /** Another form of the answer that can be asked for. */
  readonly otherType?: string
  /** Refusals beside those that every route has. */
  readonly refusals?: readonly number[]
}

const ANSWERS: Readonly<Record<string, z.ZodType>> = {
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
}

export const ROUTES: readonly Route[] = [
  { path: '/healthz', summary: 'The program lives', type: JSON_TYPE, answer: 'Health' },
  {
    path: '/readyz',
    summary: 'The first full round is walked; 503 before',
    type: JSON_TYPE,
    answer: 'Ready',
    refusals: [503],
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
    query: affectedQuerySchema,
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
]

const PARAMETERS: Readonly<Record<string, string>> = {
  state: 'States, separated by commas',
  kind: 'Kinds of target, separated by commas',
  area: 'Id of an area of any level',
  q: 'Part of the id, name or address, without regard to case',
  order: 'By id, or the one whose state changed last first; default id',
  cursor: '`next` of the page before',
  limit: 'Rows on one page, 1 to 1,000; default 100',
  open: '`true`: open or recovering; `false`: closed; both when absent',
  format: '`json` or `csv`; default json',
  hours: 'Length of the history, 1 to 720; default 24',
}

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'The query is not understood; the message names each problem',
  401: 'A token is needed, where the console listens on a network',
  404: 'There is none with this id',
  413: 'The request has a body; none is wanted',
  421: 'The Host header is not a loopback name, where the console listens on loopback',
  503: 'Not now: not ready yet, or too many readers',
}

/** The whole document, OpenAPI 3.1. */
export function openApi(): Record<string, unknown> {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ronda',
      version: '1',
      description:
        'What the running program answers. Only GET and HEAD. Times are ISO 8601 in UTC. Errors are {error: {code, message}}.',
    },
    security: [{}, { token: [] }],
    paths: Object.fromEntries(ROUTES.map((route) => [route.path, { get: operationOf(route) }])),
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: Object.fromEntries(
        Object.entries(ANSWERS).map(([name, schema]) => {
          const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'output' })
          return [name, rest]
        }),
      ),
    },
  }
}

function operationOf(route: Route): Record<string, unknown> {
  const refusals = [...(route.query ? [400] : []), 401, 413, 421, ...(route.refusals ?? [])]
  return {
    summary: route.summary,
    parameters: [
      ...(route.id === undefined
        ? []
        : [parameter('id', 'path', `Id of ${route.id}`, { type: 'string' })]),
      ...Object.keys(route.query?.shape ?? {}).map((name) =>
        parameter(name, 'query', PARAMETERS[name] ?? '', { type: 'string' }),
      ),
    ],
    responses: {
      200: {
        description: 'OK',
        content: {
          ...contentOf(route.type, route.answer),
          ...(route.otherType === undefined ? {} : contentOf(route.otherType, undefined)),
        },
      },
      ...Object.fromEntries(
        refusals.sort().map((status) => [
          status,
          {
            description: REFUSALS[status] ?? '',
            content: contentOf(
              JSON_TYPE,
              route.answer === 'Ready' && status === 503 ? 'Ready' : 'Error',
            ),
          },
        ]),
      ),
    },
  }
}

function parameter(name: string, place: 'path' | 'query', description: string, schema: object) {
  return { name, in: place, required: place === 'path', description, schema }
}

function contentOf(type: string, answer: string | undefined): Record<string, unknown> {
  const schema =
    answer === undefined ? { type: 'string' } : { $ref: `#/components/schemas/${answer}` }
  return { [type]: { schema } }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(`${JSON.stringify(openApi(), null, 2)}\n`)
}
