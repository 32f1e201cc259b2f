// What ONVIF devices say, matched by local names. Undefined: this is not the answer to what was asked.
import { epochOf } from './clock.ts'
import { amount, type Device, deviceOf, type SlotWord } from './findings.ts'
import { soapBody } from './soap.ts'
import { attribute, nodes, text, type XmlNode } from './xml.ts'

const MOST_SOURCES = 256

/** Epoch milliseconds that its clock shows: UTC, else its local time where the offset of the place is known. */
export function readSystemTime(
  body: Uint8Array,
  utcOffsetS: number | undefined,
): number | undefined {
  const answer = soapBody(body, 'GetSystemDateAndTimeResponse')
  const [clock] = nodes(answer, 'SystemDateAndTime')
  const [utc] = nodes(clock, 'UTCDateTime')
  if (utc !== undefined) return epochOf(timeText(utc), undefined, 0)
  const [local] = nodes(clock, 'LocalDateTime')
  if (local === undefined) return undefined
  return epochOf(timeText(local), text(clock, 'TimeZone', 'TZ'), utcOffsetS)
}

export interface Services {
  readonly media: string | undefined
  readonly events: string | undefined
  /** False: it says itself that it has no pull points. */
  readonly hasPullPoints: boolean
}

export function readCapabilities(body: Uint8Array): Services | undefined {
  const answer = soapBody(body, 'GetCapabilitiesResponse')
  const [capabilities] = nodes(answer, 'Capabilities')
  if (capabilities === undefined) return undefined
  return {
    media: text(capabilities, 'Media', 'XAddr'),
    events: text(capabilities, 'Events', 'XAddr'),
    hasPullPoints: text(capabilities, 'Events', 'WSPullPointSupport') !== 'false',
  }
}

export function readDevice(body: Uint8Array): Device | undefined {
  const answer = soapBody(body, 'GetDeviceInformationResponse')
  if (answer === undefined) return undefined
  const maker = text(answer, 'Manufacturer')
  const model = text(answer, 'Model')
  return deviceOf({
    model: maker && model ? `${maker} ${model}` : (model ?? maker),
    firmware: text(answer, 'FirmwareVersion'),
    serial: text(answer, 'SerialNumber'),
  })
}

/** Tokens of its video sources: the first is slot 1. */
export function readVideoSources(body: Uint8Array): readonly string[] | undefined {
  const answer = soapBody(body, 'GetVideoSourcesResponse')
  if (answer === undefined) return undefined
  const tokens = nodes(answer, 'VideoSources').flatMap((source) => attribute(source, 'token') ?? [])
  return [...new Set(tokens)].slice(0, MOST_SOURCES)
}

/** Token of the last profile of a video source, which is the smallest stream of most devices. */
export function readProfile(body: Uint8Array, source: string): string | undefined {
  const answer = soapBody(body, 'GetProfilesResponse')
  return nodes(answer, 'Profiles')
    .filter((profile) => text(profile, 'VideoSourceConfiguration', 'SourceToken') === source)
    .flatMap((profile) => attribute(profile, 'token') ?? [])
    .at(-1)
}

export function readSnapshotUri(body: Uint8Array): string | undefined {
  return text(soapBody(body, 'GetSnapshotUriResponse'), 'MediaUri', 'Uri')
}

/** Address of a pull point. */
export function readPullPoint(body: Uint8Array): string | undefined {
  const answer = soapBody(body, 'CreatePullPointSubscriptionResponse')
  return text(answer, 'SubscriptionReference', 'Address')
}

export interface Pulled {
  /** All messages, of whatever topic. */
  readonly messages: number
  /** By token of the video source; the last word of several stands. */
  readonly losses: ReadonlyMap<string, SlotWord>
}

/** tns1:VideoSource/SignalLoss among the messages of a pull point. */
export function readSignalLoss(body: Uint8Array): Pulled | undefined {
  const answer = soapBody(body, 'PullMessagesResponse')
  if (answer === undefined) return undefined
  const messages = nodes(answer, 'NotificationMessage')
  const losses = new Map<string, SlotWord>()
  for (const message of messages) {
    const topic = text(message, 'Topic')?.replaceAll(/[\w-]+:/g, '')
    if (topic !== 'VideoSource/SignalLoss') continue
    const [event] = nodes(message, 'Message', 'Message')
    const source = item(event, 'Source', ['Source', 'VideoSourceToken', 'VideoSource', 'Token'])
    const state = item(event, 'Data', ['State', 'IsSignalLoss', 'Value'])?.toLowerCase()
    if (source === undefined) continue
    losses.set(source, lossWord(state))
  }
  return { messages: messages.length, losses }
}

function lossWord(state: string | undefined): SlotWord {
  if (state === 'true' || state === '1') {
    return { connected: 'no', reason: 'no_video', said: 'SignalLoss' }
  }
  return state === 'false' || state === '0' ? { connected: 'yes' } : { connected: 'unknown' }
}

function item(
  event: XmlNode | undefined,
  part: string,
  names: readonly string[],
): string | undefined {
  const items = nodes(event, part, 'SimpleItem')
  const found = items.find((one) => names.includes(attribute(one, 'Name') ?? ''))
  return found === undefined ? undefined : attribute(found, 'Value')
}

function timeText(time: XmlNode): string | undefined {
  const parts = [
    ['Date', 'Year'],
    ['Date', 'Month'],
    ['Date', 'Day'],
    ['Time', 'Hour'],
    ['Time', 'Minute'],
    ['Time', 'Second'],
  ].map((path) => amount(text(time, ...path)))
  if (parts.some((part) => part === undefined)) return undefined
  const [year, ...rest] = parts as number[]
  return `${String(year).padStart(4, '0')}-${rest[0]}-${rest[1]} ${rest[2]}:${rest[3]}:${rest[4]}`
}
