// Sends frames and does to them what the answer asks for: every way out of the spool is in here and in sort-frame.ts.
import type { Frame } from '../../spool/spool.ts'
import { type Action, classify } from './classify.ts'
import { aboutOf } from './condition.ts'
import { linesOf } from './frame-lines.ts'
import type { SenderContext } from './sender-context.ts'
import type { TrustedClock } from './trusted-clock.ts'

export class Delivery {
  readonly #context: SenderContext
  readonly #clock: TrustedClock

  constructor(context: SenderContext, clock: TrustedClock) {
    this.#context = context
    this.#clock = clock
  }

  /** Sends frames of one tier and precision as one request; gives what the answer means beyond these frames. */
  async deliver(frames: readonly Frame[]): Promise<Action> {
    const began = performance.now()
    const action = await this.send(frames[0] as Frame, joined(frames))
    this.#carryOut(frames, action, performance.now() - began)
    return action
  }

  /** One request with points of the kind that `head` says. A clock that disagrees with ours goes before all but success. */
  async send(head: Pick<Frame, 'tier' | 'precision'>, body: Uint8Array): Promise<Action> {
    const { exchange, dialect, target, now } = this.#context
    const answer = await exchange.ask(dialect.write(head.tier, head.precision), body)
    const fault = this.#clock.see(answer, now())
    const action = classify(answer, target.dialect, now())
    return fault === undefined || action.do === 'acknowledge'
      ? action
      : {
          do: 'hold',
          problem: 'clock',
          scope: 'target',
          said: '',
          ...(fault.found && { found: fault.found }),
        }
  }

  /** They are stored, or gone for good: owed no more. `stored`: points. */
  settle(frames: readonly Pick<Frame, 'seq' | 'tier'>[], stored: number): void {
    const { spool, target, aside, condition, written, now } = this.#context
    spool.acknowledge(
      target.name,
      frames.map(({ seq }) => seq),
    )
    for (const { seq } of frames) aside.done(seq)
    const tier = frames[0]?.tier
    if (tier === undefined || stored === 0) return
    condition.openTier(tier, now())
    written.points += stored
    written.lastAt = now()
  }

  #carryOut(frames: readonly Frame[], action: Action, tookMs: number): void {
    const { aside, condition, delays, random, size, spool, target, now } = this.#context
    const points = frames.reduce((sum, frame) => sum + frame.points, 0)
    const [first] = frames
    const isAlone = frames.length === 1
    const retryMs = delays.heldRetryMs * (0.75 + 0.5 * random())
    switch (action.do) {
      case 'acknowledge':
        size.grow(tookMs)
        this.settle(frames, points)
        return
      case 'expire':
        if (action.dropped === points) {
          spool.count(target.name, 'expired', points)
          this.settle(frames, 0)
          return
        }
        for (const { seq } of frames) aside.sort(seq, performance.now())
        return
      case 'bury':
      case 'bisect':
        for (const { seq } of frames) aside.sort(seq, performance.now())
        return
      case 'smaller':
        size.halve()
        if (isAlone && first) aside.sort(first.seq, performance.now())
        return
      case 'wait':
        if (action.halve) size.halve()
        // It may be this frame that the server cannot bear: the next attempt is made with another.
        if (isAlone && first && isOfFrame(action))
          aside.defer(first.seq, performance.now(), retryMs)
        return
      case 'hold':
        if (action.scope === 'tier' && first) {
          condition.holdTier(
            first.tier,
            action.problem,
            aboutOf(action),
            now(),
            performance.now() + retryMs,
          )
        }
        if (action.scope === 'frame') {
          condition.note(action.problem, aboutOf(action), now())
          for (const { seq } of frames) aside.defer(seq, performance.now(), retryMs)
        }
        if (action.problem !== 'strange-answer' || action.scope !== 'target') return
        // From now on each goes alone; what is damaged says so when it is unpacked.
        for (const { seq, body } of frames) {
          if (linesOf(body) === undefined) aside.sort(seq, performance.now())
          else aside.defer(seq, performance.now(), retryMs)
        }
        return
    }
  }
}

/** Whether an outage may be the fault of what was sent. */
export function isOfFrame(action: Action): boolean {
  if (action.do === 'wait') return action.problem === 'timeout' || action.problem === 'server-error'
  return action.do === 'hold' && action.problem === 'strange-answer'
}

function joined(frames: readonly Frame[]): Uint8Array {
  return frames.length === 1
    ? (frames[0] as Frame).body
    : Buffer.concat(frames.map(({ body }) => body))
}
