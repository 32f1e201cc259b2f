// Hikvision's ISAPI: one question for all slots, and those for disks, clock and model.
import { type Asked, type Asking, endsLook } from './asking.ts'
import { skewSays } from './clock.ts'
import { deviceSays, type Findings, findings, slotsOf, slotsSay, storageSays } from './findings.ts'
import {
  readClock,
  readDevice,
  readDisks,
  readProxyChannels,
  readVideoInputs,
} from './hikvision-documents.ts'
import type { NvrQuestions, SlotLook, StorageLook } from './nvr-look.ts'

export async function askHikvision(asking: Asking, questions: NvrQuestions): Promise<Findings> {
  const { conversation } = asking
  const slots = await askSlots(asking)
  const isOver = (fault = slots.fault): boolean => endsLook(fault, conversation)
  if (isOver()) return findings(slots, { slots: slots.found })
  const storage = questions.storage ? await askStorage(asking) : undefined
  if (!questions.device || isOver(storage?.fault)) {
    return findings(slots, { slots: slots.found, storage: storage?.found })
  }
  const { utcOffsetS } = conversation.target
  const clock = await asking.get({
    what: 'its time',
    path: '/ISAPI/System/time',
    read: ({ body, midAt }) => readClock(body, midAt, utcOffsetS),
    says: skewSays,
  })
  const device = isOver(clock.fault)
    ? undefined
    : await asking.get({
        what: 'its model',
        path: '/ISAPI/System/deviceInfo',
        read: ({ body }) => readDevice(body),
        says: deviceSays,
      })
  return findings(slots, {
    slots: slots.found,
    storage: storage?.found,
    clockSkewS: clock.found,
    device: device?.found,
  })
}

/** A recorder for analogue cameras knows no network channels, or has an empty list of them. */
async function askSlots(asking: Asking): Promise<Asked<readonly SlotLook[]>> {
  const { slots } = asking.conversation.target
  const channels = await asking.get({
    what: 'the state of its slots',
    path: '/ISAPI/ContentMgmt/InputProxy/channels/status',
    read: ({ body }) => readProxyChannels(body),
    says: (words) =>
      words.size === 0 ? 'it has no network channel' : slotsSay(slotsOf(words, slots)),
  })
  const { found } = channels
  if (found !== undefined && found.size > 0) return { ...channels, found: slotsOf(found, slots) }
  if (found === undefined && channels.fault !== 'unsupported') return { ...channels, found }
  const inputs = await asking.get({
    what: 'its analogue inputs',
    path: '/ISAPI/System/Video/inputs/channels',
    read: ({ body }) => readVideoInputs(body),
    says: (words) => slotsSay(slotsOf(words, slots)),
  })
  if (inputs.found !== undefined) return { ...inputs, found: slotsOf(inputs.found, slots) }
  // It did answer the first question: with an empty list.
  return found !== undefined && inputs.fault === 'unsupported'
    ? { ...channels, found: slotsOf(found, slots) }
    : { ...inputs, found: undefined }
}

async function askStorage(asking: Asking): Promise<Asked<StorageLook>> {
  const ask = (path: string): Promise<Asked<StorageLook>> =>
    asking.get({
      what: 'its disks',
      path,
      read: ({ body }) => readDisks(body),
      says: storageSays,
    })
  const first = await ask('/ISAPI/ContentMgmt/Storage')
  if (first.found !== undefined || endsLook(first.fault, asking.conversation)) return first
  return ask('/ISAPI/ContentMgmt/Storage/hdd')
}
