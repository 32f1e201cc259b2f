// The description of the API, made from the same schemas that read queries and bodies and shape answers.
// Run by itself it prints docs/openapi.json.
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { COOKIE } from './guard.ts'
import { ANSWERS, BODIES, JSON_TYPE, ROUTES, type Route } from './openapi-routes.ts'

const PARAMETERS: Readonly<Record<string, string>> = {
  state: 'States, separated by commas',
  kind: 'Kinds of target, separated by commas',
  condition: 'Conditions of cameras, separated by commas',
  class: 'Classes of cameras, separated by commas',
  area: 'Id of an area of any level',
  q: 'Part of the id, name or address, without regard to case',
  order: 'By id, or the one whose state changed last first; default id',
  cursor: '`next` of the page before',
  limit: 'Rows on one page, 1 to 1,000, default 100; of the audit 1 to 10,000, default 200',
  open: '`true`: open or recovering; `false`: closed; both when absent',
  format: '`json` or `csv`; default json',
  subject: 'Id of an incident, suspension or window',
  key: 'The signature that the link carries',
  target: 'Name of a database',
  after: '`next` of the page before',
  at: 'Time of the picture that is meant, ISO 8601; 404 where a newer one has replaced it',
  hours: 'Length of the history, 1 to 720; default 24',
}

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'The query is not understood, the message names each problem; or the body is not JSON',
  401: 'A token is needed: for reading where the console listens on a network, for acting always',
  403: 'A page of another site may not act; or the key of the link is wrong',
  404: 'There is none with this id',
  409: 'It covers more than may be done in one act without saying its number',
  413: 'The request has a body and none is wanted, or it is larger than 1 MB',
  415: 'The body must be JSON',
  421: 'The Host header is not a loopback name, where the console listens on loopback',
  422: 'Nothing was changed; each problem is named',
  429: 'Too many wrong tokens or keys from this address',
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
        'What the running program answers, and how to act: suspend, maintain, resume, acknowledge, replay. Times are ISO 8601, in answers UTC. Errors are {error: {code, message}}.',
    },
    security: [{}, { token: [] }],
    paths: pathsOf(ROUTES),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        cookie: { type: 'apiKey', in: 'cookie', name: COOKIE },
      },
      schemas: { ...schemasOf(BODIES, 'input'), ...schemasOf(ANSWERS, 'output') },
    },
  }
}

function schemasOf(
  schemas: Readonly<Record<string, z.ZodType>>,
  io: 'input' | 'output',
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const { $schema: _, ...rest } = z.toJSONSchema(schema, { io })
      return [name, rest]
    }),
  )
}

function pathsOf(routes: readonly Route[]): Record<string, Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method ?? 'get']: operationOf(route) }
  }
  return paths
}

function operationOf(route: Route): Record<string, unknown> {
  const query = route.query ?? route.form
  return {
    summary: route.summary,
    ...(route.body === undefined ? {} : { security: [{ token: [] }, { cookie: [] }] }),
    ...(route.form === undefined ? {} : { security: [{}] }),
    parameters: [
      ...(route.id === undefined
        ? []
        : [parameter('id', 'path', `Id of ${route.id}`, { type: 'string' })]),
      ...Object.keys(query?.shape ?? {}).map((name) =>
        parameter(name, 'query', PARAMETERS[name] ?? '', { type: 'string' }),
      ),
    ],
    ...bodyOf(route),
    responses: {
      200: {
        description: 'OK',
        content: {
          ...contentOf(route.type, route.answer),
          ...(route.otherType === undefined ? {} : contentOf(route.otherType, undefined)),
        },
      },
      ...Object.fromEntries(
        refusalsOf(route).map((status) => [
          status,
          { description: REFUSALS[status] ?? '', content: refusalContent(route, status) },
        ]),
      ),
    },
  }
}

function bodyOf({ method, body, form }: Route): Record<string, unknown> {
  if (body !== undefined) {
    return { requestBody: { required: true, content: contentOf(JSON_TYPE, body) } }
  }
  if (method !== 'post' || form === undefined) return {}
  const schema = { type: 'object', properties: { by: { type: 'string' } }, required: ['by'] }
  const content = { 'application/x-www-form-urlencoded': { schema } }
  return { requestBody: { required: true, content } }
}

function refusalsOf({ query, body, form, method, refusals = [] }: Route): readonly number[] {
  const own = [
    ...(query ? [400, 401] : []),
    ...(body === undefined ? [] : [400, 401, 403, 415, 422, 429]),
    ...(form === undefined ? [] : [403, 404, 429, ...(method === 'post' ? [422] : [])]),
    ...(query || body || form ? [] : [401]),
    413,
    421,
  ]
  return [...new Set([...own, ...refusals])].sort()
}

function refusalContent({ answer, form }: Route, status: number): Record<string, unknown> {
  if (form !== undefined && status !== 413 && status !== 421) {
    return contentOf('text/html', undefined)
  }
  const named: Readonly<Record<number, string>> = { 409: 'ConfirmNeeded', 422: 'Refused' }
  const ready = answer === 'Ready' && status === 503
  return contentOf(JSON_TYPE, ready ? 'Ready' : (named[status] ?? 'Error'))
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
