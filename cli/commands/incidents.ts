// `ronda incidents`: what is broken now, one line for each cause; from the running program, or from what it kept.
import type { ApiIncidentPage, ApiIncidentRow } from '../../console/api/incident-response.ts'
import { toldIncident } from '../../console/web/told.ts'
import { headlineFor } from '../../texts/incident-sentence.ts'
import { incidentStateName } from '../../texts/incidents.ts'
import { formatDuration, formatTime } from '../../texts/times.ts'
import type { Command, CommandContext } from '../command.ts'
import type { Config } from '../config.ts'
import { askRunning, CONFIG_OPTION, configOf } from '../data-folder.ts'
import { keptIncidents } from '../kept-incidents.ts'

/** The newest closed ones that are shown below the open ones. */
const SHOWN_CLOSED = 10
/** Rows of one question to the program; asked again until all open ones are there. */
const PAGE = 1_000

interface Found {
  readonly running: boolean
  /** When what is shown was true, epoch milliseconds. */
  readonly asOf: number
  readonly city: string
  readonly timezone: string
  readonly rows: readonly ApiIncidentRow[]
}

export const command: Command = {
  name: 'incidents',
  summary: 'what is broken now, one line for each cause with what it takes along',
  usage: '[--open] [--config FILE]',
  example:
    'ronda incidents --open\nopen        Uplink UPL-0042 down: 12 affected, Genuk, since 08:12:05 WIB  inc-mws7-UPL-0042',
  options: {
    ...CONFIG_OPTION,
    open: { type: 'boolean', help: 'only those that are open or recovering' },
  },
  positionals: [0, 0],
  async run({ values }, context) {
    const config = configOf(values)
    const onlyOpen = values['open'] === true
    const found = (await fromProgram(config, onlyOpen)) ?? (await fromStore(config, onlyOpen))
    tell(found, onlyOpen, context)
    return found.rows.some(({ state }) => state !== 'closed') ? 1 : 0
  },
}

function tell(found: Found, onlyOpen: boolean, context: CommandContext): void {
  const { running, asOf, city, timezone, rows } = found
  const now = Date.now()
  if (context.json) {
    const at = new Date(asOf).toISOString()
    context.out(`${JSON.stringify({ running, asOf: at, city, incidents: rows })}\n`)
    return
  }
  const open = rows.filter(({ state }) => state !== 'closed')
  const since = `${formatTime('en', asOf, timezone, now)} (${formatDuration('en', now - asOf)} ago)`
  const lines = [
    ...(running ? [] : [`${city}: not running, as of ${since}`]),
    ...(open.length === 0 ? ['No incident is open.'] : open.map((row) => line(row, found, now))),
    ...(onlyOpen ? [] : closedLines(found, now)),
  ]
  context.out(`${lines.join('\n')}\n`)
}

function closedLines(found: Found, now: number): string[] {
  const over = found.rows.filter(({ state }) => state === 'closed')
  return over.length === 0 ? [] : ['', 'Closed last:', ...over.map((row) => line(row, found, now))]
}

function line(row: ApiIncidentRow, { timezone }: Found, now: number): string {
  const state = incidentStateName('en', row.state).padEnd('recovering'.length)
  const seen = row.acknowledged ? `, acknowledged by ${row.acknowledged.by}` : ''
  const headline = headlineFor('en', toldIncident(row, timezone, now))
  return `${state}  ${headline}${seen}  ${row.id}`
}

async function fromProgram(config: Config, onlyOpen: boolean): Promise<Found | undefined> {
  const answer = await askRunning(config, '/api/summary')
  if (answer.type !== 'body') return undefined
  const { city, timezone } = answer.body as { readonly city: string; readonly timezone: string }
  const page = async (query: string): Promise<ApiIncidentPage | undefined> => {
    const found = await askRunning(config, `/api/incidents?${query}`)
    return found.type === 'body' ? (found.body as ApiIncidentPage | undefined) : undefined
  }
  const rows: ApiIncidentRow[] = []
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const query = `open=true&limit=${PAGE}&cursor=${encodeURIComponent(cursor)}`
    const next: ApiIncidentPage | undefined = await page(query)
    rows.push(...(next?.rows ?? []))
    cursor = next?.next
  }
  if (!onlyOpen) rows.push(...((await page(`open=false&limit=${SHOWN_CLOSED}`))?.rows ?? []))
  return { running: true, asOf: Date.now(), city, timezone, rows }
}

async function fromStore(config: Config, onlyOpen: boolean): Promise<Found> {
  return await keptIncidents(config, async ({ rows, fleet, asOf }) => {
    return {
      running: false,
      asOf,
      city: fleet.city,
      timezone: fleet.timezone,
      rows: [
        ...(await rows({ open: true, limit: Number.MAX_SAFE_INTEGER })),
        ...(onlyOpen ? [] : await rows({ open: false, limit: SHOWN_CLOSED })),
      ],
    }
  })
}
