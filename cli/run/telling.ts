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
 * Sets `flow.notifier` where there is a policy and Grafana is not to tell alone; what waited for receivers at the last end
 * is on its way from here on. The sign of life goes out in any case.
 */
export async function startTelling(
  parts: TellingParts,
  { ackKey, walking }: { readonly ackKey: AckKey; readonly walking: Closing },
): Promise<void> {
  const { config, policy, store, keeper, flow, log } = parts
  if (policy === undefined) return
  const notifier = isToldByGrafana(config) ? undefined : await openNotifier(parts, policy, ackKey)
  flow.notifier = notifier
  if (notifier) walking.defer(() => notifier.close(LAST_ATTEMPTS_MS))
  else await tellOfUnsent(store, log)
  if (policy.deadman === undefined) return
  const deadMan = startDeadMan({
    ...policy.deadman,
    alive: () =>
      signOfLife({ now: Date.now(), round: flow.health, store: keeper.health(), notifier }),
    log,
  })
  walking.defer(() => deadMan.stop())
}

function openNotifier(
  { fleet, topology, store, keeper, watch, log }: TellingParts,
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
    log,
  })
}

/** From a time when the program told people itself. */
async function tellOfUnsent(store: Pick<Store, 'outbox'>, log: Logger): Promise<void> {
  const { length: messages } = await store.outbox('waiting')
  if (messages === 0) return
  log.warn(
    { messages },
    'messages from before wait, and are not sent while alerts.delivery is grafana',
  )
}
