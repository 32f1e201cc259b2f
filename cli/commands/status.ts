// `ronda status`: what is wrong now, in one screen; from the running program, or from what it left in the store.
import { seriesOut } from '../../console/api/convert-series.ts'
import type { ApiSummary, ApiTargetPage } from '../../console/api/response.ts'
import { STATES, type State } from '../../fleet/state.ts'
import type { SeriesStatus } from '../../store/series/status.ts'
import { kindName } from '../../texts/kinds.ts'
import { noticeText } from '../../texts/notices.ts'
import { formatDuration, formatTime } from '../../texts/times.ts'
import type { Command, CommandContext } from '../command.ts'
import type { Config } from '../config.ts'
import { askRunning, CONFIG_OPTION, configOf } from '../data-folder.ts'
import { lookAtKept } from '../kept.ts'
import { keptPlanned } from '../kept-planned.ts'
import type { Counts } from '../run/counts.ts'
import { plannedSummary } from '../run/planned-summary.ts'
import { feedsLine } from '../status/feeds-line.ts'
import { seriesLine } from '../status/series-line.ts'
import { plannedLine, toldLines } from '../status/told-lines.ts'
import { runningSeries } from '../store/found-series.ts'

/** Notices of what somebody must mend. */
const BAD_NOTICES: readonly string[] = [
  'receiver-fails',
  'series-held',
  'series-waiting',
  'series-dropping',
  'spool-cannot-write',
]
const TOLD_BY_GRAFANA = 'told-by-grafana'
const KINDS = ['node', 'uplink', 'nvr', 'camera'] as const
/** Columns of the table: states that say something in this slice of the city's life. */
const SHOWN: readonly State[] = STATES
const WORST_AREAS = 5
const SHOWN_NODES = 5
const DEAD_NODES = '/api/targets?kind=node&state=down,unreachable&limit=1000'

interface DeadNode {
  readonly id: string
  readonly name: string
  readonly state: State
}

export const command: Command = {
  name: 'status',
  summary: 'what is wrong now: counts by kind and state, the worst kecamatan, notices',
  usage: '[--config FILE]',
  example: [
    'ronda status',
    'Contoh: walking since 02:19:17 WIB, round 14, raw ICMP, lag p99 9 ms',
    '',
    '         up  down  unknown',
    'nodes     2     1        0',
    'uplinks   2     0        0',
    'NVRs      2     0        0',
    'cameras   0     0        3',
    '',
    'Dead nodes:',
    '  relay "Relay": down',
    '',
    'Store: writing, 0.1 MB',
    'Told: 4 receivers, all reached',
  ].join('\n'),
  options: CONFIG_OPTION,
  positionals: [0, 0],
  async run({ values }, context) {
    const config = configOf(values)
    const answer = await askRunning(config, '/api/summary')
    if (answer.type !== 'body') {
      return await fromStore(config, context, answer.type === 'silent' ? answer.pid : undefined)
    }
    const nodes = await askRunning(config, DEAD_NODES)
    const page = nodes.type === 'body' ? (nodes.body as ApiTargetPage) : undefined
    const series = await runningSeries(config)
    return fromProgram(answer.body as ApiSummary, { nodes: page?.rows ?? [], series }, context)
  },
}

function fromProgram(
  summary: ApiSummary,
  { nodes, series }: { nodes: readonly DeadNode[]; series: SeriesStatus | undefined },
  context: CommandContext,
): number {
  const { counts, store } = summary
  const noticed = summary.notices.some(({ text }) => BAD_NOTICES.includes(text))
  const bad = summary.state === 'blind' || !store.writable || noticed || dead(counts) > 0
  if (context.json) {
    context.out(`${JSON.stringify({ running: true, ...summary, series: seriesOut(series) })}\n`)
    return bad ? 1 : 0
  }
  const now = Date.parse(summary.at)
  const clock = { now, timezone: summary.timezone }
  const since = formatTime('en', Date.parse(summary.stateSince), summary.timezone, now)
  const byGrafana = summary.notices.some(({ text }) => text === TOLD_BY_GRAFANA)
  const lines = [
    `${summary.city}: ${summary.state} since ${since}, round ${summary.rounds}, ${summary.pinger.socket} ICMP, lag p99 ${Math.round(summary.round.lagP99Ms)} ms`,
    '',
    ...table(counts),
    '',
    ...whatIsDead(summary, nodes),
    '',
    ...plannedLine(summary.planned, clock),
    store.writable
      ? `Store: writing, ${megabytes(store.fileBytes)}`
      : `Store: CANNOT WRITE: ${store.lastError ?? 'unknown'}; ${store.pendingTransitions} transitions wait in memory`,
    ...feedsLine(summary.feeds),
    ...seriesLine(series, clock),
    ...(byGrafana ? [noticeText('en', TOLD_BY_GRAFANA)] : []),
    ...(byGrafana && summary.receivers?.length === 0 ? [] : toldLines(summary.receivers, clock)),
    ...summary.notices
      // Said above, in its place.
      .filter(({ text }) => text !== 'nobody-is-told' || summary.receivers === undefined)
      .filter(({ text }) => text !== TOLD_BY_GRAFANA)
      .map(({ level, text, values }) => `${level}: ${noticeText('en', text, values, clock)}`),
  ]
  context.out(`${lines.join('\n')}\n`)
  return bad ? 1 : 0
}

/** `silentPid`: the process is there, but does not answer. */
async function fromStore(
  config: Config,
  context: CommandContext,
  silentPid: number | undefined,
): Promise<number> {
  return await lookAtKept(config, async ({ fleet, topology, store }) => {
    const known = (await store.currentStates()).flatMap(({ targetId, state }) => {
      const target = topology.byId(targetId)
      return target === undefined ? [] : [{ ...target, state }]
    })
    const nodes = known.filter(({ kind, state }) => kind === 'node' && isDead(state))
    const byKind = countByKind(known)
    const { lastAlive: asOf } = await store.health()
    const bad = silentPid !== undefined || dead(byKind) > 0
    if (context.json) {
      const at = asOf === undefined ? undefined : new Date(asOf).toISOString()
      const story = { running: false, silentPid, asOf: at, city: fleet.city, counts: byKind }
      context.out(`${JSON.stringify(story)}\n`)
      return bad ? 1 : 0
    }
    const now = Date.now()
    const how =
      silentPid === undefined ? 'not running' : `process ${silentPid} is there but does not answer`
    const when =
      asOf === undefined
        ? 'before the first answer'
        : `as of ${formatTime('en', asOf, fleet.timezone, now)} (${formatDuration('en', now - asOf)} ago)`
    const { rows } = await keptPlanned({ fleet, topology, store }, asOf ?? now)
    const planned = plannedLine(plannedSummary(rows, Object.values(byKind)), {
      now,
      timezone: fleet.timezone,
    })
    const named = nodes.length > 0 ? ['', ...deadNodes(nodes)] : []
    const off = planned.length > 0 ? ['', ...planned] : []
    const lines = [`${fleet.city}: ${how}, ${when}`, '', ...table(byKind), ...named, ...off]
    context.out(`${lines.join('\n')}\n`)
    return bad ? 1 : 0
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

function whatIsDead(summary: ApiSummary, nodes: readonly DeadNode[]): string[] {
  const count = dead(summary.counts)
  if (count === 0) return ['Nothing is dead.']
  const lines = [...deadNodes(nodes), ...worstAreas(summary)]
  return lines.length > 0 ? lines : [`${count.toLocaleString('en')} dead, in no kecamatan.`]
}

function deadNodes(nodes: readonly DeadNode[]): string[] {
  if (nodes.length === 0) return []
  const rest = nodes.length - SHOWN_NODES
  return [
    'Dead nodes:',
    ...nodes.slice(0, SHOWN_NODES).map(({ id, name, state }) => `  ${id} "${name}": ${state}`),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ]
}

function worstAreas(summary: ApiSummary): string[] {
  const areas = summary.areas
    .map(({ name, counts: { down, unreachable } }) => ({ name, down, unreachable }))
    .filter((area) => area.down + area.unreachable > 0)
    .sort((a, b) => b.down + b.unreachable - a.down - a.unreachable)
  if (areas.length === 0) return []
  const rest = areas.length - WORST_AREAS
  return [
    'Worst kecamatan:',
    ...areas
      .slice(0, WORST_AREAS)
      .map(({ name, down, unreachable }) => `  ${name}: ${down} down, ${unreachable} unreachable`),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ]
}

function countByKind(
  targets: readonly { readonly kind: string; readonly state: State }[],
): Readonly<Record<string, Counts>> {
  const count = (kind: string, state: State) =>
    targets.filter((target) => target.kind === kind && target.state === state).length
  return Object.fromEntries(
    KINDS.map((kind) => [
      kind,
      Object.fromEntries(STATES.map((state) => [state, count(kind, state)])) as Counts,
    ]),
  )
}

function isDead(state: State): boolean {
  return state === 'down' || state === 'unreachable'
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
