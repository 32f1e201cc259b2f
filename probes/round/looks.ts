// What is held of the present look at each target: its echoes, which came back, and what it waits for. Arrays only.

/** Attempts of a look are numbered 0..6; 7 in a sequence number marks an echo to an anchor. */
export const ATTEMPTS = 7
export const ANCHOR_ATTEMPT = 7
/** Cells per target in the arrays that are kept per echo. */
export const STRIDE = 8

/** No look under way; what the last one had is kept so that its stragglers are known. */
export const IDLE = 0
/** To be asked as soon as the socket takes it. */
export const QUEUED = 1
/** Echoes are out, or more are to come. */
export const OPEN_LOOK = 2
/** Everything came back or is lost; the decision waits for the seconds it covers. */
export const HELD = 3

/** Believed alive: one echo, and a confirm when it stays silent. */
export const ROUTINE = 0
/** Confirmed dead: one echo, and no more while it stays silent. */
export const QUIET = 1
/** Every echo of the confirm is sent, whatever comes back: loss was seen, or a dead target was heard. */
export const FULL = 2

export interface Looks {
  readonly phase: Uint8Array
  readonly mode: Uint8Array
  readonly alive: Uint8Array
  /** A dead target was heard after its look was over: its next look is FULL. */
  readonly heard: Uint8Array
  readonly sent: Uint8Array
  /** Bits by attempt. `late`: expired, and answered all the same before the decision. */
  readonly answered: Uint8Array
  readonly expired: Uint8Array
  readonly late: Uint8Array
  readonly unsendable: Uint8Array
  /** The last look that was believed could not be sent at all. */
  readonly barred: Uint8Array
  /** When the next echo of the look is due, monotonic microseconds; NaN when none is to come. */
  readonly nextUs: Float64Array
  /** Smallest round-trip time of the look that can be trusted; NaN without one. */
  readonly rttUs: Float32Array
  readonly cause: Uint16Array
  readonly reporter: Uint32Array
  /** Per echo: sequence number, monotonic time of sending, and the same on the clock of receive stamps. */
  readonly seq: Uint16Array
  readonly sentUs: Float64Array
  readonly stampUs: Float64Array
}

export function createLooks(n: number, silent: readonly number[]): Looks {
  const looks: Looks = {
    phase: new Uint8Array(n),
    mode: new Uint8Array(n),
    alive: new Uint8Array(n).fill(1),
    heard: new Uint8Array(n),
    sent: new Uint8Array(n),
    answered: new Uint8Array(n),
    expired: new Uint8Array(n),
    late: new Uint8Array(n),
    unsendable: new Uint8Array(n),
    barred: new Uint8Array(n),
    nextUs: new Float64Array(n).fill(Number.NaN),
    rttUs: new Float32Array(n).fill(Number.NaN),
    cause: new Uint16Array(n),
    reporter: new Uint32Array(n),
    seq: new Uint16Array(n * STRIDE),
    sentUs: new Float64Array(n * STRIDE),
    stampUs: new Float64Array(n * STRIDE),
  }
  for (const i of silent) looks.alive[i] = 0
  return looks
}

/** Forgets the last look at `i` and begins the next one. */
export function beginLook(looks: Looks, i: number): void {
  looks.phase[i] = OPEN_LOOK
  looks.mode[i] = looks.alive[i] ? ROUTINE : looks.heard[i] ? FULL : QUIET
  looks.heard[i] = 0
  looks.sent[i] = 0
  looks.answered[i] = 0
  looks.expired[i] = 0
  looks.late[i] = 0
  looks.unsendable[i] = 0
  looks.rttUs[i] = Number.NaN
  looks.cause[i] = 0
}

/** True when `seq` is an echo of the present (or, while idle, of the last) look at `i`. */
export function isOfLook(looks: Looks, i: number, seq: number): boolean {
  const attempt = seq & 7
  return attempt < (looks.sent[i] as number) && looks.seq[i * STRIDE + attempt] === seq
}

/** Every echo that is out came back or expired. */
export function isSettled(looks: Looks, i: number): boolean {
  const settled = (looks.answered[i] as number) | (looks.expired[i] as number)
  return settled === 2 ** (looks.sent[i] as number) - 1
}

/** Echoes of the look that had not come back by now; those that came late are not lost. */
export function lostOf(looks: Looks, i: number): number {
  let bits = (looks.expired[i] as number) & ~(looks.late[i] as number)
  let lost = 0
  for (; bits !== 0; bits &= bits - 1) lost++
  return lost
}
