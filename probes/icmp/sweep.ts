// Asks every address of an echo socket once, and again where nothing came back: one pass over the whole list.
import { PACKETS_PER_SECOND_DEFAULT, PACKETS_PER_SECOND_MAX } from '../pacer.ts'
import { watchClock } from './clock-watch.ts'
import type { EchoSocket } from './echo-socket.ts'
import { type SweepResult, sweepResult } from './sweep-result.ts'
import { ATTEMPTS_MAX, EPOCHS, makeSweepState, type SweepSettings } from './sweep-state.ts'
import { makeTurn } from './sweep-turn.ts'

export interface SweepOptions {
  /** An echo counts as lost after this long, in milliseconds, 1 to 60,000. Default 1,000. */
  readonly timeoutMs?: number
  /** Further echoes to an address that did not answer. Default 1; with those of `confirm` at most 7. */
  readonly retries?: number
  /** 1 to 50,000; 0 is unpaced. Default 20,000. */
  readonly packetsPerSecond?: number
  /** Ask those that seem dead again, `retries` times more, `afterMs` after all others were decided. Default: not. */
  readonly confirm?: { readonly retries: number; readonly afterMs: number }
  /**
   * Number of this sweep on its socket: answers to another sweep's echoes are told apart by it. Whoever sweeps again on
   * one socket counts up; only the low 13 bits count. Default 0.
   */
  readonly epoch?: number
  /** Ends the sweep early with what it has. */
  readonly signal?: AbortSignal
  /** Called about every 50 ms, and at the end. */
  readonly onProgress?: (decided: number, count: number) => void
  /** False keeps the thread free between turns even where the socket could block it. Default: as the socket says. */
  readonly mayBlock?: boolean
}

/** The event loop turns at least this often, for signals and progress. */
const SLICE_US = 50_000

/**
 * Sweeps positions 0 to `count` - 1; nobody else may use the socket meanwhile. Resolves with what was found, also when
 * aborted; throws only for options out of range.
 */
export async function sweep(
  socket: EchoSocket,
  count: number,
  options: SweepOptions = {},
): Promise<SweepResult> {
  const { signal, onProgress } = options
  const state = makeSweepState(count, settingsOf(options))
  const turn = makeTurn(socket, state)
  const clockStepped = watchClock(socket)
  const run = (options.mayBlock ?? socket.blocking) ? blockForSlice : pauseForSlice
  const before = { ...socket.stats, dropped: socket.dropped(), at: socket.monotonic() }
  let more = count > 0
  while (more && !signal?.aborted) {
    more = await run(socket, turn, signal)
    if (clockStepped()) state.clockStepped = true
    onProgress?.(count - state.open, count)
  }
  return sweepResult(socket, state, before)
}

/** False when all is decided. */
async function blockForSlice(socket: EchoSocket, turn: () => number): Promise<boolean> {
  const until = socket.monotonic() + SLICE_US
  while (socket.monotonic() < until) {
    const us = turn()
    if (us < 0) return false
    if (us > 0) socket.sleep(us)
  }
  await new Promise((resolve) => setImmediate(resolve))
  return true
}

async function pauseForSlice(
  socket: EchoSocket,
  turn: () => number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const until = socket.monotonic() + SLICE_US
  while (socket.monotonic() < until && !signal?.aborted) {
    const us = turn()
    if (us < 0) return false
    await socket.pause(us)
  }
  return true
}

function settingsOf(options: SweepOptions): SweepSettings {
  const { timeoutMs = 1000, retries = 1, confirm, epoch = 0 } = options
  const packetsPerSecond = options.packetsPerSecond ?? PACKETS_PER_SECOND_DEFAULT
  const confirmAttempts = confirm?.retries ?? 0
  if (!(timeoutMs >= 1 && timeoutMs <= 60_000)) throw new RangeError('timeoutMs: 1 to 60,000')
  if (!Number.isInteger(retries + confirmAttempts) || retries < 0 || confirmAttempts < 0)
    throw new RangeError('retries: whole numbers from 0')
  if (1 + retries + confirmAttempts > ATTEMPTS_MAX)
    throw new RangeError(`retries: at most ${ATTEMPTS_MAX - 1} with those of the confirm pass`)
  if (!(packetsPerSecond >= 0 && packetsPerSecond <= PACKETS_PER_SECOND_MAX))
    throw new RangeError(`packetsPerSecond: 0 to ${PACKETS_PER_SECOND_MAX}`)
  return {
    timeoutUs: timeoutMs * 1000,
    attempts: 1 + retries,
    confirmAttempts,
    confirmAfterUs: (confirm?.afterMs ?? 0) * 1000,
    packetsPerSecond,
    epoch: epoch & (EPOCHS - 1),
  }
}
