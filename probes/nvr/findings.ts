// What the vendors' parts share: what they give back, and how it is counted and said.
import type { NvrFault, NvrLook, SlotLook, StorageLook } from './nvr-look.ts'

export type Findings = Omit<NvrLook, 'at' | 'rungs'>
export type Device = NonNullable<NvrLook['device']>

/** What was said of one slot. */
export type SlotWord = Omit<SlotLook, 'slot'>

/** `bad`: cannot record; `unclear`: a word that we do not know. `usable`: it takes recordings. */
export interface DiskWord {
  readonly id: string
  readonly said: string
  readonly health: 'good' | 'bad' | 'unclear'
  readonly usable: boolean
  readonly capacityMb: number | undefined
  readonly freeMb: number | undefined
}

const MOST_SAID = 60
const MOST_DISKS = 64

/** All slots that the NVR is said to have, 1 to `slots`; what it did not speak of is unknown. */
export function slotsOf(words: ReadonlyMap<number, SlotWord>, slots: number): readonly SlotLook[] {
  return Array.from({ length: Math.min(slots, 256) }, (_, i) => ({
    slot: i + 1,
    ...(words.get(i + 1) ?? ({ connected: 'unknown' } as const)),
  }))
}

/** A vendor's word, cut and on one line. */
export function said(word: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they come from a network
  return word.replace(/[\u0000-\u001f\u007f]+/g, ' ').slice(0, MOST_SAID)
}

/** "3 of 4 slots are connected, slot 2 is not (netUnreachable)". */
export function slotsSay(slots: readonly SlotLook[]): string {
  const yes = slots.filter(({ connected }) => connected === 'yes').length
  const no = slots.filter(({ connected }) => connected === 'no')
  const lost = no
    .slice(0, 3)
    .map((slot) => `, slot ${slot.slot} is not${slot.said === undefined ? '' : ` (${slot.said})`}`)
  const more = no.length > 3 ? `, and ${no.length - 3} more are not` : ''
  const unknown = slots.length - yes - no.length
  const silent = unknown > 0 ? `, of ${unknown} it does not say` : ''
  return `${yes} of ${slots.length} slots are connected${lost.join('')}${more}${silent}`
}

/** An empty list is an answer: a recorder without a disk records nothing. */
export function storageOf(words: readonly DiskWord[]): StorageLook {
  const disks = words.slice(0, MOST_DISKS)
  const capacityMb = sum(disks.map((disk) => disk.capacityMb))
  const freeMb = sum(disks.map((disk) => disk.freeMb))
  return {
    state: storageState(disks),
    disks: disks.map(({ id, said, health }) => ({ id, said, ok: health !== 'bad' })),
    ...(capacityMb === undefined ? {} : { capacityMb }),
    ...(freeMb === undefined ? {} : { freeMb }),
  }
}

function storageState(disks: readonly DiskWord[]): StorageLook['state'] {
  const bad = disks.filter(({ health }) => health === 'bad').length
  if (disks.some(({ usable }) => usable)) return bad > 0 ? 'degraded' : 'ok'
  return disks.some(({ health }) => health === 'unclear') ? 'unknown' : 'failed'
}

function sum(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? undefined : Math.round(known.reduce((a, b) => a + b, 0))
}

/** "2 disks, hdd 2 is ill (error)". */
export function storageSays({ state, disks }: StorageLook): string {
  if (disks.length === 0) return 'it has no disk'
  const ill = disks.filter(({ ok }) => !ok).slice(0, 3)
  const words = ill.map(({ id, said }) => `, disk ${id} is ill (${said})`)
  const end = ill.length > 0 ? '' : `: ${state}`
  return `${disks.length} ${disks.length === 1 ? 'disk' : 'disks'}${words.join('')}${end}`
}

/** A number of 0 or more as devices write it; undefined for anything else. */
export function amount(word: string | undefined): number | undefined {
  if (word === undefined || !/^\d{1,18}(\.\d{1,9})?$/.test(word)) return undefined
  return Number(word)
}

export function deviceOf(
  parts: {
    readonly [key in keyof Device]: string | undefined
  },
): Device | undefined {
  const { model, firmware, serial } = parts
  const device: Device = {
    ...(model === undefined ? {} : { model: said(model) }),
    ...(firmware === undefined ? {} : { firmware: said(firmware) }),
    ...(serial === undefined ? {} : { serial: said(serial) }),
  }
  return Object.keys(device).length === 0 ? undefined : device
}

export function deviceSays({ model, firmware, serial }: Device): string {
  const words = [model, firmware && `firmware ${firmware}`, serial && `serial ${serial}`]
  return words.filter(Boolean).join(', ')
}

/** Findings without what is undefined. */
export function findings(
  slots: { readonly fault: NvrFault | undefined; readonly status?: number },
  parts: {
    readonly slots: readonly SlotLook[] | undefined
    readonly storage?: StorageLook | undefined
    readonly clockSkewS?: number | undefined
    readonly device?: Device | undefined
  },
): Findings {
  return {
    fault: slots.fault,
    ...(slots.status === undefined ? {} : { status: slots.status }),
    slots: parts.slots ?? [],
    ...(parts.storage === undefined ? {} : { storage: parts.storage }),
    ...(parts.clockSkewS === undefined ? {} : { clockSkewS: parts.clockSkewS }),
    ...(parts.device === undefined ? {} : { device: parts.device }),
  }
}
