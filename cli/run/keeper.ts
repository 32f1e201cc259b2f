// Hands what is decided to the store, in order, and knows how the store is without ever waiting for it.
import { messageOf } from '../../fleet/error.ts'
import type { Logger } from '../../fleet/logger.ts'
import type { Change, MinuteColumns, Store, StoreHealth } from '../../store/store.ts'

const ALIVE_EVERY_MS = 10_000
const HEALTH_EVERY_MS = 2_000

export interface Keeper {
  /** What became durable at once, or was written later: all but what still waits. */
  kept(): { readonly transitions: number; readonly minutes: number }
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
  let failing = false
  let transitions = 0
  let minutes = 0
  const underWay = new Set<Promise<unknown>>()
  const works = (): void => {
    if (failing) log.info({}, 'the store writes again')
    failing = false
  }
  const fails = (error: unknown): void => {
    if (!failing) log.error({}, `${messageOf(error)}; the round goes on, changes wait in memory`)
    failing = true
  }
  const keep = (promise: Promise<unknown>): void => {
    const tracked = promise.then(works, fails).finally(() => underWay.delete(tracked))
    underWay.add(tracked)
  }
  const look = async (): Promise<void> => {
    health = await store.health()
    if (health.writable) works()
  }
  const timers = [
    setInterval(() => keep(store.alive(Date.now())), ALIVE_EVERY_MS),
    setInterval(() => void look(), HEALTH_EVERY_MS),
  ]
  return {
    kept: () => ({
      transitions: transitions - health.pendingTransitions - (health.droppedTransitions ?? 0),
      minutes: minutes - health.droppedMinutes,
    }),
    change(change) {
      transitions += change.transitions?.length ?? 0
      keep(store.commit(change))
    },
    minute(minute) {
      minutes++
      keep(store.saveMinute(minute))
    },
    health: () => health,
    async settle(ms) {
      const timeout = new Promise((resolve) => setTimeout(resolve, ms).unref())
      await Promise.race([Promise.allSettled(underWay), timeout])
      health = await store.health()
    },
    stop() {
      for (const timer of timers) clearInterval(timer)
    },
  }
}
