// How answers leave: JSON, compressed where it pays, never kept by a cache; errors in one shape.
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Context } from 'hono'
import type { ApiError } from './api/response.ts'

const gzipAsync = promisify(gzip)

/** Below this a packet is a packet, compressed or not. */
const WORTH_BYTES = 1400

export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 413 | 415 | 421 | 429 | 500 | 503

/** `{error: {code, message}}`. */
export function refuse(c: Context, status: RefusalStatus, code: string, message: string): Response {
  const body: ApiError = { error: { code, message } }
  c.header('cache-control', 'no-store')
  return c.json(body, status)
}

/** `value` as JSON; gzip where the reader takes it and it is worth it, off the main thread. */
export async function reply(
  c: Context,
  value: unknown,
  status: 200 | 503 = 200,
): Promise<Response> {
  return replyBytes(c, JSON.stringify(value), undefined, status)
}

/** As `reply`, for a body that was made and compressed before. */
export async function replyBytes(
  c: Context,
  text: string,
  compressed: Uint8Array<ArrayBuffer> | undefined,
  status: 200 | 503 = 200,
): Promise<Response> {
  c.header('content-type', 'application/json; charset=utf-8')
  c.header('cache-control', 'no-store')
  c.header('vary', 'accept-encoding')
  if (!acceptsGzip(c) || text.length < WORTH_BYTES) return c.body(text, status)
  c.header('content-encoding', 'gzip')
  return c.body(compressed ?? (await compress(text)), status)
}

/** A file to keep, named `name`; what a file system could mistake is left out of the name. */
export async function replyCsv(c: Context, text: string, name: string): Promise<Response> {
  c.header('content-type', 'text/csv; charset=utf-8')
  c.header('content-disposition', `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`)
  c.header('cache-control', 'no-store')
  c.header('vary', 'accept-encoding')
  if (!acceptsGzip(c) || text.length < WORTH_BYTES) return c.body(text)
  c.header('content-encoding', 'gzip')
  return c.body(await compress(text))
}

/** Level 1 halves the time of the default for a tenth more bytes: these answers live for one reader. */
export function compress(text: string): Promise<Uint8Array<ArrayBuffer>> {
  return gzipAsync(text, { level: 1 })
}

export function acceptsGzip(c: Context): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\b)/i.test(c.req.header('accept-encoding') ?? '')
}
