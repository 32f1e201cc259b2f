// What a sweep knows of its addresses, in columns: no object per address.

/** State of one address in a sweep. The first two are undecided. */
export const UNSENT = 0
export const WAITING = 1
export const ALIVE = 2
/** Silent, and nobody said why. */
export const DEAD = 3
/** Silent, and a router said that it cannot be reached. */
export const REFUSED = 4
/** Could not be sent to from here; `errno` says why. */
export const UNSENDABLE = 5
/** Seems dead, waits for the confirm pass. Never in a result that was not aborted. */
export const HELD = 6

/** Three bits of the sequence number count the echoes to one address. */
export const ATTEMPTS_MAX = 8
/** The other thirteen number the sweeps of one socket. */
export const EPOCHS = 1 << 13

export interface SweepSettings {
  readonly timeoutUs: number
  /** Echoes to a silent address: in the pass itself, and in the confirm pass. */
  readonly attempts: number
  readonly confirmAttempts: number
  readonly confirmAfterUs: number
  readonly packetsPerSecond: number
  readonly epoch: number
}

/** Columns by position, and rings of positions. Changed by sweep-turn.ts only. */
export interface SweepState {
  readonly settings: SweepSettings
  readonly count: number
  readonly state: Uint8Array
  readonly tries: Uint8Array
  /** Bit a: the echo of attempt a was answered. */
  readonly answered: Uint8Array
  readonly rttUs: Float32Array
  /** One column for each attempt that was made so far; NaN where the time cannot be trusted. */
  readonly sentAt: Float64Array[]
  readonly cause: Uint16Array
  readonly reporter: Uint16Array
  readonly errno: Uint8Array
  /** Waiting, in order of sending, which is the order of deadlines, the timeout being one for all. */
  readonly waiting: Ring
  /** Deadline of each place in `waiting`, in units of `DUE_UNIT_US` since the start. */
  readonly dueAt: Uint32Array
  /** To be asked again. */
  readonly again: Ring
  /** Position of the first that was never asked. */
  next: number
  /** Not decided yet. */
  open: number
  /** Of these, waiting for the confirm pass. */
  held: number
  /** Echoes that an address gets before it counts as silent; grows when the confirm pass begins. */
  limit: number
  duplicates: number
  /** Answers later than the timeout, credited to their own echo all the same. */
  late: number
  /** Answers to an earlier sweep. */
  stale: number
  clockStepped: boolean
}

/** Resolution of deadlines: 32 bits of it last 76 hours. */
export const DUE_UNIT_US = 64

/** A FIFO of positions that never holds more than `count` of them. */
export interface Ring {
  readonly items: Int32Array
  head: number
  tail: number
}

export function makeSweepState(count: number, settings: SweepSettings): SweepState {
  return {
    settings,
    count,
    state: new Uint8Array(count),
    tries: new Uint8Array(count),
    answered: new Uint8Array(count),
    rttUs: new Float32Array(count).fill(Number.NaN),
    sentAt: [],
    cause: new Uint16Array(count),
    reporter: new Uint16Array(count),
    errno: new Uint8Array(count),
    waiting: makeRing(count),
    dueAt: new Uint32Array(count + 1),
    again: makeRing(count),
    next: 0,
    open: count,
    held: 0,
    limit: settings.attempts,
    duplicates: 0,
    late: 0,
    stale: 0,
    clockStepped: false,
  }
}

function makeRing(count: number): Ring {
  return { items: new Int32Array(count + 1), head: 0, tail: 0 }
}

/** Gives the place it was put at. */
export function put(ring: Ring, position: number): number {
  const place = ring.tail
  ring.items[place] = position
  ring.tail = place + 1 === ring.items.length ? 0 : place + 1
  return place
}

/** Drops the first; only when the ring is not empty. */
export function skip(ring: Ring): void {
  ring.head = ring.head + 1 === ring.items.length ? 0 : ring.head + 1
}
