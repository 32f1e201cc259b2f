// `ronda status`: what is wrong now, in one screen; from the running program, or from what it left in the store.
import type { ApiSummary } from '../../console/api/response.ts'
import { STATES, type State } from '../../fleet/state.ts'
import { kindName } from '../../texts/kinds.ts'
import { noticeText } from '../../texts/notices.ts'
import { formatDuration, formatTime } from '../../texts/times.ts'
import type { Command, CommandContext } from '../command.ts'
import type { Config } from '../config.ts'
import { askRunning, CONFIG_OPTION, configOf } from '../data-folder.ts'
import { lookAtKept } from '../kept.ts'
import { type Counts, StateCounts } from '../run/counts.ts'

const KINDS = ['node', 'uplink', 'nvr', 'camera'] as const
/** Columns of the table: states that say something in this slice of the city's life. */
const SHOWN: readonly State[] = STATES
const WORST_AREAS = 5

export const command: Command = {
  name: 'status',
  summary: 'what is wrong now: counts by kind and state, the worst kecamatan, notices',
  usage: '[--config FILE]',
  example: 'ronda status\nSemarang: walking since 08:00:01 WIB, round 118, raw ICMP ...',
  options: CONFIG_OPTION,
  positionals: [0, 0],
  async run({ values }, context) {
    const config = configOf(values)
    const answer = await askRunning(config, '/api/summary')
    return answer === undefined
      ? await fromStore(config, context)
      : fromProgram(answer.body as ApiSummary, context)
  },
}

function fromProgram(summary: ApiSummary, context: CommandContext): number {
  const { counts, store } = summary
  const bad = summary.state === 'blind' || !store.writable || dead(counts) > 0
  if (context.json) {
    context.out(`${JSON.stringify({ running: true, ...summary })}\n`)
    return bad ? 1 : 0
  }
  const now = Date.parse(summary.at)
  const since = formatTime('en', Date.parse(summary.stateSince), summary.timezone, now)
  const lines = [
    `${summary.city}: ${summary.state} since ${since}, round ${summary.rounds}, ${summary.pinger.socket} ICMP, lag p99 ${Math.round(summary.round.lagP99Ms)} ms`,
    '',
    ...table(counts),
    '',
    ...worst(summary),
    store.writable
      ? `Store: writing, ${megabytes(store.fileBytes)}`
      : `Store: CANNOT WRITE: ${store.lastError ?? 'unknown'}; ${store.pendingTransitions} transitions wait in memory`,
    ...summary.notices.map((notice) => `${notice.level}: ${noticeText('en', notice.text)}`),
  ]
  context.out(`${lines.join('\n')}\n`)
  return bad ? 1 : 0
}

async function fromStore(config: Config, context: CommandContext): Promise<number> {
  return await lookAtKept(config, async ({ fleet, topology, store }) => {
    const counts = new StateCounts(KINDS)
    let asOf = 0
    for (const { targetId, state, since } of await store.currentStates()) {
      const kind = topology.byId(targetId)?.kind
      if (kind !== undefined) counts.move([kind], undefined, state)
      asOf = Math.max(asOf, since)
    }
    const byKind = Object.fromEntries(KINDS.map((kind) => [kind, counts.of(kind)]))
    if (context.json) {
      const at = new Date(asOf).toISOString()
      context.out(
        `${JSON.stringify({ running: false, asOf: at, city: fleet.city, counts: byKind })}\n`,
      )
    } else {
      const now = Date.now()
      const when =
        asOf === 0
          ? 'before the first answer'
          : `${formatTime('en', asOf, fleet.timezone, now)} (${formatDuration('en', now - asOf)} ago)`
      context.out(`${fleet.city}: not running, as of ${when}\n\n${table(byKind).join('\n')}\n`)
    }
    return dead(byKind) > 0 ? 1 : 0
  })
}

function table(counts: Readonly<Record<string, Counts>>): string[] {
  const kinds = KINDS.filter((kind) => total(counts[kind]) > 0)
  const states = SHOWN.filter((state) => kinds.some((kind) => (counts[kind]?.[state] ?? 0) > 0))
  const head = ['', ...states]
  const rows = kinds.map((kind) => [
    kindName('en', kind, 2),
    ...states.map((state) => (counts[kind]?.[state] ?? 0).toLocaleString('en')),
  ])
  const widths = head.map((cell, i) =>
    Math.max(cell.length, ...rows.map((row) => row[i]?.length ?? 0)),
  )
  return [head, ...rows].map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

function worst(summary: ApiSummary): string[] {
  const areas = summary.areas
    .map((area) => ({
      name: area.name,
      down: area.counts.down,
      unreachable: area.counts.unreachable,
    }))
    .filter((area) => area.down + area.unreachable > 0)
    .sort((a, b) => b.down + b.unreachable - a.down - a.unreachable)
  if (areas.length === 0) return ['Nothing is dead.', '']
  const shown = areas.slice(0, WORST_AREAS)
  const rest = areas.length - shown.length
  return [
    'Worst kecamatan:',
    ...shown.map(
      ({ name, down, unreachable }) => `  ${name}: ${down} down, ${unreachable} unreachable`,
    ),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
    '',
  ]
}

function total(counts: Counts | undefined): number {
  return Object.values(counts ?? {}).reduce((sum, n) => sum + n, 0)
}

function dead(counts: Readonly<Record<string, Counts>>): number {
  return Object.values(counts).reduce((sum, kind) => sum + kind.down + kind.unreachable, 0)
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
