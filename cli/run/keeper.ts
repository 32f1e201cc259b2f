// Hands what is decided to the store, in order, and knows how the store is without ever waiting for it.
import { messageOf } from '../../fleet/error.ts'
import type { Logger } from '../../fleet/logger.ts'
import type { Change, MinuteColumns, Store, StoreHealth } from '../../store/store.ts'
import { atMost } from './at-most.ts'

const ALIVE_EVERY_MS = 10_000
const HEALTH_EVERY_MS = 2_000
/** A disk that hangs answers nothing at all: people are told all the same, well within the 30 s that a page may take. */
const CHANGE_PATIENCE_MS = 5_000

type Kept = Pick<Store, 'alive' | 'commit' | 'health' | 'saveMinute'>

export interface Keeper {
  /** What is durable by all that is known: at once, or written later. What waits, or was not answered for, is not. */
  kept(): { readonly transitions: number; readonly minutes: number }
  /**
   * Resolves when the store has said what became of it: it is durable, or it waits in memory because the disk is ill.
   * Also after 5 s in which the store said nothing. Never rejects: what has to follow a change, such as sending its
   * messages, follows in every case.
   */
  change(change: Change): Promise<void>
  /** True where every change that has settled is durable. */
  allKept(): boolean
  minute(minute: MinuteColumns): void
  health(): StoreHealth
  /** Waits for what is under way, at most `ms`. */
  settle(ms: number): Promise<void>
  stop(): void
}

const nothing = (): void => {}

/** A store that fails is said once when it begins and once when it ends; its health says the rest. */
export async function createKeeper(store: Kept, log: Logger): Promise<Keeper> {
  let health = await store.health()
  let failing = false
  let transitions = 0
  /** Transitions of changes that were refused: they wait in the store until it can write. */
  let waiting = 0
  /** Some change was refused, and the store has not written since. */
  let refused = false
  /** Changes that the store took longer for than is waited. */
  const silent = new Set<Promise<void>>()
  let dropped = 0
  const minutes = new MinuteCount()
  const underWay = new Set<Promise<unknown>>()
  const fails = (error: unknown): void => {
    if (!failing) log.error({}, `${messageOf(error)}; the round goes on, changes wait in memory`)
    failing = true
  }
  const keep = keeping(underWay, fails)
  // Only the store itself knows that it writes again: a sign of life or a minute is taken from us while it cannot, too.
  const look = async (): Promise<void> => {
    try {
      health = await store.health()
    } catch (error) {
      health = { ...health, writable: false, lastError: messageOf(error) }
    }
    if (!health.writable) return
    const droppedNow = health.droppedTransitions ?? 0
    transitions += Math.max(0, waiting - (droppedNow - dropped))
    dropped = droppedNow
    waiting = 0
    refused &&= health.pendingTransitions > 0
    if (failing) log.info({}, 'the store writes again')
    failing = false
  }
  const timers = [
    setInterval(() => void keep(store.alive(Date.now())), ALIVE_EVERY_MS),
    setInterval(() => void look(), HEALTH_EVERY_MS),
  ]
  return {
    kept: () => ({
      transitions,
      minutes: Math.max(0, minutes.count - (health.pendingMinutes ?? 0) - health.droppedMinutes),
    }),
    change(change) {
      const size = change.transitions?.length ?? 0
      const settled = keep(
        store.commit(change),
        () => {
          transitions += size
        },
        () => {
          waiting += size
          refused = true
        },
      )
      return answer(CHANGE_PATIENCE_MS, settled, silent)
    },
    allKept: () => !refused && silent.size === 0,
    minute(minute) {
      void keep(store.saveMinute(minute), () => {
        minutes.note(minute.at)
      })
    },
    health: () => health,
    async settle(ms) {
      await atMost(ms, Promise.allSettled(underWay))
      await look()
    },
    stop() {
      for (const timer of timers) clearInterval(timer)
    },
  }
}

/** A minute comes in several parts. */
class MinuteCount {
  count = 0
  #last = Number.NaN

  note(at: number): void {
    if (at !== this.#last) this.count++
    this.#last = at
  }
}

/** What is under way is in `underWay`; it never rejects. */
function keeping(underWay: Set<Promise<unknown>>, fails: (error: unknown) => void) {
  return (promise: Promise<unknown>, done = nothing, refused = nothing): Promise<void> => {
    const settled = promise.then(done, (error: unknown) => {
      refused()
      fails(error)
    })
    const tracked = settled.finally(() => underWay.delete(tracked))
    underWay.add(tracked)
    return tracked
  }
}

/** Waits as `atMost`; `work` that was not done by then is in `late` until it is. */
async function answer(ms: number, work: Promise<void>, late: Set<Promise<void>>): Promise<void> {
  let done = false
  const noted = work.finally(() => {
    done = true
    late.delete(work)
  })
  await atMost(ms, noted)
  if (!done) late.add(work)
}
