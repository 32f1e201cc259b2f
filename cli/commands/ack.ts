// `ronda ack`: acknowledges an incident, so that nobody else is called for it.
import type { ApiIncidentPage, ApiIncidentRow } from '../../console/api/incident-response.ts'
import { toldIncident } from '../../console/web/told.ts'
import { RondaError } from '../../fleet/error.ts'
import { didYouMean } from '../../fleet/suggest.ts'
import { headlineFor } from '../../texts/incident-sentence.ts'
import { act } from '../act/act.ts'
import { actorOf, BY_OPTION } from '../act/actor.ts'
import { frameOf } from '../act/frame.ts'
import { exitOf, jsonOf, warnOf } from '../act/tell-done.ts'
import type { Command } from '../command.ts'
import type { Config } from '../config.ts'
import { askOrThrow, CONFIG_OPTION, configOf } from '../data-folder.ts'

const PAGE = 1000
const MOST_PAGES = 100
const SHOWN = 10

export const command: Command = {
  name: 'ack',
  summary: 'acknowledges an incident: you look after it, and nobody else is called',
  usage: 'INCIDENT [--note TEXT] [--by NAME] [--config FILE]   (the begin of its id is enough)',
  example: [
    'ronda ack inc-mws7 --note "technician is on the way"',
    'Acknowledged inc-mws7-UPL-0042: Uplink UPL-0042 down: 12 affected, Genuk, since 08:12:05 WIB.',
  ].join('\n'),
  options: {
    note: { type: 'string', value: 'TEXT', help: 'a line for the others' },
    ...BY_OPTION,
    ...CONFIG_OPTION,
  },
  positionals: [1, 1],
  async run({ values, positionals }, context) {
    const config = configOf(values)
    const { timezone, now } = await frameOf(config)
    const row = incidentMeant(positionals[0] ?? '', await openIncidents(config))
    const { note } = values
    const body = { by: actorOf(values), ...(note === undefined ? {} : { note }) }
    const path = `/api/incidents/${encodeURIComponent(row.id)}/ack`
    const done = await act(config, { path, body }, context)
    const headline = headlineFor('en', toldIncident(row, timezone, now))
    context.out(
      context.json
        ? `${jsonOf({ id: row.id, by: body.by, headline }, done)}\n`
        : `Acknowledged ${row.id}: ${headline}.\n`,
    )
    if (!context.json) warnOf(done, context)
    return exitOf(done)
  },
}

async function openIncidents(config: Config): Promise<readonly ApiIncidentRow[]> {
  const rows: ApiIncidentRow[] = []
  let cursor: string | undefined = ''
  for (let page = 0; page < MOST_PAGES && cursor !== undefined; page++) {
    const query: string = `open=true&limit=${PAGE}&cursor=${encodeURIComponent(cursor)}`
    const found: ApiIncidentPage = await askOrThrow(config, `/api/incidents?${query}`)
    rows.push(...found.rows)
    cursor = found.next
  }
  return rows
}

/** Throws RND_USAGE that lists those it may be. */
function incidentMeant(word: string, open: readonly ApiIncidentRow[]): ApiIncidentRow {
  const having = open.filter(({ id }) => id.startsWith(word))
  const [only] = having
  const exact = open.find(({ id }) => id === word)
  if (exact !== undefined) return exact
  if (only !== undefined && having.length === 1) return only
  const ids = open.map(({ id }) => id)
  if (only === undefined) {
    const close = didYouMean(word, ids)
    throw new RondaError('RND_USAGE', `no open incident has an id that begins with "${word}"`, {
      remedy: close ? `did you mean ${close}?` : '"ronda incidents --open" lists them',
    })
  }
  const rest = having.length - SHOWN
  const listed = having.slice(0, SHOWN).map(({ id }) => `  ${id}`)
  const more = rest > 0 ? [`  and ${rest} more`] : []
  const what = `"${word}" begins the id of ${having.length} open incidents:`
  throw new RondaError('RND_USAGE', [what, ...listed, ...more].join('\n'), {
    remedy: 'write more of the id',
  })
}
