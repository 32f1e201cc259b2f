// Whether the program does what it is there for, so that an outside watcher may be told so: rounds, store and notifier.
import type { RoundHealth } from '../../probes/round/plan.ts'
import type { StoreHealth } from '../../store/store.ts'

/** The round speaks of itself every second. */
const SILENT_MS = 15_000
/** Longer than receivers are wont to be away; then somebody outside should know that nobody inside is reached. */
const UNREACHED_MS = 300_000

export interface LifeParts {
  /** Epoch milliseconds. */
  readonly now: number
  /** Undefined before its first word. */
  readonly round: Pick<RoundHealth, 'at' | 'blind'> | undefined
  readonly store: Pick<StoreHealth, 'writable' | 'lastError'>
  /** Undefined where Grafana tells people. */
  readonly notifier:
    | {
        readonly tickedAt: number
        receivers(): readonly { readonly failingSince?: number | undefined }[]
      }
    | undefined
}

/** `why` says what is wrong first; empty where all is well. */
export function signOfLife({ now, round, store, notifier }: LifeParts): {
  readonly ok: boolean
  readonly why: string
} {
  const wrong = (why: string) => ({ ok: false, why })
  if (round === undefined) return wrong('the round has not begun')
  if (Math.abs(now - round.at) > SILENT_MS) return wrong('the round says nothing')
  if (round.blind) return wrong('the probe is blind')
  if (!store.writable) return wrong(`the store cannot write: ${store.lastError ?? 'unknown'}`)
  if (notifier === undefined) return { ok: true, why: '' }
  if (Math.abs(now - notifier.tickedAt) > SILENT_MS) return wrong('the notifier stands still')
  const receivers = notifier.receivers()
  const reached = receivers.some(({ failingSince = now }) => now - failingSince < UNREACHED_MS)
  return reached ? { ok: true, why: '' } : wrong('no receiver can be reached')
}
