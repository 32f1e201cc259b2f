// What Dahua's CGI says, in lines of key=value. Undefined: this is not the answer to what was asked.
import { epochOf, skewOf } from './clock.ts'
import { amount, type DiskWord, type SlotWord, said, storageOf } from './findings.ts'
import { readKeyValues } from './key-values.ts'
import type { StorageLook } from './nvr-look.ts'

const MOST_SLOT = 256
const MEGABYTE = 2 ** 20
const STATE = /^(?:table\.|result\.)?states\[(\d{1,4})\]\.(channel|connectionState)$/
/** Firmwares differ in how they begin: list.info[0], list[0], info[0]. */
const DISK = /^(?:list\.)?(?:info|list)\[(\d{1,3})\]\.(?:(Name|State)|Detail\[(\d{1,3})\]\.(\w+))$/
const GOOD_DISK: ReadonlySet<string> = new Set([
  'success',
  'running',
  'normal',
  'active',
  'ok',
  'sleep',
])
const BAD_DISK: ReadonlySet<string> = new Set([
  'error',
  'failed',
  'failure',
  'fail',
  'bad',
  'abnormal',
  'notexist',
  'unformatted',
  'offline',
])

/**
 * getCameraState, by slot: its channels count from 0. Of the words only Connected and Unconnect are clear; others
 * ("Connecting", or that no network camera is set up, where an analogue one may be) tell neither.
 */
export function readCameraStates(body: Uint8Array): ReadonlyMap<number, SlotWord> | undefined {
  const states = new Map<string, { channel?: string; connectionState?: string }>()
  for (const [key, value] of readKeyValues(body) ?? []) {
    const match = STATE.exec(key)
    if (!match) continue
    const index = match[1] as string
    const state = states.get(index) ?? {}
    state[match[2] as 'channel' | 'connectionState'] = value
    states.set(index, state)
  }
  if (states.size === 0) return undefined
  const words = new Map<number, SlotWord>()
  for (const { channel, connectionState } of states.values()) {
    const slot = (amount(channel) ?? -1) + 1
    if (!Number.isInteger(slot) || slot < 1 || slot > MOST_SLOT) continue
    words.set(slot, words.has(slot) ? { connected: 'unknown' } : slotWord(connectionState))
  }
  return words
}

/** storageDevice getDeviceAllInfo: a disk is ill where one of its partitions is. */
export function readDisks(body: Uint8Array): StorageLook | undefined {
  const disks = new Map<
    string,
    { name: string; state: string; parts: Map<string, Map<string, string>> }
  >()
  for (const [key, value] of readKeyValues(body) ?? []) {
    const match = DISK.exec(key)
    if (!match) continue
    const [, index = '', own, part, field = ''] = match
    const disk = disks.get(index) ?? { name: index, state: '', parts: new Map() }
    disks.set(index, disk)
    if (own === 'Name') disk.name = value
    else if (own === 'State') disk.state = value
    else {
      const fields = disk.parts.get(part ?? '') ?? new Map<string, string>()
      disk.parts.set(part ?? '', fields.set(field, value))
    }
  }
  if (disks.size === 0) return undefined
  return storageOf(
    [...disks.values()].map(({ name, state, parts }) => diskOf(name, state, [...parts.values()])),
  )
}

/** global.cgi getCurrentTime, a local time without an offset. Seconds that the clock is ahead. */
export function readClock(
  body: Uint8Array,
  midAt: number,
  utcOffsetS: number | undefined,
): number | undefined {
  const epoch = epochOf(readKeyValues(body)?.get('result'), undefined, utcOffsetS)
  return epoch === undefined ? undefined : skewOf(epoch, midAt)
}

/** One value of magicBox.cgi. */
export function readValue(body: Uint8Array, ...keys: readonly string[]): string | undefined {
  const values = readKeyValues(body)
  for (const key of keys) {
    const value = values?.get(key)
    if (value) return said(value)
  }
  return undefined
}

function slotWord(state: string | undefined): SlotWord {
  const words = state ? { said: said(state) } : {}
  const known = state?.toLowerCase() ?? ''
  if (known === 'connected') return { connected: 'yes', ...words }
  return { connected: /^(unconnect(ed)?|disconnected)$/.test(known) ? 'no' : 'unknown', ...words }
}

function diskOf(
  name: string,
  state: string,
  parts: readonly ReadonlyMap<string, string>[],
): DiskWord {
  const isError = parts.some((part) => part.get('IsError')?.toLowerCase() === 'true')
  const word = state || (parts.find((part) => part.get('State'))?.get('State') ?? '')
  const known = word.toLowerCase()
  const isSound =
    GOOD_DISK.has(known) || (known === '' && parts.some((part) => part.has('IsError')))
  const health = isError || BAD_DISK.has(known) ? 'bad' : isSound ? 'good' : 'unclear'
  const isReadOnly =
    parts.length > 0 && parts.every((part) => part.get('Type')?.toLowerCase() === 'readonly')
  const total = sum(parts, 'TotalBytes')
  const used = sum(parts, 'UsedBytes')
  return {
    id: said(name),
    said: said(isError ? `${word} IsError`.trim() : word),
    health,
    usable: health === 'good' && !isReadOnly,
    capacityMb: total === undefined ? undefined : total / MEGABYTE,
    freeMb:
      total === undefined || used === undefined ? undefined : Math.max(0, total - used) / MEGABYTE,
  }
}

function sum(parts: readonly ReadonlyMap<string, string>[], field: string): number | undefined {
  const values = parts.flatMap((part) => amount(part.get(field)) ?? [])
  return values.length === 0 ? undefined : values.reduce((a, b) => a + b, 0)
}
