// How telling goes, for the summary: each receiver of the policy, what was refused for good, and what people should read of it.
import type { Policy } from '../../alerts/policy/policy.ts'
import type { Notice, ReceiverSummary } from '../../console/live.ts'
import type { ReceiverHealth } from './notifier.ts'

/** A receiver that is restarted, or busy for a moment, is nothing to read about. */
export const FAILS_LONG_MS = 60_000

/** In order of the policy, whether or not anything was ever sent to them. Empty where nobody is to be told. */
export function receiverSummaries(
  policy: Policy | undefined,
  health: readonly ReceiverHealth[],
): readonly ReceiverSummary[] {
  const byId = new Map(health.map(({ receiver, ...rest }) => [receiver, rest]))
  return (policy?.receivers ?? []).map(({ id, channel }) => ({
    id,
    channel: channel.type,
    ...(byId.get(id) ?? { waiting: 0 }),
  }))
}

/** A warning for each receiver that has failed for over a minute, and a word where messages were refused. `now`: epoch ms. */
export function tellingNotices(
  receivers: readonly ReceiverSummary[],
  refused: number,
  now: number,
): readonly Notice[] {
  const failing = receivers.flatMap(({ id, failingSince: since }): Notice[] =>
    since === undefined || now - since <= FAILS_LONG_MS
      ? []
      : [{ level: 'warning', text: 'receiver-fails', values: { receiver: id, since } }],
  )
  const lost: Notice = { level: 'info', text: 'messages-refused', values: { count: refused } }
  return refused > 0 ? [...failing, lost] : failing
}
