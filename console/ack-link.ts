// The page behind the link in a message: acknowledges one incident, without a script and without a login.
import type { Context, Hono } from 'hono'
import { html } from 'hono/html'
import { headlineFor } from '../texts/incident-sentence.ts'
import { fill, LANGUAGES, type Language, type Values } from '../texts/language.ts'
import { ACK_TEXTS } from '../texts/page/ack.ts'
import { NOT_KEPT_TEXTS } from '../texts/planned-answers.ts'
import { ACK_STYLE } from './ack-style.ts'
import { addressOf } from './act-guard.ts'
import type { Actions } from './actions.ts'
import { nameSchema } from './api/act-request.ts'
import { incidentRowOut } from './api/convert-incidents.ts'
import { countGuesses } from './guesses.ts'
import type { IncidentRow, Live } from './live.ts'
import { toldIncident } from './web/told.ts'

type Text = keyof (typeof ACK_TEXTS)['en']
type Status = 200 | 403 | 404 | 422 | 429

const LONGEST_KEY = 200
/** No incident has this id; asked for beside the page, so that a proxy may put it under a prefix. */
const STYLE = 'ronda.css'

/**
 * Adds GET and POST /ack/:id. Only the POST acknowledges: programs that look through mail fetch every link in it. Wrong
 * keys are counted as wrong tokens are.
 */
export function addAckLink(app: Hono, live: Live, actions: Actions): void {
  const guesses = countGuesses()
  const refusalOf = (c: Context, id: string): Promise<Response> | undefined => {
    const [address, now] = [addressOf(c), Date.now()]
    if (guesses.tooMany(address, now)) return page(c, 429, said('tooMany'))
    const key = c.req.query('key') ?? ''
    if (key !== '' && key.length <= LONGEST_KEY && actions.mayAcknowledge(id, key)) return undefined
    guesses.wrong(address, now)
    return page(c, 403, said('wrong'))
  }
  app.get('/ack/:id', async (c) => {
    const id = c.req.param('id')
    if (id === STYLE) return c.body(ACK_STYLE, 200, { 'content-type': 'text/css; charset=utf-8' })
    return refusalOf(c, id) ?? show(c, live, id, 200)
  })
  app.post('/ack/:id', async (c) => {
    const id = c.req.param('id')
    const refused = refusalOf(c, id)
    if (refused !== undefined) return refused
    const by = nameSchema.safeParse(await givenName(c))
    if (!by.success) return show(c, live, id, 422)
    const outcome = await actions.acknowledge(id, undefined, { by: by.data, via: 'link' })
    if (outcome.result === 'done') {
      const unkept = outcome.kept ? [] : LANGUAGES.map((language) => NOT_KEPT_TEXTS[language])
      return page(c, 200, [...said('done', { by: by.data }), ...unkept])
    }
    if (outcome.result !== 'refused') return page(c, 404, said('wrong'))
    return page(
      c,
      422,
      outcome.problems.map(({ what }) => what),
    )
  })
}

/** What it is about, and the form where there is still something to acknowledge. */
async function show(c: Context, live: Live, id: string, status: Status): Promise<Response> {
  const row = (await live.incident(id))?.incident
  if (row === undefined) return page(c, 404, said('wrong'))
  const { timezone } = await live.summary()
  const told = toldIncident(incidentRowOut(row), timezone, Date.now())
  const headlines = LANGUAGES.map((language) => headlineFor(language, told))
  if (row.state === 'closed') return page(c, 200, [...headlines, ...said('over')])
  return page(c, status, headlines, row)
}

/** `row`: it is open, and may be acknowledged. */
async function page(
  c: Context,
  status: Status,
  lines: readonly string[],
  row?: IncidentRow,
): Promise<Response> {
  c.header('cache-control', 'no-store')
  const before = row?.acknowledged && said('before', { by: row.acknowledged.by })
  const asked = [...(before ?? []), ...said(status === 422 ? 'nameless' : 'ask')]
  const form = html`<form method="post">
${asked.map((line) => html`<p>${line}</p>`)}
<p><label>${both('name')} <input name="by" autocomplete="name" maxlength="80" required></label>
<button>${both('button')}</button></p>
</form>`
  return c.html(
    html`<!doctype html>
<html lang="id"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>Ronda</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="${STYLE}">
<h1>Ronda</h1>
${lines.map((line) => html`<p><b>${line}</b></p>`)}
${row === undefined ? '' : form}
</html>`,
    status,
  )
}

function said(text: Text, values: Values = {}): string[] {
  return LANGUAGES.map((language: Language) => fill(ACK_TEXTS[language][text], values))
}

function both(text: Text): string {
  return said(text).join(' / ')
}

/** What was typed; undefined where the form cannot be read. */
async function givenName(c: Context): Promise<unknown> {
  try {
    return (await c.req.parseBody())['by']
  } catch {
    return undefined
  }
}
