// What the faults that are on do to each address, as arrays that a packet looks up and never searches.
import { activeFaults, type CityScript, type Fault, untilNextChange } from './script.ts'

export interface Effects {
  /** Share of answers that are lost, 0 to 1. */
  readonly loss: Float32Array
  readonly addedUs: Float32Array
  readonly duplicates: Float32Array
  /** 0, or 1 + the position of the refusal in `refusals`. */
  readonly refusal: Uint8Array
  readonly refusals: readonly Refusal[]
  /** Brings the arrays up to date; cheap while nothing changed. */
  update(elapsedS: number): void
}

export type Refusal = Extract<Fault, { readonly kind: 'refused' }>

/** Positions in the arrays are positions in `addresses`. At most 255 refusals. */
export function createEffects(script: CityScript, addresses: readonly string[]): Effects {
  const place = new Map(addresses.map((address, position) => [address, position]))
  const struck = new Map(
    script.faults.map((fault) => [
      fault,
      fault.addresses.flatMap((address) => place.get(address) ?? []),
    ]),
  )
  const refusals = script.faults.filter((fault): fault is Refusal => fault.kind === 'refused')
  const loss = new Float32Array(addresses.length)
  const addedUs = new Float32Array(addresses.length)
  const duplicates = new Float32Array(addresses.length)
  const refusal = new Uint8Array(addresses.length)
  let changeS = Number.NEGATIVE_INFINITY

  function strike(fault: Fault): void {
    for (const i of struck.get(fault) ?? []) {
      switch (fault.kind) {
        case 'cut':
        case 'flap':
          loss[i] = 1
          break
        case 'loss':
          loss[i] = Math.max(loss[i] ?? 0, fault.share)
          break
        case 'delay':
          addedUs[i] = (addedUs[i] ?? 0) + fault.addedMs * 1000
          break
        case 'duplicates':
          duplicates[i] = fault.share
          break
        case 'refused':
          refusal[i] = 1 + refusals.indexOf(fault)
          break
      }
    }
  }

  return {
    loss,
    addedUs,
    duplicates,
    refusal,
    refusals,
    update(elapsedS) {
      if (elapsedS < changeS) return
      changeS = elapsedS + untilNextChange(script, elapsedS)
      for (const array of [loss, addedUs, duplicates, refusal]) array.fill(0)
      for (const fault of activeFaults(script, elapsedS)) strike(fault)
    },
  }
}
