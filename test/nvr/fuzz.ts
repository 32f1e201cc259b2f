// Documents of NVRs broken in every way that a seed gives, through every parser: none may throw, stall or invent a slot.
import * as dahua from '../../probes/nvr/dahua-documents.ts'
import * as hikvision from '../../probes/nvr/hikvision-documents.ts'
import type { StorageLook } from '../../probes/nvr/nvr-look.ts'
import * as onvif from '../../probes/nvr/onvif-documents.ts'
import { readJpeg } from '../../probes/nvr/snapshot.ts'
import { dahua as dahuaAnswers, hikvision as hikvisionAnswers } from './vendor-answers.ts'

export interface Fuzzed {
  readonly documents: number
  readonly bytes: number
  /** Documents that some parser took for an answer. */
  readonly taken: number
  /** The longest that all parsers together took over one document. */
  readonly slowestMs: number
}

const SEEDS: readonly Buffer[] = [
  ...[
    '/ISAPI/ContentMgmt/InputProxy/channels/status',
    '/ISAPI/ContentMgmt/Storage',
    '/ISAPI/System/time',
    '/ISAPI/System/deviceInfo',
  ].map((path) => hikvisionAnswers(new Map([[2, 'ipcStreamFail']]))(path).body),
  ...['getCameraState', 'getDeviceAllInfo', 'getCurrentTime'].map(
    (action) => dahuaAnswers(new Set([2]))(`/x?action=${action}`).body,
  ),
  '<s:Envelope><s:Body><PullMessagesResponse><NotificationMessage><Topic>tns1:VideoSource/SignalLoss</Topic><Message><Message><Source><SimpleItem Name="Source" Value="1"/></Source><Data><SimpleItem Name="State" Value="true"/></Data></Message></Message></NotificationMessage></PullMessagesResponse></s:Body></s:Envelope>',
  '<s:Envelope><s:Body><GetCapabilitiesResponse><Capabilities><Media><XAddr>http://h/m</XAddr></Media></Capabilities></GetCapabilitiesResponse></s:Body></s:Envelope>',
].map((body) => Buffer.from(body))

const PIECES = [
  '<',
  '>',
  '/>',
  '</',
  '<![CDATA[',
  ']]>',
  '<!--',
  '-->',
  '<?x ',
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '&#x41;',
  '&b;',
  '&#99999999;',
  '__proto__',
  'constructor',
  '="',
  "='",
  '\u0000',
  '\uFEFF',
  '<hdd>'.repeat(40),
  '<a b="c" '.repeat(20),
  '99999999999999999999',
  '-1',
  'states[0].channel=',
  '\r\n',
  '=',
].map((piece) => Buffer.from(piece))

/** Runs about `bytes` bytes of documents, the same for the same seed. Throws where a parser breaks a promise. */
export function fuzzDocuments(bytes: number, seed: number): Fuzzed {
  const random = generator(seed)
  let done = 0
  let documents = 0
  let taken = 0
  let slowestMs = 0
  while (done < bytes) {
    const document = mutated(random)
    const from = performance.now()
    if (readAll(document)) taken++
    slowestMs = Math.max(slowestMs, performance.now() - from)
    done += document.length
    documents++
  }
  return { documents, bytes: done, taken, slowestMs }
}

function readAll(body: Buffer): boolean {
  const slots = [
    hikvision.readProxyChannels(body),
    hikvision.readVideoInputs(body),
    dahua.readCameraStates(body),
  ]
  for (const slot of slots.flatMap((words) => [...(words?.keys() ?? [])])) {
    if (!Number.isInteger(slot) || slot < 1 || slot > 256) throw new Error(`slot ${slot}`)
  }
  const disks = [hikvision.readDisks(body), dahua.readDisks(body)]
  for (const storage of disks) checkStorage(storage)
  const numbers = [
    hikvision.readClock(body, 0, 0),
    dahua.readClock(body, 0, 0),
    onvif.readSystemTime(body, 0),
  ]
  if (numbers.some((number) => number !== undefined && !Number.isFinite(number))) {
    throw new Error('a clock without a number')
  }
  const others = [
    hikvision.readDevice(body),
    dahua.readValue(body, 'type', 'version'),
    onvif.readCapabilities(body),
    onvif.readDevice(body),
    onvif.readVideoSources(body),
    onvif.readProfile(body, '1'),
    onvif.readSnapshotUri(body),
    onvif.readPullPoint(body),
    onvif.readSignalLoss(body),
    readJpeg(body),
  ]
  return [...slots, ...disks, ...numbers, ...others].some((found) => found !== undefined)
}

function checkStorage(storage: StorageLook | undefined): void {
  const { capacityMb = 0, freeMb = 0, disks = [] } = storage ?? {}
  const isSound = Number.isFinite(capacityMb) && Number.isFinite(freeMb) && disks.length <= 64
  if (!isSound || disks.some(({ said, id }) => said.length > 60 || id.length > 60)) {
    throw new Error('disks beyond their bounds')
  }
}

function mutated(random: (below: number) => number): Buffer {
  if (random(20) === 0) return Buffer.from(Array.from({ length: random(600) }, () => random(256)))
  let body = Buffer.from(SEEDS[random(SEEDS.length)] as Buffer)
  for (let i = random(6); i > 0; i--) {
    const at = random(body.length + 1)
    const to = Math.min(body.length, at + random(40))
    const piece = PIECES[random(PIECES.length)] as Buffer
    switch (random(5)) {
      case 0:
        body = body.subarray(0, at)
        break
      case 1:
        body = Buffer.concat([body.subarray(0, at), body.subarray(to)])
        break
      case 2:
        body = Buffer.concat([body.subarray(0, at), piece, body.subarray(at)])
        break
      case 3:
        body = Buffer.concat([body.subarray(0, to), body.subarray(at)])
        break
      default:
        if (at < body.length) body[at] = random(256)
    }
  }
  return body
}

/** Numerical Recipes' generator; the high bits are the better ones. */
function generator(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
