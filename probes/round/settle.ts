// Ends looks: what is lost, when a look is over, and whether it may be believed.
import { CONFIRMED, INCONCLUSIVE, UNSENDABLE } from '../result.ts'
import type { Row } from './columns.ts'
import { FULL, HELD, IDLE, isSettled, lostOf, OPEN_LOOK, QUIET, ROUTINE, STRIDE } from './looks.ts'
import { DARK, OPEN } from './slots.ts'
import type { Walk } from './walk.ts'

const row: Row = {
  index: 0,
  at: 0,
  decidedAt: 0,
  sent: 0,
  lost: 0,
  rttUs: 0,
  flags: 0,
  cause: 0,
  reporter: 0,
}

/** Counts as lost what is out for longer than the timeout. Everything that had arrived by now must have been read. */
export function expire(walk: Walk): void {
  const { waiting, looks, timeoutUs } = walk
  for (let at = waiting.frontAt(); at <= walk.nowUs; at = waiting.frontAt()) {
    const cell = waiting.shift()
    const i = (cell - (cell % STRIDE)) / STRIDE
    const attempt = cell % STRIDE
    const stale = looks.phase[i] !== OPEN_LOOK || (looks.sentUs[cell] as number) + timeoutUs !== at
    if (stale || attempt >= (looks.sent[i] as number)) continue
    if (!((looks.answered[i] as number) & (1 << attempt))) lose(walk, i, attempt)
  }
}

/** Echo `attempt` of the look at `i` is lost. */
export function lose(walk: Walk, i: number, attempt: number): void {
  const { looks } = walk
  walk.counters.lost++
  looks.expired[i] = (looks.expired[i] as number) | (1 << attempt)
  const sent = looks.sent[i] as number
  const waits = looks.mode[i] === ROUTINE && sent > 1 && sent < walk.echoes
  if (waits && Number.isNaN(looks.nextUs[i])) {
    // The first echo had answered late and the confirm rested on the others: it is needed after all.
    const dueUs = walk.nowUs + walk.confirmGapUs
    looks.mode[i] = FULL
    looks.nextUs[i] = dueUs
    walk.confirms[sent]?.push(i, dueUs)
  }
  if (Number.isNaN(looks.nextUs[i]) && isSettled(looks, i)) conclude(walk, i)
}

/** The look at `i` is over: a clean one is told at once, one with a loss when its seconds are settled. */
export function conclude(walk: Walk, i: number): void {
  const { looks } = walk
  looks.nextUs[i] = Number.NaN
  if (looks.expired[i] === 0) {
    tell(walk, i, looks.sent[i] === walk.echoes && looks.mode[i] === FULL ? CONFIRMED : 0)
    return
  }
  looks.phase[i] = HELD
  walk.held.push(i, walk.nowUs)
}

/** Decides the held looks whose seconds are settled by now. */
export function decide(walk: Walk): void {
  const { held, looks, nowUs } = walk
  while (held.size > 0) {
    const i = held.front()
    const first = looks.sentUs[i * STRIDE] as number
    const last = looks.sentUs[i * STRIDE + (looks.sent[i] as number) - 1] as number
    const light = walk.slots.judge(first, last, nowUs)
    if (light === OPEN) return
    held.shift()
    if (light === DARK || walk.gaps.touch(first, last + walk.timeoutUs)) leaveOpen(walk, i)
    else believe(walk, i)
  }
}

function believe(walk: Walk, i: number): void {
  const { looks } = walk
  const sent = looks.sent[i] as number
  const whole = sent === walk.echoes && looks.mode[i] !== QUIET
  if (looks.mode[i] !== QUIET && !whole) {
    leaveOpen(walk, i)
    return
  }
  if (whole) looks.alive[i] = lostOf(looks, i) < sent ? 1 : 0
  const unsendable = looks.unsendable[i] === 2 ** sent - 1 ? UNSENDABLE : 0
  // What may be sent to again is silent for another reason now, and that takes a confirm.
  if (looks.barred[i] && !unsendable && !whole) looks.heard[i] = 1
  looks.barred[i] = unsendable ? 1 : 0
  tell(walk, i, (whole ? CONFIRMED : 0) | unsendable)
}

/** Nothing is learnt from this look. It is repeated: at once, or in darkness at the target's next phase. */
function leaveOpen(walk: Walk, i: number): void {
  const repeat = walk.looks.mode[i] !== QUIET && !walk.slots.darkNow
  if (walk.looks.mode[i] === FULL) walk.looks.heard[i] = walk.looks.alive[i] ? 0 : 1
  tell(walk, i, INCONCLUSIVE)
  if (repeat) walk.repeats.push(i, walk.nowUs)
}

function tell(walk: Walk, i: number, flags: number): void {
  const { looks, clock } = walk
  if (flags === CONFIRMED && looks.expired[i] === 0) looks.alive[i] = 1
  looks.phase[i] = IDLE
  row.index = i
  row.at = clock.epochMs(looks.sentUs[i * STRIDE] as number)
  row.decidedAt = clock.epochMs(walk.nowUs)
  row.sent = looks.sent[i] as number
  row.lost = lostOf(looks, i)
  row.rttUs = looks.rttUs[i] as number
  row.flags = flags
  row.cause = looks.cause[i] as number
  row.reporter = looks.reporter[i] as number
  walk.columns.add(row)
}
