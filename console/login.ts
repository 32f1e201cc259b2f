// The form that turns the token into a cookie, for people with a browser; a page without a script.
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context, Hono } from 'hono'
import { setCookie } from 'hono/cookie'
import { html } from 'hono/html'
import { COOKIE, cookieFor, equals } from './guard.ts'
import { countGuesses } from './guesses.ts'
import { refuse } from './reply.ts'

const KEEP_SECONDS = 30 * 24 * 3600

/**
 * Adds GET and POST /login to `app`. Too many wrong tokens shut the form for the address that they came from, never for
 * who has the cookie or sends the token as a bearer: they do not come this way.
 */
export function addLogin(app: Hono, token: string): void {
  const guesses = countGuesses()
  app.get('/login', (c) => form(c, 200))
  app.post('/login', async (c) => {
    const now = Date.now()
    const address = getConnInfo(c).remote.address ?? ''
    if (guesses.tooMany(address, now)) {
      return refuse(c, 429, 'too_many_failures', 'too many wrong tokens: wait a minute')
    }
    if (!equals(await givenToken(c), token)) {
      guesses.wrong(address, now)
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

/** What was typed; empty where the form cannot be read. */
async function givenToken(c: Context): Promise<string> {
  try {
    const given = (await c.req.parseBody())['token']
    return typeof given === 'string' ? given.trim() : ''
  } catch {
    return ''
  }
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
