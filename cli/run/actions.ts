// What people have done: acknowledgements go to the incidents, the rest to what is planned; all in one change with its audit.
import type { ActionOutcome, Actions, Actor, ReplayOutcome } from '../../console/actions.ts'
import type { Fleet } from '../../fleet/model.ts'
import type { AuditRow } from '../../store/outbox.ts'
import type { Store } from '../../store/store.ts'
import type { AckKey } from './ack-key.ts'
import type { Flow } from './flow.ts'
import type { Keeper } from './keeper.ts'
import type { Planned, Planning } from './planning.ts'
import type { Watch } from './watch.ts'

export interface ActionParts {
  readonly fleet: Fleet
  readonly watch: Watch
  readonly flow: Flow
  readonly planning: Planning
  readonly keeper: Pick<Keeper, 'allKept'>
  readonly store: Pick<Store, 'audit' | 'incident'>
  readonly ackKey: AckKey
  /** Absent where no database of time series is configured. */
  readonly replay?: Actions['replay'] | undefined
}

const NO_DATABASE: ReplayOutcome = {
  result: 'refused',
  problems: [
    {
      field: 'target',
      what: 'no database of time series is configured',
      remedy: 'name one under influx: in ronda.yaml',
    },
  ],
}

export function createActions(parts: ActionParts): Actions {
  const { fleet, planning, store, ackKey } = parts
  const owners = fleet.owners
    .map(({ id, name }) => ({ id, name }))
    .sort((a, b) => a.name.localeCompare(b.name))
  return {
    acknowledge: (id, note, actor) => acknowledge(parts, id, note, actor),
    suspend: (request, actor) => shown(parts, planning.suspend(request, actor)),
    maintain: (request, actor) => shown(parts, planning.maintain(request, actor)),
    resume: (id, targets, actor) => shown(parts, planning.resume(id, targets, actor)),
    replay: async (request, actor) => (await parts.replay?.(request, actor)) ?? NO_DATABASE,
    planned: () => planning.planned(),
    covered: (id) => planning.covered(id),
    audit: (query) => store.audit(query),
    owners: () => owners,
    mayAcknowledge: (id, key) => ackKey.fits(id, key),
  }
}

/** Who asked sees it done: the states have changed when the answer comes. */
async function shown({ flow, keeper }: ActionParts, act: Promise<Planned>): Promise<ActionOutcome> {
  const outcome = await act
  if (outcome.result !== 'done') return outcome
  // A dry run has nothing to keep.
  if (outcome.id === '') return { ...outcome, kept: true }
  await flow.plan(Date.now())
  return { ...outcome, kept: keeper.allKept() }
}

async function acknowledge(
  { watch, flow, store, keeper }: ActionParts,
  id: string,
  note: string | undefined,
  { by, via }: Actor,
): Promise<ActionOutcome> {
  const open = watch.openIncidents().find((incident) => incident.id === id)
  if (open === undefined) {
    if ((await store.incident(id)) === undefined) return { result: 'unknown' }
    const what = 'this incident is over'
    return {
      result: 'refused',
      problems: [{ field: 'id', what, remedy: 'nobody is waiting for an acknowledgement' }],
    }
  }
  const at = Date.now()
  const audit: AuditRow = {
    at,
    by,
    via,
    action: 'acknowledge',
    subject: id,
    detail: note === undefined ? {} : { note },
  }
  await flow.apply(watch.acknowledge(id, by, note, at), { audit: [audit] })
  const kept = keeper.allKept()
  return { result: 'done', id, covered: open.affected.length, kept, warnings: [] }
}
