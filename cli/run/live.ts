// What the page and the API see of the running program: answers from memory, history and availability from the store.
import type { PlannedRow } from '../../console/actions.ts'
import type { FeedsSummary, FeedView, PictureView, RecorderView } from '../../console/feed-view.ts'
import type {
  AreaSummary,
  DeadLetterQuery,
  Live,
  LiveEvent,
  Notice,
  Picture,
  ReceiverSummary,
  Summary,
  TargetPageView,
  TargetRow,
  Told,
} from '../../console/live.ts'
import type { Condition } from '../../fleet/condition.ts'
import { type Area, type Camera, type Fleet, TARGET_KINDS, type Target } from '../../fleet/model.ts'
import type { Transition } from '../../fleet/state.ts'
import { areaIdOf, mayBePinged, parentIdOf, type Topology } from '../../fleet/topology.ts'
import type { Incident, Verdict } from '../../incidents/incident.ts'
import type { RoundHealth } from '../../probes/round/plan.ts'
import type { SeriesStatus } from '../../store/series/status.ts'
import type { DeadLetter } from '../../store/spool/spool.ts'
import type { Store, StoreHealth } from '../../store/store.ts'
import type { CityBoard } from './board.ts'
import type { StateCounts } from './counts.ts'
import { detailsOf } from './details.ts'
import { findTargets } from './find.ts'
import { type IncidentAnswers, incidentAnswers } from './incident-answers.ts'
import { incidentNames } from './incident-names.ts'
import { plannedSummary } from './planned-summary.ts'
import { Refused } from './refused.ts'
import { seriesNotices } from './series-notices.ts'
import { tellingNotices } from './telling-summary.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const DEFAULT_HOURS = 24
const SHOWN_TRANSITIONS = 200
const KINDS = ['node', 'uplink', 'nvr', 'camera'] as const

/** The rest of the program, as Live looks at it. Everything is read at the moment of the question. */
export interface LiveSource {
  readonly fleet: Fleet
  readonly topology: Topology
  readonly store: Store
  readonly board: CityBoard
  readonly counts: StateCounts
  readonly startedAt: number
  verdictOf(id: string): Verdict
  /** What covers a target that is switched off on purpose; of others what was seen last. */
  evidenceOf(id: string): Transition['evidence'] | undefined
  /** Open or recovering, in any order. */
  openIncidents(): readonly Incident[]
  /** Microseconds of the last answer; NaN where there was none. */
  lastRttUs(id: string): number
  /** Undefined until the round's first word about itself. */
  roundHealth(): RoundHealth | undefined
  packetsPerSecond(): number
  storeHealth(): StoreHealth
  notices(): readonly Notice[]
  metrics(): string
  /** Each receiver of the policy; empty where nobody is to be told. */
  receivers(): readonly ReceiverSummary[]
  /** What is planned, in any order. */
  planned(): readonly PlannedRow[]
  /** Who was told of an open incident; undefined where nobody is to be told. */
  told(incidentId: string): readonly Told[] | undefined
  /** How writing the time series goes; absent where no database is configured. Never rejects. */
  readonly series?: (() => Promise<SeriesStatus>) | undefined
  readonly deadLetters?: ((query: DeadLetterQuery) => Promise<readonly DeadLetter[]>) | undefined
  /** This and what follows: absent while the picture round is switched off. Of cameras only, in memory. */
  readonly conditionOf?: ((id: string) => Condition | undefined) | undefined
  /** The last look at a camera; undefined before the first. */
  readonly feedOf?: ((id: string) => FeedView | undefined) | undefined
  /** What an NVR said last; undefined before it said anything. */
  readonly recorderOf?: ((nvrId: string) => RecorderView | undefined) | undefined
  /** Absent, too, where no picture is kept. Never reject. */
  readonly pictures?:
    | {
        list(id: string): Promise<readonly PictureView[]>
        read(id: string, kind: PictureView['kind']): Promise<Picture | undefined>
      }
    | undefined
  readonly feeds?: (() => FeedsSummary) | undefined
  /** The last look at a portal, whether cameras are looked at or not; undefined before the first. */
  readonly portalFeedOf?: ((id: string) => FeedView | undefined) | undefined
}

/** `publish` hands an event to every reader. */
export function createLive(source: LiveSource): Live & { publish(event: LiveEvent): void } {
  const listeners = new Set<(event: LiveEvent) => void>()
  const { topology, store, fleet } = source
  const rowOf = (target: Target): TargetRow => targetRow(source, target)
  const incidents = incidentAnswers({
    store,
    openIncidents: () => source.openIncidents(),
    ...incidentNames(fleet, topology, (id) => source.verdictOf(id).state),
    told: (id) => source.told(id),
  })
  const refused = new Refused(store)
  return {
    summary: async () => summaryOf(source, refused, await source.series?.()),
    board: () => source.board.snapshot(),
    targets: (query) =>
      findTargets(
        {
          topology,
          rowOf,
          verdictOf: ({ id }) => source.verdictOf(id),
          conditionOf: source.conditionOf,
        },
        query,
      ),
    async area(id, query) {
      const area = topology.area(id)
      if (area === undefined) return undefined
      const now = Date.now()
      return {
        area: areaSummary(source, area),
        path: pathTo(topology, area),
        children: topology.areasIn(id).map((child) => areaSummary(source, child)),
        availability24h: await store.areaAvailability(id, now - DAY_MS, now),
        targets: this.targets({ ...query, area: id }),
      }
    },
    async target(id, hours) {
      const target = topology.byId(id)
      return target === undefined
        ? undefined
        : await targetView(source, incidents, target, hours, rowOf)
    },
    picture: async (id, kind) => await source.pictures?.read(id, kind),
    incidents: (query) => incidents.page(query),
    incident: (id) => incidents.view(id),
    affected: (id) => incidents.affected(id),
    series: async () => await source.series?.(),
    deadLetters: async (query) => (await source.deadLetters?.(query)) ?? [],
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    publish(event) {
      for (const listener of listeners) listener(event)
    },
    metrics: () => source.metrics(),
    ready() {
      const rounds = source.roundHealth()?.rounds ?? 0
      return rounds > 0
        ? { ready: true, why: `${fleet.city}: ${rounds} full rounds` }
        : { ready: false, why: 'the first full round is still being walked' }
    },
  }
}

async function targetView(
  source: LiveSource,
  incidents: IncidentAnswers,
  target: Target,
  hours = DEFAULT_HOURS,
  rowOf: (target: Target) => TargetRow,
): Promise<TargetPageView> {
  const { store, topology } = source
  const now = Date.now()
  const isCamera = target.kind === 'camera'
  const [transitions, history, availability24h, pictures] = await Promise.all([
    store.transitions({ targetId: target.id, limit: SHOWN_TRANSITIONS }),
    store.history(target.id, now - hours * HOUR_MS, now),
    store.targetAvailability(target.id, now - DAY_MS, now),
    isCamera ? source.pictures?.list(target.id) : undefined,
  ])
  const incident = incidents.ofTarget(target.id)
  const verdict = source.verdictOf(target.id)
  const feed = feedOf(source, target)
  const recorder = target.kind === 'nvr' ? source.recorderOf?.(target.id) : undefined
  // A planned outage may have been prolonged since it began.
  const evidence =
    verdict.reason === 'planned'
      ? source.evidenceOf(target.id)
      : evidenceOf(transitions[0], verdict)
  return {
    target: { ...rowOf(target), details: detailsOf(target) },
    path: topology.areaPath(target).map(({ id, name, level }) => ({ id, name, level })),
    parents: topology.ancestors(target.id).map(rowOf),
    children: topology.childrenOf(target.id).map(rowOf),
    transitions,
    history,
    availability24h,
    ...(evidence ? { lastEvidence: evidence } : {}),
    ...(incident ? { incident } : {}),
    ...(feed ? { feed } : {}),
    ...(pictures ? { pictures } : {}),
    ...(recorder ? { recorder } : {}),
  }
}

function summaryOf(
  source: LiveSource,
  refused: Refused,
  series: SeriesStatus | undefined,
): Summary {
  const { fleet, topology, counts, startedAt } = source
  const now = Date.now()
  const receivers = source.receivers()
  const told = receivers.length > 0
  const refusals = told ? refused.count(now) : 0
  const planned = source.planned()
  const everyKind = TARGET_KINDS.map((kind) => counts.of(kind))
  const round = source.roundHealth()
  const rounds = round?.rounds ?? 0
  const blind = round?.blind ?? false
  return {
    city: fleet.city,
    timezone: fleet.timezone,
    synthetic: fleet.synthetic,
    pinger: { socket: round?.socket ?? 'none', limits: round?.limits ?? [] },
    startedAt,
    at: now,
    rounds,
    state: blind ? 'blind' : rounds === 0 ? 'starting' : 'walking',
    stateSince: rounds === 0 && !blind ? startedAt : (round?.blindSince ?? startedAt),
    counts: Object.fromEntries(KINDS.map((kind) => [kind, counts.of(kind)])),
    areas: topology.areasIn(undefined).map((area) => areaSummary(source, area)),
    round: {
      lagP99Ms: round?.lagP99Ms ?? 0,
      packetsPerSecond: source.packetsPerSecond(),
      overruns: round?.overruns ?? 0,
      stray: round?.stray ?? 0,
      dropped: round?.dropped ?? 0,
    },
    store: source.storeHealth(),
    openIncidents: source.openIncidents().length,
    receivers,
    ...(told ? { refused: refusals } : {}),
    planned: plannedSummary(planned, everyKind),
    ...(source.feeds ? { feeds: source.feeds() } : {}),
    notices: [
      ...source.notices(),
      ...tellingNotices(receivers, refusals, now),
      ...seriesNotices(series),
    ],
  }
}

function areaSummary(source: LiveSource, area: Area): AreaSummary {
  const { id, name, level, parent } = area
  return { id, name, level, ...(parent ? { parent } : {}), counts: source.counts.of(id) }
}

function targetRow(source: LiveSource, target: Target): TargetRow {
  const { state, reason, since } = source.verdictOf(target.id)
  const rttUs = source.lastRttUs(target.id)
  const area = areaIdOf(target)
  const parent = parentIdOf(target)
  const address = mayBePinged(target) ? target.address : undefined
  return {
    id: target.id,
    kind: target.kind,
    name: target.name,
    owner: target.owner,
    state,
    reason,
    since,
    ...(area ? { area } : {}),
    ...(parent ? { parent } : {}),
    ...(address ? { address } : {}),
    ...(Number.isNaN(rttUs) ? {} : { rttUs: Math.round(rttUs) }),
    ...(target.kind === 'camera' ? feedOfRow(source, target) : {}),
  }
}

function feedOf(source: LiveSource, { id, kind }: Target): FeedView | undefined {
  if (kind === 'portal') return source.portalFeedOf?.(id)
  return kind === 'camera' ? source.feedOf?.(id) : undefined
}

/** What a list of feeds shows beside the state. */
function feedOfRow(
  { topology, conditionOf }: LiveSource,
  camera: Camera,
): Pick<TargetRow, 'condition' | 'slot' | 'kecamatan'> {
  const condition = conditionOf?.(camera.id)
  if (condition === undefined) return {}
  const kecamatan = topology.areaPath(camera).find(({ level }) => level === 'kecamatan')?.name
  return { condition, slot: camera.slot, ...(kecamatan === undefined ? {} : { kecamatan }) }
}

function pathTo(topology: Topology, area: Area): { id: string; name: string; level: string }[] {
  const path: { id: string; name: string; level: string }[] = []
  for (let at: Area | undefined = area; at; at = at.parent && topology.area(at.parent)) {
    path.unshift({ id: at.id, name: at.name, level: at.level })
  }
  return path
}

/** The newest transition's evidence, as long as it is what the present state rests on. */
function evidenceOf(
  newest: Transition | undefined,
  verdict: Verdict,
): Transition['evidence'] | undefined {
  return newest?.to === verdict.state ? newest.evidence : undefined
}
