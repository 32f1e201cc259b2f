// One picture of one slot as the NVR itself makes it: evidence for people, asked for by a person and never in the round.
import type { Rung } from '../feeds/rung.ts'
import { type Asked, Asking, endsLook } from './asking.ts'
import { Conversation } from './conversation.ts'
import { NvrMemory } from './memory.ts'
import type { NvrFault, NvrLimits, NvrTarget } from './nvr-look.ts'
import { askClock, askServices, askSources } from './onvif.ts'
import { readProfile, readSnapshotUri } from './onvif-documents.ts'
import { escapeXml, placeOf, type SoapPlace, SoapTalk } from './soap.ts'

const MEDIA = 'http://www.onvif.org/ver10/media/wsdl'

/** A main stream of eight megapixels makes pictures of 2 MB; recorders take seconds over them. */
export const SNAPSHOT_LIMITS: NvrLimits = { connectMs: 3000, totalMs: 10_000, mostBytes: 4_000_000 }

export interface Snapshot {
  readonly at: number
  /** Undefined exactly where there is a picture. */
  readonly fault: NvrFault | undefined
  readonly status?: number
  /** A JPEG from its first marker to its last. */
  readonly jpeg?: Uint8Array
  readonly rungs: readonly Rung[]
}

/** `slot` is 1-based. Never rejects. Dahua's refuse a second picture within some seconds: ask no oftener than needed. */
export async function fetchSnapshot(
  target: NvrTarget,
  slot: number,
  limits: NvrLimits,
  signal: AbortSignal,
  memory: NvrMemory = new NvrMemory(1),
): Promise<Snapshot> {
  const at = Date.now()
  const asking = new Asking(new Conversation(target, limits, signal, memory))
  try {
    const { found, fault, status } = await askPicture(asking, slot)
    return {
      at,
      fault,
      ...(status === undefined ? {} : { status }),
      ...(found === undefined ? {} : { jpeg: found }),
      rungs: asking.rungs,
    }
  } finally {
    asking.conversation.close()
  }
}

/** A whole JPEG, without what some devices send after its end; undefined for anything else. */
export function readJpeg(body: Uint8Array): Uint8Array | undefined {
  if (body[0] !== 0xff || body[1] !== 0xd8 || body[2] !== 0xff) return undefined
  let end = body.length
  const isPadding = (byte: number | undefined): boolean =>
    byte === 0 || byte === 0x0d || byte === 0x0a
  while (end > 4 && isPadding(body[end - 1])) end--
  return body[end - 2] === 0xff && body[end - 1] === 0xd9 ? body.subarray(0, end) : undefined
}

async function askPicture(asking: Asking, slot: number): Promise<Asked<Uint8Array>> {
  const { conversation } = asking
  switch (conversation.target.vendor) {
    case 'hikvision': {
      const picture = `channels/${slot}01/picture`
      const first = await getPicture(asking, `/ISAPI/Streaming/${picture}`)
      // Recorders refuse it for network cameras with 400 or 403 and serve it by another name.
      const isOver = first.status !== 403 && endsLook(first.fault, conversation)
      if (first.found !== undefined || isOver || conversation.isRefused) return first
      return getPicture(asking, `/ISAPI/ContentMgmt/StreamingProxy/${picture}`)
    }
    case 'dahua':
      return getPicture(asking, `/cgi-bin/snapshot.cgi?channel=${slot}`)
    case 'onvif': {
      const place = await askUri(asking, slot)
      if (place.found === undefined) return { ...place, found: undefined }
      return getPicture(asking, place.found.path, place.found.port)
    }
    case 'other':
      asking.skip('No picture was asked for: no API of this vendor is known.')
      return { found: undefined, fault: 'unsupported' }
  }
}

function getPicture(asking: Asking, path: string, port?: number): Promise<Asked<Uint8Array>> {
  return asking.with(
    {
      what: 'a picture',
      path,
      read: ({ body }) => readJpeg(body),
      says: (jpeg) => `a JPEG of ${jpeg.length} bytes`,
    },
    () => asking.conversation.ask({ method: 'GET', path, ...(port === undefined ? {} : { port }) }),
  )
}

async function askUri(asking: Asking, slot: number): Promise<Asked<SoapPlace>> {
  const { target } = asking.conversation
  const talk = new SoapTalk(asking.conversation)
  const clock = await askClock(asking, talk)
  if (endsLook(clock.fault, asking.conversation)) return { ...clock, found: undefined }
  const services = await askServices(asking, talk)
  const media = placeOf(services.found?.media, target)
  if (media === undefined) {
    return { ...services, found: undefined, fault: services.fault ?? 'unsupported' }
  }
  const sources = await askSources(asking, talk, media)
  const source = sources.found?.[slot - 1]
  if (source === undefined) {
    return { ...sources, found: undefined, fault: sources.fault ?? 'unsupported' }
  }
  const ask = (name: string, inner: string): ReturnType<SoapTalk['ask']> =>
    talk.ask({
      place: media,
      action: `${MEDIA}/${name}`,
      body: `<${name} xmlns="${MEDIA}">${inner}</${name}>`,
    })
  const profile = await asking.with(
    {
      what: 'the profile of the slot',
      path: 'GetProfiles',
      read: ({ body }) => readProfile(body, source),
      says: () => 'it has one',
    },
    () => ask('GetProfiles', ''),
  )
  if (profile.found === undefined) return { ...profile, found: undefined }
  const token = escapeXml(profile.found)
  return asking.with(
    {
      what: 'the address of a picture',
      path: 'GetSnapshotUri',
      read: ({ body }) => placeOf(readSnapshotUri(body), target),
      says: () => 'it gave one',
    },
    () => ask('GetSnapshotUri', `<ProfileToken>${token}</ProfileToken>`),
  )
}
