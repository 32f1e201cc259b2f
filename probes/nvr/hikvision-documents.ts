// What Hikvision's ISAPI says, in any of its namespaces. Undefined: this is not the document that was asked for.
import type { VideoLossReason } from '../../fleet/feed-condition.ts'
import { epochOf, skewOf } from './clock.ts'
import {
  amount,
  type Device,
  type DiskWord,
  deviceOf,
  type SlotWord,
  said,
  storageOf,
} from './findings.ts'
import type { StorageLook } from './nvr-look.ts'
import { nodes, readXml, text, type XmlNode } from './xml.ts'

const MOST_SLOT = 256

/** `chanDetectResult`, in lower case. What is not here gives no reason. */
const REASONS: ReadonlyMap<string, VideoLossReason> = new Map([
  ['oversysbandwidth', 'bandwidth'],
  ['domainerror', 'net_unreachable'],
  ['netunreachable', 'net_unreachable'],
  ['ipcstreamfail', 'stream_fail'],
  ['cipaddrconflictwithdev', 'ip_conflict'],
  ['ipaddrconflictwithdev', 'ip_conflict'],
  ['ipaddrconflicwithipc', 'ip_conflict'],
  ['ipaddrconflictwithipc', 'ip_conflict'],
  ['errorusernameorpasswd', 'camera_auth'],
  ['notexist', 'not_configured'],
  ['ipcstreamtypenotsupport', 'unsupported'],
  ['ipcresolutionnotsupport', 'unsupported'],
])

const GOOD_DISK: ReadonlySet<string> = new Set(['ok', 'normal', 'idle', 'sleep', 'sleeping'])
const BAD_DISK: ReadonlySet<string> = new Set([
  'error',
  'abnormal',
  'bad',
  'unformatted',
  'uninitialized',
  'notexist',
  'offline',
  'mismatch',
  'smartfailed',
])

/** InputProxyChannelStatusList, by slot; empty where no network channel is set up. */
export function readProxyChannels(body: Uint8Array): ReadonlyMap<number, SlotWord> | undefined {
  return readSlots(body, 'InputProxyChannelStatusList', 'InputProxyChannelStatus', (channel) => {
    const online = truth(text(channel, 'online'))
    const result = text(channel, 'chanDetectResult')
    const words = result === undefined ? {} : { said: said(result) }
    if (online === undefined) return { connected: 'unknown', ...words }
    if (online) return { connected: 'yes', ...words }
    const reason = REASONS.get(result?.toLowerCase() ?? '')
    return { connected: 'no', ...(reason === undefined ? {} : { reason }), ...words }
  })
}

/** VideoInputChannelList of a recorder for analogue cameras: `resDesc` tells the picture's format, or NO VIDEO. */
export function readVideoInputs(body: Uint8Array): ReadonlyMap<number, SlotWord> | undefined {
  return readSlots(body, 'VideoInputChannelList', 'VideoInputChannel', (channel) => {
    // Where a network camera took the slot the input is off, and says nothing of that camera.
    if (truth(text(channel, 'videoInputEnabled')) === false) {
      return { connected: 'unknown', said: 'disabled' }
    }
    const format = text(channel, 'resDesc')
    if (format === undefined) return { connected: 'unknown' }
    return /^no[\s_-]*video$/i.test(format)
      ? { connected: 'no', reason: 'no_video', said: said(format) }
      : { connected: 'yes', said: said(format) }
  })
}

/** The disks of /Storage or /Storage/hdd, network disks included. */
export function readDisks(body: Uint8Array): StorageLook | undefined {
  const document = readXml(body)
  if (document === undefined) return undefined
  const { name, root } = document
  const isList = name === 'hddList'
  const hasList = isList || (name === 'storage' && nodes(root, 'hddList').length > 0)
  if (!hasList) return undefined
  const disks = nodes(root, ...(isList ? ['hdd'] : ['hddList', 'hdd'])).map((disk) => diskOf(disk))
  const shares = nodes(root, 'nasList', 'nas').map((share) => diskOf(share, 'nas '))
  return storageOf([...disks, ...shares])
}

/** Seconds that its clock is ahead. */
export function readClock(
  body: Uint8Array,
  midAt: number,
  utcOffsetS: number | undefined,
): number | undefined {
  const document = readXml(body)
  if (document?.name !== 'Time') return undefined
  const { root } = document
  const epoch = epochOf(text(root, 'localTime'), text(root, 'timeZone'), utcOffsetS)
  return epoch === undefined ? undefined : skewOf(epoch, midAt)
}

export function readDevice(body: Uint8Array): Device | undefined {
  const document = readXml(body)
  if (document?.name !== 'DeviceInfo') return undefined
  const { root } = document
  const released = text(root, 'firmwareReleasedDate')
  const version = text(root, 'firmwareVersion')
  return deviceOf({
    model: text(root, 'model') ?? text(root, 'deviceName'),
    firmware: version && released ? `${version} ${released}` : version,
    serial: text(root, 'serialNumber'),
  })
}

function readSlots(
  body: Uint8Array,
  list: string,
  item: string,
  wordOf: (channel: XmlNode) => SlotWord,
): ReadonlyMap<number, SlotWord> | undefined {
  const document = readXml(body)
  if (document?.name !== list) return undefined
  const words = new Map<number, SlotWord>()
  for (const channel of nodes(document.root, item)) {
    const slot = amount(text(channel, 'id')) ?? 0
    if (!Number.isInteger(slot) || slot < 1 || slot > MOST_SLOT) continue
    // Of two that contradict each other neither is believed.
    words.set(slot, words.has(slot) ? { connected: 'unknown' } : wordOf(channel))
  }
  return words
}

function diskOf(disk: XmlNode, prefix = ''): DiskWord {
  const status = text(disk, 'status') ?? ''
  const word = status.toLowerCase()
  const health = GOOD_DISK.has(word) ? 'good' : BAD_DISK.has(word) ? 'bad' : 'unclear'
  return {
    id: said(`${prefix}${text(disk, 'id') ?? '?'}`),
    said: said(status),
    health,
    usable: health === 'good' && text(disk, 'property')?.toUpperCase() !== 'RO',
    capacityMb: amount(text(disk, 'capacity')),
    freeMb: amount(text(disk, 'freeSpace')),
  }
}

function truth(word: string | undefined): boolean | undefined {
  const known = word?.toLowerCase()
  if (known === 'true' || known === '1') return true
  return known === 'false' || known === '0' ? false : undefined
}
