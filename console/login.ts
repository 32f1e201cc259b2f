// The form that turns the token into a cookie, for people with a browser; a page without a script.
import type { Context, Hono } from 'hono'
import { setCookie } from 'hono/cookie'
import { html } from 'hono/html'
import { addressOf } from './act-guard.ts'
import { COOKIE, cookieFor, equals } from './guard.ts'
import type { Guesses } from './guesses.ts'
import { refuse } from './reply.ts'

const KEEP_SECONDS = 30 * 24 * 3600
/** A room of the page, and nothing else: who signs in must not be led to another site. */
const ROOM = /^#\/[\w./?=&%~+-]{0,300}$/

/**
 * Adds GET and POST /login to `app`; any of `tokens` gives its cookie. Too many wrong tokens shut the form for the address
 * that they came from, never for who has the cookie or reads with the token as a bearer: they do not come this way.
 */
export function addLogin(app: Hono, tokens: readonly string[], guesses: Guesses): void {
  app.get('/login', (c) => form(c, 200, roomOf(c.req.query('to'))))
  app.post('/login', async (c) => {
    const now = Date.now()
    const address = addressOf(c)
    if (guesses.tooMany(address, now)) {
      return refuse(c, 429, 'too_many_failures', 'too many wrong tokens: wait a minute')
    }
    const given = await givenFields(c)
    const room = roomOf(given.to)
    const token = tokens.find((one) => equals(given.token, one))
    if (token === undefined) {
      guesses.wrong(address, now)
      return form(c, 401, room)
    }
    setCookie(c, COOKIE, cookieFor(token), {
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
      maxAge: KEEP_SECONDS,
    })
    return c.redirect(`/${room}`, 303)
  })
}

/** What was typed, and where to go on; empty where the form cannot be read. */
async function givenFields(c: Context): Promise<{ token: string; to: string }> {
  try {
    const { token, to } = await c.req.parseBody()
    return {
      token: typeof token === 'string' ? token.trim() : '',
      to: typeof to === 'string' ? to : '',
    }
  } catch {
    return { token: '', to: '' }
  }
}

function roomOf(to = ''): string {
  return ROOM.test(to) ? to : ''
}

function form(c: Context, status: 200 | 401, room: string): Response | Promise<Response> {
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
<input name="to" type="hidden" value="${room}">
<button>Masuk / Sign in</button></p>
</form>
</html>`,
    status,
  )
}
