// Answers on their way back, the earliest first: a binary heap in arrays, so that no packet costs an object.

export interface Arrivals {
  push(atUs: number, index: number, seq: number): void
  /** When the earliest arrives; Infinity when none is on its way. */
  firstUs(): number
  firstIndex(): number
  firstSeq(): number
  /** Takes the earliest away; only when there is one. */
  shift(): void
  clear(): void
}

export function createArrivals(): Arrivals {
  const times: number[] = []
  const indices: number[] = []
  const seqs: number[] = []

  function put(place: number, atUs: number, index: number, seq: number): void {
    times[place] = atUs
    indices[place] = index
    seqs[place] = seq
  }

  function copy(from: number, to: number): void {
    put(to, times[from] as number, indices[from] as number, seqs[from] as number)
  }

  return {
    push(atUs, index, seq) {
      let place = times.length
      put(place, atUs, index, seq)
      while (place > 0) {
        const parent = (place - 1) >> 1
        if ((times[parent] as number) <= atUs) break
        copy(parent, place)
        place = parent
      }
      put(place, atUs, index, seq)
    },
    firstUs: () => times[0] ?? Number.POSITIVE_INFINITY,
    firstIndex: () => indices[0] as number,
    firstSeq: () => seqs[0] as number,
    shift() {
      const atUs = times.pop() as number
      const index = indices.pop() as number
      const seq = seqs.pop() as number
      const size = times.length
      if (size === 0) return
      let place = 0
      for (;;) {
        let child = place * 2 + 1
        if (child >= size) break
        if (child + 1 < size && (times[child + 1] as number) < (times[child] as number)) child++
        if ((times[child] as number) >= atUs) break
        copy(child, place)
        place = child
      }
      put(place, atUs, index, seq)
    },
    clear() {
      times.length = 0
      indices.length = 0
      seqs.length = 0
    },
  }
}
