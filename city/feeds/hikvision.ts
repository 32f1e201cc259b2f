// The part of Hikvision's ISAPI that a prober asks for.
import { hash32 } from '../../fleet/random.ts'
import { diskFacts, localTime, serialOf, slotFacts } from './nvr-facts.ts'
import type { WebAnswer } from './web-answer.ts'
import type { Site, World } from './world.ts'

/** Both are in the field, by age of the firmware. */
const NAMESPACES = [
  'http://www.hikvision.com/ver20/XMLSchema',
  'http://www.std-cgi.com/ver20/XMLSchema',
]

export function hikvisionAnswer(world: World, site: Site, target: string): WebAnswer {
  const path = target.replace(/\?.*$/, '').replace(/\/$/, '')
  const body = ANSWERS[path]?.(world, site)
  return body === undefined
    ? xml(site, 'ResponseStatus', status(target), 404)
    : xml(site, body.root, body.inner)
}

interface Document {
  readonly root: string
  readonly inner: string
}

const ANSWERS: Readonly<Record<string, (world: World, site: Site) => Document>> = {
  '/ISAPI/ContentMgmt/InputProxy/channels/status': channels,
  '/ISAPI/ContentMgmt/Storage': (world, site) => ({ root: 'storage', inner: disks(world, site) }),
  '/ISAPI/ContentMgmt/Storage/hdd': (world, site) => ({
    root: 'hddList',
    inner: disk(world, site),
  }),
  '/ISAPI/System/time': (world, site) => ({
    root: 'Time',
    inner:
      `<timeMode>NTP</timeMode><localTime>${localTime(world, site)}+07:00</localTime>` +
      '<timeZone>CST-7:00:00</timeZone>',
  }),
  '/ISAPI/System/deviceInfo': (_, site) => ({
    root: 'DeviceInfo',
    inner:
      `<deviceName>${site.id}</deviceName><deviceID>${serialOf(site)}</deviceID>` +
      `<model>DS-7104NI-Q1</model><serialNumber>DS-7104NI-Q1${serialOf(site)}</serialNumber>` +
      '<firmwareVersion>V4.30.085</firmwareVersion><firmwareReleasedDate>build 200916</firmwareReleasedDate>' +
      '<deviceType>NVR</deviceType>',
  }),
}

function channels(world: World, site: Site): Document {
  const nvr = site.nvr
  if (!nvr) return { root: 'InputProxyChannelStatusList', inner: '' }
  const entries = slotFacts(world, site, nvr).flatMap(({ slot, state }) => {
    // A slot to which no camera was ever added is not in the list.
    if (state === 'empty') return []
    const online = state === 'connected'
    return [
      `<InputProxyChannelStatus><id>${slot}</id><sourceInputPortDescriptor>` +
        '<proxyProtocol>HIKVISION</proxyProtocol><addressingFormatType>ipaddress</addressingFormatType>' +
        `<ipAddress>192.168.254.${slot + 1}</ipAddress><managePortNo>8000</managePortNo>` +
        '<srcInputPort>1</srcInputPort><streamType>auto</streamType></sourceInputPortDescriptor>' +
        `<online>${online}</online>` +
        `<chanDetectResult>${online ? 'connect' : lossOf(site.id, slot)}</chanDetectResult>` +
        '</InputProxyChannelStatus>',
    ]
  })
  return { root: 'InputProxyChannelStatusList', inner: entries.join('') }
}

/** Why a camera is gone: mostly no power or cable, now and then its password was changed. */
function lossOf(id: string, slot: number): string {
  return hash32(`${id}/${slot}`) % 5 === 0 ? 'errorUserNameOrPasswd' : 'netUnreachable'
}

function disks(world: World, site: Site): string {
  return `<hddList>${disk(world, site)}</hddList><workMode>quota</workMode>`
}

function disk(world: World, site: Site): string {
  const { failed, capacityMb, freeMb } = diskFacts(world, site)
  return (
    '<hdd><id>1</id><hddName>hdda</hddName><hddPath></hddPath><hddType>SATA</hddType>' +
    `<status>${failed ? 'error' : 'ok'}</status><capacity>${capacityMb}</capacity>` +
    `<freeSpace>${failed ? 0 : freeMb}</freeSpace><property>RW</property></hdd>`
  )
}

function status(target: string): string {
  const asked = target.replaceAll(/[<>&]/g, '')
  return (
    `<requestURL>${asked}</requestURL><statusCode>4</statusCode>` +
    '<statusString>Invalid Operation</statusString><subStatusCode>notSupport</subStatusCode>'
  )
}

function xml(site: Site, root: string, inner: string, code = 200): WebAnswer {
  const namespace = NAMESPACES[hash32(site.id) % NAMESPACES.length]
  return {
    status: code,
    type: 'application/xml; charset="UTF-8"',
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<${root} version="2.0" xmlns="${namespace}">${inner}</${root}>\n`,
  }
}
