// Hands what is decided to the store, in order, and knows how the store is without ever waiting for it.
import { messageOf } from '../../fleet/error.ts'
import type { Logger } from '../../fleet/logger.ts'
import type { Change, MinuteColumns, Store, StoreHealth } from '../../store/store.ts'

const ALIVE_EVERY_MS = 10_000
const HEALTH_EVERY_MS = 2_000

export interface Keeper {
  readonly kept: { readonly transitions: number; readonly minutes: number }
  change(change: Change): void
  minute(minute: MinuteColumns): void
  health(): StoreHealth
  /** Waits for what is under way, at most `ms`. */
  settle(ms: number): Promise<void>
  stop(): void
}

/** A store that fails is said once when it begins and once when it ends; its health says the rest. */
export async function createKeeper(store: Store, log: Logger): Promise<Keeper> {
  let health = await store.health()
  const underWay = new Set<Promise<unknown>>()
  const kept = { transitions: 0, minutes: 0 }
  const keep = (promise: Promise<unknown>, done: () => void): void => {
    const tracked = promise
      .then(done, (error: unknown) => log.error({}, messageOf(error)))
      .finally(() => underWay.delete(tracked))
    underWay.add(tracked)
  }
  const look = async (): Promise<void> => {
    const before = health.writable
    health = await store.health()
    if (before && !health.writable) {
      log.error(
        { pending: health.pendingTransitions },
        `the store cannot write: ${health.lastError ?? 'unknown'}; the round goes on, changes wait in memory`,
      )
    } else if (!before && health.writable) {
      log.info({}, 'the store writes again')
    }
  }
  const timers = [
    setInterval(() => keep(store.alive(Date.now()), () => {}), ALIVE_EVERY_MS),
    setInterval(() => keep(look(), () => {}), HEALTH_EVERY_MS),
  ]
  return {
    kept,
    change(change) {
      const count = change.transitions?.length ?? 0
      keep(store.commit(change), () => {
        kept.transitions += count
      })
    },
    minute(minute) {
      keep(store.saveMinute(minute), () => {
        kept.minutes++
      })
    },
    health: () => health,
    async settle(ms) {
      await Promise.race([
        Promise.allSettled(underWay),
        new Promise((r) => setTimeout(r, ms).unref()),
      ])
    },
    stop() {
      for (const timer of timers) clearInterval(timer)
    },
  }
}
