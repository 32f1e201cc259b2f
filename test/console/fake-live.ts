// A city that stands still until a test moves it: the provider interface of the console, without probes or a store.

import { incidentAnswers } from '../../cli/run/incident-answers.ts'
import type {
  AreaPage,
  AreaSummary,
  Board,
  Live,
  LiveEvent,
  Summary,
  TargetPage,
  TargetPageView,
  TargetQuery,
  TargetRow,
  Told,
} from '../../console/live.ts'
import { type Reason, STATES, type State, type Transition } from '../../fleet/state.ts'
import type { Incident, IncidentEvent } from '../../incidents/incident.ts'
import { openMemoryStore } from '../../store/memory.ts'
import type { SeriesStatus } from '../../store/series/status.ts'
import type { Availability, MinutePoint } from '../../store/store.ts'
import { buildCity, type FakeArea, type FakeCity, type FakeTarget } from './fake-city.ts'
import type { FakeFeeds } from './fake-feeds.ts'
import { firstIncidents } from './fake-incidents.ts'
import { fakeDeadLetters, seriesStatus } from './fake-series.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

export interface FakeLive extends Live {
  readonly city: FakeCity
  readonly listeners: number
  /** Changes states at once and tells every reader, as the program would. */
  change(ids: readonly string[], state: State, reason: Reason, at?: number): void
  /** Keeps these steps of incidents and tells every reader. */
  happen(...events: readonly IncidentEvent[]): void
  /** Who was told of an open incident; before that, nobody is to be told. */
  tell(incidentId: string, told: readonly Told[]): void
  /** Replaces parts of the summary and sends it out. */
  say(part: Partial<Summary>): void
  /** How writing the time series goes from now on; undefined: no database is configured. */
  write(status: SeriesStatus | undefined): void
  /** The picture round from now on; undefined, as before: it is switched off. */
  look(feeds: FakeFeeds | undefined): void
}

/** A city of `uplinks` and about 1.41 times as many NVRs; 5,569 uplinks make the reference city of 13,431 cells. */
export function fakeLive(uplinks = 60, now = Date.now()): FakeLive {
  const city = buildCity(uplinks, now)
  const listeners = new Set<(event: LiveEvent) => void>()
  const transitions: Transition[] = []
  let seq = 1
  let said: Partial<Summary> = {}
  let series: SeriesStatus | undefined = seriesStatus(now)
  let feeds: FakeFeeds | undefined
  const letters = fakeDeadLetters(now)
  const store = openMemoryStore()
  const open = new Map<string, Incident>()
  const keep = (events: readonly IncidentEvent[]): void => {
    // The memory store has kept them when it returns: it waits for nothing.
    void store.commit({ incidents: events })
    for (const { incident } of events) {
      if (incident.state === 'closed') open.delete(incident.id)
      else open.set(incident.id, incident)
    }
  }
  const told = new Map<string, readonly Told[]>()
  keep(firstIncidents(city, now))
  const answers = incidentAnswers({
    store,
    openIncidents: () => [...open.values()],
    targetOf(id) {
      const target = city.byId.get(id)
      const area = city.areas.get(target?.area ?? '')
      return target && { ...target, path: area === undefined ? [] : pathTo(city, area) }
    },
    areaName: (id) => city.areas.get(id)?.name,
    ownerName: (id) => (id === 'diskominfo' ? 'Diskominfo' : undefined),
    told: (id) => told.get(id),
  })
  const summary = (): Summary => ({
    ...summaryOf(city, now),
    openIncidents: open.size,
    ...(feeds ? { feeds: feeds.summary() } : {}),
    ...said,
  })
  const send = (event: LiveEvent): void => {
    for (const listener of listeners) listener(event)
  }
  return {
    city,
    get listeners() {
      return listeners.size
    },
    summary: async () => summary(),
    board: () => boardOf(city, seq),
    area: async (id, query) => areaPageOf({ city, feeds }, id, query),
    targets: (query) => find({ city, feeds }, query),
    async target(id, hours) {
      const view = viewOf({ city, feeds }, id, hours, transitions)
      const incident = answers.ofTarget(id)
      return view && { ...view, ...(incident ? { incident } : {}) }
    },
    picture: async (id, kind) => feeds?.read(id, kind),
    incidents: (query) => answers.page(query),
    incident: (id) => answers.view(id),
    affected: (id) => answers.affected(id),
    series: async () => series,
    deadLetters: async ({ target, after = 0, most }) =>
      letters
        .filter((letter) => letter.n > after && (target ?? letter.target) === letter.target)
        .slice(0, series === undefined ? 0 : most),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    metrics: () => '# TYPE ronda_rounds_total counter\nronda_rounds_total 1234\n',
    ready: () => ({ ready: true, why: 'the first full round is walked' }),
    change(ids, state, reason, at = Date.now()) {
      const changes = []
      for (const id of ids) {
        const target = city.byId.get(id)
        if (target === undefined) throw new Error(`no target ${id}`)
        const evidence = { sent: 7, lost: state === 'up' ? 0 : 7, rttUs: 1200 }
        const from = target.state
        transitions.push({
          targetId: id,
          at,
          decidedAt: at + 3000,
          from,
          to: state,
          reason,
          evidence,
        })
        Object.assign(target, { state, reason, since: at })
        changes.push({ id, state, reason, at })
      }
      seq++
      send({ type: 'states', seq, changes })
    },
    happen(...events) {
      keep(events)
      send({ type: 'incidents', open: open.size, events })
    },
    tell: (incidentId, receivers) => void told.set(incidentId, receivers),
    say(part) {
      said = { ...said, ...part }
      send({ type: 'summary', summary: summary() })
    },
    write(status) {
      series = status
    },
    look(next) {
      feeds = next
      send({ type: 'summary', summary: summary() })
    },
  }
}

/** What the answers are made of. */
interface Seen {
  readonly city: FakeCity
  readonly feeds: FakeFeeds | undefined
}

function summaryOf(city: FakeCity, now: number): Omit<Summary, 'openIncidents'> {
  const counts: Record<string, Record<State, number>> = {
    node: zero(),
    uplink: zero(),
    nvr: zero(),
    camera: zero(),
  }
  for (const { kind, state } of city.targets) {
    const count = counts[kind]
    if (count !== undefined) count[state]++
  }
  return {
    city: 'Semarang',
    timezone: 'Asia/Jakarta',
    synthetic: true,
    pinger: { socket: 'raw', limits: [] },
    startedAt: now - 5 * HOUR_MS,
    at: now,
    rounds: 1800,
    state: 'walking',
    stateSince: now - 5 * HOUR_MS,
    counts,
    areas: [...city.areas.values()]
      .filter((a) => a.level === 'kecamatan')
      .map((a) => areaOf(city, a)),
    round: { lagP99Ms: 12, packetsPerSecond: 1343, overruns: 0, stray: 0, dropped: 0 },
    store: {
      writable: true,
      pendingTransitions: 0,
      droppedMinutes: 0,
      fileBytes: 48_000_000,
      schemaVersion: 1,
    },
    notices: [
      { level: 'info', text: 'synthetic-city' },
      { level: 'info', text: 'scripted-faults' },
    ],
  }
}

/** Kinds that are pinged, and stand on the board. */
const LETTERS: Readonly<Record<string, string>> = { uplink: 'U', nvr: 'N', node: 'O' }

function boardOf(city: FakeCity, seq: number): Board {
  const tops = [...city.areas.values()].filter((area) => area.level === 'kecamatan')
  const groups = [...tops, { id: '', name: 'Semarang' }].map(({ id, name }) => {
    const cells = city.targets.filter(({ kind, path }) => kind in LETTERS && (path[0] ?? '') === id)
    return {
      areaId: id,
      name,
      ids: cells.map((cell) => cell.id),
      kinds: cells.map((cell) => LETTERS[cell.kind]).join(''),
      states: cells.map((cell) => STATES.indexOf(cell.state)).join(''),
    }
  })
  return { seq, groups }
}

function areaOf(city: FakeCity, area: FakeArea): AreaSummary {
  const counts = zero()
  for (const { kind, path, state } of city.targets) {
    if (kind in LETTERS && path.includes(area.id)) counts[state]++
  }
  return {
    id: area.id,
    name: area.name,
    level: area.level,
    ...(area.parent ? { parent: area.parent } : {}),
    counts,
  }
}

function areaPageOf(seen: Seen, id: string, query: TargetQuery): AreaPage | undefined {
  const { city } = seen
  const area = city.areas.get(id)
  if (area === undefined) return undefined
  return {
    area: areaOf(city, area),
    path: pathTo(city, area),
    children: [...city.areas.values()].filter((a) => a.parent === id).map((a) => areaOf(city, a)),
    availability24h: AVAILABILITY,
    targets: find(seen, { ...query, area: id }),
  }
}

function find(seen: Seen, query: TargetQuery): TargetPage {
  const { city, feeds } = seen
  const q = query.q?.toLowerCase()
  const found = city.targets.filter(
    (target) =>
      (query.state?.includes(target.state) ?? true) &&
      (query.kind?.includes(target.kind) ?? true) &&
      (query.class?.some((one) => one === target.details['class']) ?? true) &&
      (query.condition?.some((one) => one === feeds?.conditionOf(target.id)) ?? true) &&
      (query.area === undefined || target.path.includes(query.area)) &&
      (q === undefined ||
        `${target.id} ${target.name} ${target.address ?? ''}`.toLowerCase().includes(q)),
  )
  if (query.order === 'newest') found.sort((a, b) => b.since - a.since)
  else found.sort((a, b) => (a.id < b.id ? -1 : 1))
  const from = Number(query.cursor ?? 0)
  const to = from + (query.limit ?? 100)
  return {
    total: found.length,
    rows: found.slice(from, to).map((target) => rowOf(seen, target)),
    ...(to < found.length ? { next: String(to) } : {}),
  }
}

function viewOf(
  seen: Seen,
  id: string,
  hours: number,
  transitions: readonly Transition[],
): TargetPageView | undefined {
  const { city, feeds } = seen
  const target = city.byId.get(id)
  if (target === undefined) return undefined
  const feed = feeds?.feedOf(id)
  const recorder = feeds?.recorderOf(id)
  const parent = city.byId.get(target.parent ?? '')
  const area = city.areas.get(target.area ?? '')
  return {
    target: { ...rowOf(seen, target), details: target.details },
    path: area === undefined ? [] : pathTo(city, area),
    parents: parent === undefined ? [] : [rowOf(seen, parent)],
    children: city.targets
      .filter((child) => child.parent === id)
      .map((child) => rowOf(seen, child)),
    transitions: [
      ...transitions.filter((transition) => transition.targetId === id).reverse(),
      ...pastOf(target),
    ],
    history: historyOf(target, hours),
    availability24h: AVAILABILITY,
    lastEvidence: evidenceOf(target),
    ...(feed ? { feed, pictures: feeds?.pictures(id) ?? [] } : {}),
    ...(recorder ? { recorder } : {}),
  }
}

function evidenceOf(target: FakeTarget): Transition['evidence'] {
  if (target.evidence !== undefined) return target.evidence
  if (target.state === 'unreachable') return { parent: target.parent ?? 'upl-00001' }
  if (target.state === 'degraded') return { sent: 7, lost: 3, rttUs: 5400 }
  return target.state === 'up' ? { sent: 1, lost: 0, rttUs: 1240 } : { sent: 7, lost: 7 }
}

/** A day in which the line was cut for ten minutes and lost a little before; then came what is now, if it is not up. */
function pastOf(target: FakeTarget): Transition[] {
  const step = (
    agoMs: number,
    from: State,
    to: State,
    reason: Reason,
    evidence: Transition['evidence'],
  ) => {
    const at = target.since - agoMs
    return { targetId: target.id, at, decidedAt: at + 3200, from, to, reason, evidence }
  }
  const refused = { sent: 7, lost: 7, icmp: '3/1', reporter: '127.0.0.1' }
  const now = step(0, 'up', target.state, target.reason, evidenceOf(target))
  return [
    ...(target.state === 'up' ? [] : [now]),
    step(20 * MINUTE_MS, 'down', 'up', 'answers-again', { sent: 7, lost: 0, rttUs: 1180 }),
    step(30 * MINUTE_MS, 'up', 'down', 'refused', refused),
    step(4 * HOUR_MS, 'degraded', 'up', 'clean-again', { sent: 12, lost: 0 }),
    step(5 * HOUR_MS, 'up', 'degraded', 'part-lost', { sent: 7, lost: 3 }),
  ]
}

function historyOf(target: FakeTarget, hours: number): MinutePoint[] {
  const end = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS
  const points: MinutePoint[] = []
  for (let at = end - hours * HOUR_MS; at < end; at += MINUTE_MS) {
    const phase = at / HOUR_MS
    const base = 2200 + 900 * Math.sin(phase / 3.8) + 300 * Math.sin(phase * 7.3)
    const dead = target.state === 'down' || target.state === 'unreachable'
    const was = at >= target.since - 30 * MINUTE_MS && at < target.since - 20 * MINUTE_MS
    const cut = was || (dead && at >= target.since)
    const lossy = at >= target.since - 5 * HOUR_MS && at < target.since - 4 * HOUR_MS
    const lost = cut ? 6 : lossy && Math.sin(phase * 171) > 0 ? 2 : 0
    const rtt = cut
      ? {}
      : {
          rttMinUs: Math.round(base * 0.8),
          rttAvgUs: Math.round(base),
          rttMaxUs: Math.round(base * (1.3 + Math.abs(Math.sin(phase * 41)))),
        }
    points.push({ at, sent: 6, lost, ...rtt })
  }
  return points
}

const AVAILABILITY: Availability = {
  availableMs: 85_500_000,
  unavailableMs: 600_000,
  outsideMs: 300_000,
  ratio: 85_500_000 / 86_100_000,
}

function rowOf({ city, feeds }: Seen, target: FakeTarget): TargetRow {
  const { path: _path, details: _details, evidence: _evidence, ...row } = target
  const condition = feeds?.conditionOf(target.id)
  if (condition === undefined) return row
  const kecamatan = city.areas.get(target.path[0] ?? '')?.name ?? ''
  return { ...row, condition, slot: 1, kecamatan }
}

function pathTo(city: FakeCity, area: FakeArea): FakeArea[] {
  const parent = city.areas.get(area.parent ?? '')
  const { id, name, level } = area
  return [...(parent === undefined ? [] : pathTo(city, parent)), { id, name, level }]
}

function zero(): Record<State, number> {
  return { up: 0, degraded: 0, down: 0, unreachable: 0, unknown: 0, maintenance: 0, suspended: 0 }
}
