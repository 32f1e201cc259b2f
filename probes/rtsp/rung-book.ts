// Writes down the rungs of one look as it climbs them.
import type { Rung, RungName } from '../feeds/rung.ts'
import type { Failure } from './failure.ts'

const LONGEST = 200

export class RungBook {
  readonly rungs: Rung[] = []
  #since = performance.now()

  /** `ms`: how long it took; default the time since the rung before. */
  ok(rung: RungName, says: string, seen?: Rung['seen'], ms?: number): void {
    this.#add(rung, 'ok', says, seen, ms)
  }

  skipped(rung: RungName, says: string, seen?: Rung['seen']): void {
    this.#add(rung, 'skipped', says, seen)
  }

  failed(rung: RungName, { fault, says, status }: Failure, seen?: Rung['seen']): void {
    this.#add(rung, 'failed', says, {
      fault,
      ...(status === undefined ? {} : { status }),
      ...seen,
    })
  }

  #add(
    rung: RungName,
    result: Rung['result'],
    says: string,
    seen: Rung['seen'],
    tookMs?: number,
  ): void {
    const now = performance.now()
    const ms = tookMs ?? now - this.#since
    this.#since = now
    this.rungs.push({
      rung,
      result,
      ms: Math.round(ms * 10) / 10,
      says: says.slice(0, LONGEST),
      ...(seen === undefined ? {} : { seen }),
    })
  }
}
