// What the stand-ins for InfluxDB 2 and 3 share: an HTTP server on the loopback, line protocol, and a little InfluxQL.
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly authorization: string
  readonly body: string
}

export interface Given {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface StandIn {
  readonly url: string
  /** `METHOD path` of every request so far. */
  readonly asked: readonly string[]
  close(): Promise<void>
}

/** `answer` gives every reply; a throw is a 500. */
export async function startStandIn(
  answer: (asked: Asked) => Given,
  headers: Readonly<Record<string, string>> = {},
): Promise<StandIn> {
  const asked: string[] = []
  const given = async (request: IncomingMessage): Promise<Given> => {
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://stand-in')
    const method = request.method ?? ''
    asked.push(`${method} ${path}`)
    const body = await read(request)
    return answer({ method, path, query, authorization: request.headers.authorization ?? '', body })
  }
  const server = createServer((request, response) => {
    void given(request)
      .catch((error: unknown): Given => ({ status: 500, body: { error: String(error) } }))
      .then(({ status, body, headers: own }) => {
        const text = body === undefined ? '' : JSON.stringify(body)
        response
          .writeHead(status, { ...headers, ...own, 'content-type': 'application/json' })
          .end(text)
      })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  const body = Buffer.concat(chunks)
  return (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString()
}

export interface StoredPoint {
  readonly measurement: string
  readonly tags: Readonly<Record<string, string>>
  readonly fields: Readonly<Record<string, number | string>>
  readonly atMs: number
}

const PER_MS: Readonly<Record<string, number>> = { s: 1e-3, ms: 1, us: 1e3, ns: 1e6 }

/** Points of integers and strings without escaped characters; undefined for a line that is anything else. */
export function pointOf(line: string, precision: string): StoredPoint | undefined {
  const [, key = '', fields = '', at] =
    /^(\S+) ((?:[^\s"]|"[^"]*")+) (\d+)$/.exec(line) ?? ([] as string[])
  const [measurement = '', ...tags] = key.split(',')
  const values = fields.split(',').map((pair) => /^(\w+)=(?:(-?\d+)i|"([^"]*)")$/.exec(pair))
  if (at === undefined || values.some((value) => value === null)) return undefined
  return {
    measurement,
    tags: Object.fromEntries(tags.map((tag) => tag.split('=') as [string, string])),
    fields: Object.fromEntries(
      values.map((value) => [value?.[1] ?? '', value?.[3] ?? Number(value?.[2])]),
    ),
    atMs: Number(at) / (PER_MS[precision] ?? 1),
  }
}

const SELECT =
  /^SELECT (\*|"?\w+"?(?:, ?"?\w+"?)*) FROM "?(\w+)"?(?: WHERE (.+?))?(?: LIMIT \d+)?$/i

/** `{results}` of `SELECT ... FROM ... WHERE "tag" = 'x' AND time >= 5ms`; undefined for other statements. */
export function select(q: string, points: readonly StoredPoint[]): object | undefined {
  const [, columns = '', measurement = '', where] = SELECT.exec(q) ?? ([] as string[])
  const holds = (where ?? '').split(/ AND /i).filter(Boolean).map(condition)
  if (measurement === '' || holds.includes(undefined)) return undefined
  const found = points.filter(
    (point) => point.measurement === measurement && holds.every((hold) => hold?.(point)),
  )
  if (found.length === 0) return { results: [{ statement_id: 0 }] }
  const names =
    columns === '*'
      ? [...new Set(found.flatMap((point) => Object.keys({ ...point.tags, ...point.fields })))]
      : columns.split(',').map((column) => column.replaceAll('"', '').trim())
  const values = found.map((point) => {
    const cells: Readonly<Record<string, string | number>> = { ...point.tags, ...point.fields }
    return [point.atMs, ...names.map((name) => cells[name] ?? null)]
  })
  const series = [{ name: measurement, columns: ['time', ...names], values }]
  return { results: [{ statement_id: 0, series }] }
}

function condition(text: string): ((point: StoredPoint) => boolean) | undefined {
  const tag = /^"?(\w+)"? = '([^']*)'$/.exec(text)
  if (tag) return ({ tags }) => tags[tag[1] ?? ''] === tag[2]
  const time = /^time (=|>=|<=|>|<) (\d+)(s|ms|us|ns)$/.exec(text)
  if (!time) return undefined
  const limit = Number(time[2]) / (PER_MS[time[3] ?? ''] ?? 1)
  const compare: Readonly<Record<string, (at: number) => boolean>> = {
    '=': (at) => at === limit,
    '>=': (at) => at >= limit,
    '<=': (at) => at <= limit,
    '>': (at) => at > limit,
    '<': (at) => at < limit,
  }
  return ({ atMs }) => compare[time[1] ?? '']?.(atMs) ?? false
}
