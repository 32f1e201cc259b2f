// The form that turns the token into a cookie, for people with a browser; a page without a script.
import type { Context, Hono } from 'hono'
import { setCookie } from 'hono/cookie'
import { html } from 'hono/html'
import { COOKIE, cookieFor, equals } from './guard.ts'
import { refuse } from './reply.ts'

/** Wrong tokens per minute, from all readers together, before the form answers 429. */
const MOST_FAILURES = 20
const MINUTE_MS = 60_000
const MOST_FORM_BYTES = 4096
const KEEP_SECONDS = 30 * 24 * 3600

/** Adds GET and POST /login to `app`. */
export function addLogin(app: Hono, token: string): void {
  let failures: number[] = []
  app.get('/login', (c) => form(c, 200))
  app.post('/login', async (c) => {
    const now = Date.now()
    failures = failures.filter((at) => now - at < MINUTE_MS)
    if (failures.length >= MOST_FAILURES) {
      return refuse(c, 429, 'too_many_failures', 'too many wrong tokens: wait a minute')
    }
    if (Number(c.req.header('content-length') ?? Number.NaN) > MOST_FORM_BYTES) {
      return refuse(c, 400, 'bad_request', 'the form is too large')
    }
    const given = (await c.req.parseBody())['token']
    if (typeof given !== 'string' || !equals(given.trim(), token)) {
      failures.push(now)
      return form(c, 401)
    }
    setCookie(c, COOKIE, cookieFor(token), {
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
      maxAge: KEEP_SECONDS,
    })
    return c.redirect('/', 303)
  })
}

function form(c: Context, status: 200 | 401): Response | Promise<Response> {
  c.header('cache-control', 'no-store')
  const wrong = 'Token salah. / That token is wrong.'
  return c.html(
    html`<!doctype html>
<html lang="id"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Ronda</title><link rel="icon" href="data:,">
<h1>Ronda</h1>
<form method="post" action="/login">
<p>${status === 401 ? wrong : ''}</p>
<p><label>Token <input name="token" type="password" autocomplete="current-password" autofocus required></label>
<button>Masuk / Sign in</button></p>
</form>
</html>`,
    status,
  )
}
