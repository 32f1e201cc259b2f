// The sums of many minutes, in one place for every store: so an hour is the same whoever adds it up.
import { type MinuteRows, NO_RTT } from './minute-rows.ts'
import type { MinuteSums } from './series/columns.ts'

/** Adds up minutes of `count` rows. */
export class MinuteSummer {
  readonly #sent: Uint32Array
  readonly #lost: Uint32Array
  readonly #min: Uint16Array
  readonly #max: Uint16Array
  /** Of the minutes with answers: how many, and the mean RTTs times them. */
  readonly #answers: Float64Array
  readonly #rttSum: Float64Array

  constructor(count: number) {
    this.#sent = new Uint32Array(count)
    this.#lost = new Uint32Array(count)
    this.#min = new Uint16Array(count).fill(NO_RTT)
    this.#max = new Uint16Array(count)
    this.#answers = new Float64Array(count)
    this.#rttSum = new Float64Array(count)
  }

  /** Adds all of `rows` to the rows from `first` on. */
  add(first: number, rows: MinuteRows): void {
    const { sent, lost, rttMin, rttAvg, rttMax } = rows
    for (let i = 0; i < sent.length; i++) {
      const asked = sent[i] as number
      if (asked === 0) continue
      const row = first + i
      const silent = lost[i] as number
      this.#sent[row] = (this.#sent[row] as number) + asked
      this.#lost[row] = (this.#lost[row] as number) + silent
      const average = rttAvg[i] as number
      if (average === NO_RTT || silent >= asked) continue
      const answers = asked - silent
      this.#answers[row] = (this.#answers[row] as number) + answers
      this.#rttSum[row] = (this.#rttSum[row] as number) + average * answers
      this.#min[row] = Math.min(this.#min[row] as number, rttMin[i] as number)
      this.#max[row] = Math.max(this.#max[row] as number, rttMax[i] as number)
    }
  }

  /** Row i of the answer is row `order[i]` of what was added; empty where that is negative. */
  sums(order: Int32Array): MinuteSums {
    const count = order.length
    const sums = {
      sent: new Uint32Array(count),
      lost: new Uint32Array(count),
      rttMin: new Uint16Array(count).fill(NO_RTT),
      rttAvg: new Uint16Array(count).fill(NO_RTT),
      rttMax: new Uint16Array(count).fill(NO_RTT),
    }
    order.forEach((row, i) => {
      if (row < 0) return
      sums.sent[i] = this.#sent[row] as number
      sums.lost[i] = this.#lost[row] as number
      const answers = this.#answers[row] as number
      if (answers === 0) return
      sums.rttMin[i] = this.#min[row] as number
      sums.rttAvg[i] = Math.round((this.#rttSum[row] as number) / answers)
      sums.rttMax[i] = this.#max[row] as number
    })
    return sums
  }
}
