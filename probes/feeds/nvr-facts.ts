// What crosses to the main thread of an NVR's answer: its rungs go with the looks at its cameras.
import type { NvrLook } from '../nvr/nvr-look.ts'
import type { NvrFacts } from './plan.ts'

export function nvrFacts(nvr: number, look: NvrLook): NvrFacts {
  const { at, slots, storage, clockSkewS, device, fault } = look
  return {
    nvr,
    at,
    slots,
    ...(storage ? { storage } : {}),
    ...(clockSkewS === undefined ? {} : { clockSkewS }),
    ...(device ? { device } : {}),
    ...(fault === undefined ? {} : { fault }),
  }
}
