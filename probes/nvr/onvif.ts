// ONVIF: signal loss by a pull point, the clock and the model. It has no question for disks.
import { type Asked, type Asking, endsLook } from './asking.ts'
import { skewOf, skewSays } from './clock.ts'
import {
  deviceSays,
  type Findings,
  findings,
  type SlotWord,
  slotsOf,
  slotsSay,
} from './findings.ts'
import type { NvrQuestions, SlotLook } from './nvr-look.ts'
import {
  readCapabilities,
  readDevice,
  readPullPoint,
  readSignalLoss,
  readSystemTime,
  readVideoSources,
  type Services,
} from './onvif-documents.ts'
import { placeOf, type SoapPlace, SoapTalk } from './soap.ts'

const DEVICE = 'http://www.onvif.org/ver10/device/wsdl'
const MEDIA = 'http://www.onvif.org/ver10/media/wsdl'
const EVENTS = 'http://www.onvif.org/ver10/events/wsdl'
const NOTIFY = 'http://docs.oasis-open.org/wsn/b-2'
const UNSUBSCRIBE = 'http://docs.oasis-open.org/wsn/bw-2/SubscriptionManager/UnsubscribeRequest'

/** The one address that every ONVIF device has. */
export const DEVICE_PLACE: SoapPlace = { path: '/onvif/device_service' }
/** A pull point that we could not end ends by itself after this long. */
const SUBSCRIPTION_MS = 60_000
const MOST_PULLS = 3
const MOST_MESSAGES = 256

export async function askOnvif(asking: Asking, questions: NvrQuestions): Promise<Findings> {
  const { conversation } = asking
  const talk = new SoapTalk(conversation)
  const clock = await askClock(asking, talk)
  if (endsLook(clock.fault, conversation)) return findings(clock, { slots: undefined })
  const services = await askServices(asking, talk)
  const slots = services.found
    ? await askSlots(asking, talk, services.found)
    : { ...services, found: undefined }
  const canAsk = questions.device && !endsLook(slots.fault, conversation)
  const device = canAsk
    ? await asking.with(
        {
          what: 'its model',
          path: 'GetDeviceInformation',
          read: ({ body }) => readDevice(body),
          says: deviceSays,
        },
        () => askDevice(talk, 'GetDeviceInformation', ''),
      )
    : undefined
  if (questions.storage)
    asking.skip('Its disks were not asked for: ONVIF has no question for them.')
  return findings(slots, {
    slots: slots.found,
    clockSkewS: questions.device ? clock.found : undefined,
    device: device?.found,
  })
}

/** Asked of every look: the login token is made by the device's clock. */
export function askClock(asking: Asking, talk: SoapTalk): Promise<Asked<number>> {
  const { utcOffsetS } = asking.conversation.target
  return asking.with(
    {
      what: 'its time',
      path: 'GetSystemDateAndTime',
      read: ({ body, midAt }) => {
        const epoch = readSystemTime(body, utcOffsetS)
        if (epoch === undefined) return undefined
        talk.aheadMs = epoch - midAt
        return skewOf(epoch, midAt)
      },
      says: skewSays,
    },
    () => askDevice(talk, 'GetSystemDateAndTime', ''),
  )
}

export function askServices(asking: Asking, talk: SoapTalk): Promise<Asked<Services>> {
  return asking.with(
    {
      what: 'its services',
      path: 'GetCapabilities',
      read: ({ body }) => readCapabilities(body),
      says: ({ media, events }) =>
        `it has ${[media && 'media', events && 'events'].filter(Boolean).join(' and ') || 'none that serve'}`,
    },
    () => askDevice(talk, 'GetCapabilities', '<Category>All</Category>'),
  )
}

/** Tokens of the video sources, in the order of the slots. */
export function askSources(
  asking: Asking,
  talk: SoapTalk,
  media: SoapPlace,
): Promise<Asked<readonly string[]>> {
  return asking.with(
    {
      what: 'its video sources',
      path: 'GetVideoSources',
      read: ({ body }) => readVideoSources(body),
      says: (tokens) => `it has ${tokens.length}`,
    },
    () =>
      talk.ask({
        place: media,
        action: `${MEDIA}/GetVideoSources`,
        body: `<GetVideoSources xmlns="${MEDIA}"/>`,
      }),
  )
}

function askDevice(talk: SoapTalk, name: string, inner: string): ReturnType<SoapTalk['ask']> {
  const body = `<${name} xmlns="${DEVICE}">${inner}</${name}>`
  return talk.ask({ place: DEVICE_PLACE, action: `${DEVICE}/${name}`, body })
}

async function askSlots(
  asking: Asking,
  talk: SoapTalk,
  services: Services,
): Promise<Asked<readonly SlotLook[]>> {
  const { target } = asking.conversation
  const media = placeOf(services.media, target)
  const events = placeOf(services.events, target)
  if (!media || !events || !services.hasPullPoints) {
    asking.skip('Its slots were not asked for: it says itself that it tells no signal loss.')
    return { found: undefined, fault: 'unsupported' }
  }
  const sources = await askSources(asking, talk, media)
  if (sources.found === undefined) return { ...sources, found: undefined }
  const point = await asking.with(
    {
      what: 'its events',
      path: 'CreatePullPointSubscription',
      read: ({ body }) => placeOf(readPullPoint(body), target),
      says: () => 'it made a pull point',
    },
    () => subscribe(talk, events),
  )
  if (point.found === undefined) return { ...point, found: undefined }
  const losses = await pull(asking, talk, point.found, sources.found)
  await talk.ask({
    place: point.found,
    action: UNSUBSCRIBE,
    body: `<Unsubscribe xmlns="${NOTIFY}"/>`,
    isAddressed: true,
  })
  return losses
}

/** The end of the subscription as a time of the device's clock: older devices do not take a duration. */
function subscribe(talk: SoapTalk, place: SoapPlace): ReturnType<SoapTalk['ask']> {
  const end = new Date(Date.now() + talk.aheadMs + SUBSCRIPTION_MS).toISOString().slice(0, 19)
  return talk.ask({
    place,
    action: `${EVENTS}/EventPortType/CreatePullPointSubscriptionRequest`,
    body: `<CreatePullPointSubscription xmlns="${EVENTS}"><InitialTerminationTime>${end}Z</InitialTerminationTime></CreatePullPointSubscription>`,
    isAddressed: true,
  })
}

/** A new pull point begins with the present state of everything that has one. */
async function pull(
  asking: Asking,
  talk: SoapTalk,
  place: SoapPlace,
  sources: readonly string[],
): Promise<Asked<readonly SlotLook[]>> {
  const { slots } = asking.conversation.target
  const words = new Map<number, SlotWord>()
  for (let i = 0; i < MOST_PULLS; i++) {
    const asked = await asking.with(
      {
        what: 'signal losses',
        path: 'PullMessages',
        read: ({ body }) => readSignalLoss(body),
        says: ({ messages, losses }) =>
          `${messages} messages, ${losses.size} of them of signal loss`,
      },
      () =>
        talk.ask({
          place,
          action: `${EVENTS}/PullPointSubscription/PullMessagesRequest`,
          body: `<PullMessages xmlns="${EVENTS}"><Timeout>PT1S</Timeout><MessageLimit>${MOST_MESSAGES}</MessageLimit></PullMessages>`,
          isAddressed: true,
        }),
    )
    if (asked.found === undefined) {
      if (words.size === 0) return { ...asked, found: undefined }
      break
    }
    for (const [token, word] of asked.found.losses) {
      const slot = sources.indexOf(token) + 1
      if (slot > 0) words.set(slot, word)
    }
    if (words.size >= sources.length || asked.found.messages === 0) break
  }
  if (words.size === 0) {
    asking.skip('It has no events of signal loss for its video sources: the pictures must tell.')
    return { found: undefined, fault: 'unsupported' }
  }
  const found = slotsOf(words, slots)
  asking.rungs.push({ rung: 'nvr_api', result: 'ok', says: `By its events ${slotsSay(found)}.` })
  return { found, fault: undefined }
}
