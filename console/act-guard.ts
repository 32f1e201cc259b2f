// Who may act: the token always, on loopback too, and never by way of a page of another site.
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { bearerOf, COOKIE, cookieFor, equals, isLoopback, unauthorized } from './guard.ts'
import type { Guesses } from './guesses.ts'
import { isAct } from './posts.ts'
import { refuse } from './reply.ts'

/**
 * For posts to acts, before anything of the body is read. Wrong bearer tokens are counted, and too many shut this way for
 * the address that they came from; the cookie is proof of a token that was right, and goes on to count.
 */
export function onlyActors(token: string, guesses: Guesses) {
  const cookie = cookieFor(token)
  return createMiddleware(async (c, next) => {
    if (c.req.method !== 'POST' || !isAct(c.req.path)) return next()
    const bearer = bearerOf(c)
    if (bearer !== undefined) return byBearer(c, bearer, token, guesses) ?? next()
    if (!equals(getCookie(c, COOKIE) ?? '', cookie)) return unauthorized(c)
    if (isSameOrigin(c)) return next()
    return refuse(c, 403, 'cross_site', 'a page of another site may not act here')
  })
}

/** How the actor came, as an audit row keeps it: by a command, the page, or any other program. */
export function viaOf(c: Context): string {
  if (bearerOf(c) === undefined) return 'console'
  return c.req.header('x-ronda-via') === 'cli' ? 'cli' : 'http'
}

/** The address that a request comes from. */
export function addressOf(c: Context): string {
  return getConnInfo(c).remote.address ?? ''
}

/** A proxy on this machine says for whom it asks; who asks from this machine itself says nothing. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via']

/** From this machine itself: those who guess by way of a proxy must not shut it out. */
function comesFromHere(c: Context): boolean {
  if (FORWARDED.some((name) => c.req.header(name) !== undefined)) return false
  return isLoopback(addressOf(c).replace(/^::ffff:/i, ''))
}

function byBearer(
  c: Context,
  bearer: string,
  token: string,
  guesses: Guesses,
): Response | undefined {
  const [address, now] = [addressOf(c), Date.now()]
  if (comesFromHere(c) && equals(bearer, token)) return undefined
  if (guesses.tooMany(address, now)) {
    return refuse(c, 429, 'too_many_failures', 'too many wrong tokens: wait a minute')
  }
  if (equals(bearer, token)) return undefined
  guesses.wrong(address, now)
  return unauthorized(c)
}

/** What a browser says of the page that asks; one too old for Sec-Fetch-Site still says its origin. */
function isSameOrigin(c: Context): boolean {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin'
  const origin = c.req.header('origin') ?? ''
  return URL.canParse(origin) && new URL(origin).host === c.req.header('host')
}
