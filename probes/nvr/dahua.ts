// Dahua's CGI: one question for all slots, and those for disks, clock and model.
import { type Asking, endsLook } from './asking.ts'
import { skewSays } from './clock.ts'
import { readCameraStates, readClock, readDisks, readValue } from './dahua-documents.ts'
import {
  type Device,
  deviceOf,
  type Findings,
  findings,
  slotsOf,
  slotsSay,
  storageSays,
} from './findings.ts'
import type { NvrFault, NvrQuestions } from './nvr-look.ts'

export async function askDahua(asking: Asking, questions: NvrQuestions): Promise<Findings> {
  const { conversation } = asking
  const { target } = conversation
  const isOver = (fault: NvrFault | undefined): boolean => endsLook(fault, conversation)
  const slots = await asking.get({
    what: 'the state of its slots',
    path: '/cgi-bin/LogicDeviceManager.cgi?action=getCameraState&uniqueChannels[0]=-1',
    read: ({ body }) => {
      const words = readCameraStates(body)
      return words && slotsOf(words, target.slots)
    },
    says: slotsSay,
  })
  if (isOver(slots.fault)) return findings(slots, { slots: slots.found })
  const storage = questions.storage
    ? await asking.get({
        what: 'its disks',
        path: '/cgi-bin/storageDevice.cgi?action=getDeviceAllInfo',
        read: ({ body }) => readDisks(body),
        says: storageSays,
      })
    : undefined
  if (!questions.device || isOver(storage?.fault)) {
    return findings(slots, { slots: slots.found, storage: storage?.found })
  }
  const clock =
    target.utcOffsetS === undefined
      ? undefined
      : await asking.get({
          what: 'its time',
          path: '/cgi-bin/global.cgi?action=getCurrentTime',
          read: ({ body, midAt }) => readClock(body, midAt, target.utcOffsetS),
          says: skewSays,
        })
  if (clock === undefined) {
    asking.skip(
      'Its clock was not asked for: it tells no offset, and none is known for this place.',
    )
  }
  const device = isOver(clock?.fault) ? undefined : await askDevice(asking)
  return findings(slots, {
    slots: slots.found,
    storage: storage?.found,
    clockSkewS: clock?.found,
    device,
  })
}

async function askDevice(asking: Asking): Promise<Device | undefined> {
  const ask = async (what: string, action: string, key: string): Promise<string | undefined> => {
    const { found } = await asking.get({
      what,
      path: `/cgi-bin/magicBox.cgi?action=${action}`,
      read: ({ body }) => readValue(body, key),
      says: (value) => value,
    })
    return found
  }
  return deviceOf({
    model: await ask('its model', 'getDeviceType', 'type'),
    firmware: await ask('its firmware', 'getSoftwareVersion', 'version'),
    serial: await ask('its serial number', 'getSerialNo', 'sn'),
  })
}
