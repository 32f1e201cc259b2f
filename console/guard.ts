// Who may ask: methods, the Host header on loopback, the token on a network; and the headers each answer carries.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { getCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { isAckLink, isAct, isForm } from './posts.ts'
import { refuse } from './reply.ts'
import { isRunbook } from './runbook.ts'

export const COOKIE = 'ronda_console'

/** The login form is a token and its name. */
const MOST_FORM_BYTES = 4096
/** A list of 27,431 ids is 400 kB. */
const MOST_ACT_BYTES = 1_048_576

/** No other host, no inline script, no frame around the page. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
}

/** Paths that are open without a token: they say nothing about the city. */
const OPEN_PATHS: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/login'])

export const securityHeaders = createMiddleware(async (c, next) => {
  await next()
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.res.headers.set(name, value)
})

/** Everything but GET, HEAD, the forms and the acts is refused. */
export const onlyKnownMethods = createMiddleware(async (c, next) => {
  const { method, path } = c.req
  if (method === 'GET' || method === 'HEAD') return next()
  if (method === 'POST' && (isForm(path) || isAct(path))) return next()
  c.header('allow', 'GET, HEAD')
  return refuse(c, 405, 'method_not_allowed', `${method} is not answered here, only GET and HEAD`)
})

/**
 * A form has a body of 4 kB at most, an act one of 1 MB, counted while it comes in: a length need not be given, nor true.
 * Who sends more is answered and hung up on: at once on a GET; else the HTTP server throws away what still comes for
 * half a second first, so that a browser can read the answer.
 */
export const onlySmallBodies = createMiddleware(async (c, next) => {
  if (c.req.method === 'POST') return (isAct(c.req.path) ? actLimit : formLimit)(c, next)
  const length = c.req.header('content-length') ?? '0'
  if (length === '0' && c.req.header('transfer-encoding') === undefined) return next()
  c.header('connection', 'close')
  return refuse(c, 413, 'body_refused', 'a request for this has no body')
})

const limitOf = (what: string, maxSize: number) =>
  bodyLimit({
    maxSize,
    onError(c) {
      c.header('connection', 'close')
      return refuse(c, 413, 'body_refused', `${what} is larger than ${maxSize} bytes`)
    },
  })
const formLimit = limitOf('the form', MOST_FORM_BYTES)
const actLimit = limitOf('the body', MOST_ACT_BYTES)

/** On loopback: a page of another site may point its own name at 127.0.0.1, so the Host must be a loopback name. */
export const onlyLoopbackHost = createMiddleware(async (c, next) => {
  if (isLoopbackHost(c.req.header('host') ?? '')) return next()
  return refuse(
    c,
    421,
    'host_refused',
    'this console listens on this machine only: ask for it as localhost or 127.0.0.1',
  )
})

/** One of these as a bearer token, or the cookie that /login gives. A browser that asks for a page is sent to /login. */
export function onlyWithToken(tokens: readonly string[]) {
  const cookies = tokens.map(cookieFor)
  return createMiddleware(async (c, next) => {
    const { path } = c.req
    if (OPEN_PATHS.has(path) || isAckLink(path) || isRunbook(path)) return next()
    const bearer = bearerOf(c)
    if (bearer !== undefined && tokens.some((token) => equals(bearer, token))) return next()
    const given = getCookie(c, COOKIE) ?? ''
    if (cookies.some((cookie) => equals(given, cookie))) return next()
    if (path === '/') return c.redirect('/login', 303)
    return unauthorized(c)
  })
}

/** The answer to who has no token, or a wrong one. */
export function unauthorized(c: Context): Response {
  c.header('www-authenticate', 'Bearer')
  return refuse(c, 401, 'unauthorized', 'a token is needed: Authorization: Bearer, or /login')
}

/** What stands behind `Bearer`; undefined where nothing does. */
export function bearerOf(c: Context): string | undefined {
  return /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
}

/** What the cookie holds: proof of the token, not the token. */
export function cookieFor(token: string): string {
  return createHmac('sha256', token).update('ronda console cookie').digest('base64url')
}

/** Equal, in a time that does not tell how much of it is equal. */
export function equals(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

/** True for 127.0.0.0/8, ::1 and localhost, as an address to listen on. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true
  return isIP(host) === 4 && host.startsWith('127.')
}

function isLoopbackHost(header: string): boolean {
  const name = header
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase()
  return isLoopback(name) || name.endsWith('.localhost')
}
