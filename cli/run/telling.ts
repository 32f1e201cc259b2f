// Starts what tells people: the notifier, and the sign of life for an outside watcher.
import { startDeadMan } from '../../alerts/dead-man.ts'
import type { Policy } from '../../alerts/policy/policy.ts'
import type { Logger } from '../../fleet/logger.ts'
import type { Fleet } from '../../fleet/model.ts'
import type { Topology } from '../../fleet/topology.ts'
import type { Store } from '../../store/store.ts'
import type { Config } from '../config.ts'
import type { AckKey } from './ack-key.ts'
import type { Closing } from './closing.ts'
import { estateNow } from './estate-now.ts'
import type { Flow } from './flow.ts'
import type { Keeper } from './keeper.ts'
import { signOfLife } from './life.ts'
import { Notifier } from './notifier.ts'
import { isToldByGrafana } from './told-by.ts'
import type { Watch } from './watch.ts'

/** What attempts in flight get at the end; what was not taken then goes at the next start. */
const LAST_ATTEMPTS_MS = 3_000

export interface TellingParts {
  readonly config: Pick<Config, 'alerts'>
  readonly policy: Policy | undefined
  readonly fleet: Fleet
  readonly topology: Topology
  readonly store: Store
  readonly keeper: Keeper
  readonly watch: Watch
  readonly flow: Flow
  readonly log: Logger
}

/**
 * Sets `flow.notifier` where there is a policy; what waited for receivers at the last end is on its way from here on.
 * Where Grafana tells of causes it only announces, and the sign of life does not ask whether it reaches anybody.
 */
export async function startTelling(
  parts: TellingParts,
  { ackKey, walking }: { readonly ackKey: AckKey; readonly walking: Closing },
): Promise<void> {
  const { config, policy, keeper, flow, log } = parts
  if (policy === undefined) return
  const notifier = await openNotifier(parts, policy, ackKey)
  flow.notifier = notifier
  walking.defer(() => notifier.close(LAST_ATTEMPTS_MS))
  if (policy.deadman === undefined) return
  const deadMan = startDeadMan({
    ...policy.deadman,
    alive: () =>
      signOfLife({
        now: Date.now(),
        round: flow.health,
        store: keeper.health(),
        notifier: isToldByGrafana(config) ? undefined : notifier,
      }),
    log,
  })
  walking.defer(() => deadMan.stop())
}

function openNotifier(
  { config, fleet, topology, store, keeper, watch, log }: TellingParts,
  policy: Policy,
  ackKey: AckKey,
): Promise<Notifier> {
  return Notifier.open({
    policy,
    fleet,
    topology,
    store,
    commit: (change) => keeper.change(change),
    ackLink: (url, incidentId) => ackKey.link(url, incidentId),
    open: new Set(watch.openIncidents().map(({ id }) => id)),
    estate: estateNow(topology, watch.estate),
    says: isToldByGrafana(config) ? 'announcements' : 'everything',
    log,
  })
}
