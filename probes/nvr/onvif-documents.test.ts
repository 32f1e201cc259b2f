import { expect, test } from 'vitest'
import {
  readCapabilities,
  readDevice,
  readProfile,
  readPullPoint,
  readSignalLoss,
  readSnapshotUri,
  readSystemTime,
  readVideoSources,
} from './onvif-documents.ts'
import { placeOf } from './soap.ts'

const PREFIXES = ['SOAP-ENV', 's', 'env']

function soap(inner: string, prefix = 's'): Buffer {
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><${prefix}:Envelope xmlns:${prefix}="http://www.w3.org/2003/05/soap-envelope"><${prefix}:Header/><${prefix}:Body>${inner}</${prefix}:Body></${prefix}:Envelope>`,
  )
}

const TIME =
  '<tt:Time><tt:Hour>3</tt:Hour><tt:Minute>4</tt:Minute><tt:Second>5</tt:Second></tt:Time><tt:Date><tt:Year>2026</tt:Year><tt:Month>11</tt:Month><tt:Day>22</tt:Day></tt:Date>'

test.each(PREFIXES)('UTC of a device that writes %s', (prefix) => {
  const body = soap(
    `<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:UTCDateTime>${TIME}</tt:UTCDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>`,
    prefix,
  )
  expect(readSystemTime(body, undefined)).toBe(Date.UTC(2026, 10, 22, 3, 4, 5))
})

test('only a local time: by its zone, or by that of the place', () => {
  const body = (zone: string) =>
    soap(
      `<GetSystemDateAndTimeResponse><SystemDateAndTime>${zone}<LocalDateTime>${TIME}</LocalDateTime></SystemDateAndTime></GetSystemDateAndTimeResponse>`,
    )
  const zoned = body('<TimeZone><TZ>WIB-7</TZ></TimeZone>')
  expect(readSystemTime(zoned, undefined)).toBe(Date.UTC(2026, 10, 21, 20, 4, 5))
  expect(readSystemTime(body(''), 3600)).toBe(Date.UTC(2026, 10, 22, 2, 4, 5))
  expect(readSystemTime(body(''), undefined)).toBeUndefined()
})

test('services, sources, the profile of a source and its picture', () => {
  expect(
    readCapabilities(
      soap(
        '<tds:GetCapabilitiesResponse><tds:Capabilities><tt:Events><tt:XAddr>http://10.0.0.9/onvif/ev</tt:XAddr><tt:WSPullPointSupport>false</tt:WSPullPointSupport></tt:Events><tt:Media><tt:XAddr>http://10.0.0.9/onvif/m?a=1&amp;b=2</tt:XAddr></tt:Media></tds:Capabilities></tds:GetCapabilitiesResponse>',
      ),
    ),
  ).toEqual({
    media: 'http://10.0.0.9/onvif/m?a=1&b=2',
    events: 'http://10.0.0.9/onvif/ev',
    hasPullPoints: false,
  })
  const sources =
    '<GetVideoSourcesResponse><VideoSources token="v1"/><VideoSources token="v2"><Framerate>25</Framerate></VideoSources></GetVideoSourcesResponse>'
  expect(readVideoSources(soap(sources))).toEqual(['v1', 'v2'])
  const profile = (token: string, source: string): string =>
    `<Profiles fixed="true" token="${token}"><VideoSourceConfiguration><SourceToken>${source}</SourceToken></VideoSourceConfiguration></Profiles>`
  const profiles = soap(
    `<GetProfilesResponse>${profile('p1', 'v1')}${profile('p2', 'v1')}${profile('p3', 'v2')}</GetProfilesResponse>`,
  )
  expect(readProfile(profiles, 'v1')).toBe('p2')
  expect(readProfile(profiles, 'v9')).toBeUndefined()
  const uri =
    '<GetSnapshotUriResponse><MediaUri><Uri>http://h/p.jpg</Uri></MediaUri></GetSnapshotUriResponse>'
  expect(readSnapshotUri(soap(uri))).toBe('http://h/p.jpg')
  const device =
    '<GetDeviceInformationResponse><Manufacturer>A</Manufacturer><Model>B</Model><FirmwareVersion>1</FirmwareVersion></GetDeviceInformationResponse>'
  expect(readDevice(soap(device))).toEqual({ model: 'A B', firmware: '1' })
  const point =
    '<CreatePullPointSubscriptionResponse><SubscriptionReference><wsa:Address>http://h/sub?i=1</wsa:Address></SubscriptionReference></CreatePullPointSubscriptionResponse>'
  expect(readPullPoint(soap(point))).toBe('http://h/sub?i=1')
})

test('signal loss among other events: the last word of a source stands', () => {
  const message = (topic: string, source: string, state: string): string =>
    `<wsnt:NotificationMessage><wsnt:Topic Dialect="urn:d">${topic}</wsnt:Topic><wsnt:Message><tt:Message UtcTime="2026-11-22T03:00:00Z" PropertyOperation="Initialized"><tt:Source><tt:SimpleItem Name="Source" Value="${source}"/></tt:Source><tt:Data><tt:SimpleItem Name="State" Value="${state}"/></tt:Data></tt:Message></wsnt:Message></wsnt:NotificationMessage>`
  const body = soap(
    `<tev:PullMessagesResponse>${[
      message('tns1:VideoSource/SignalLoss', 'v1', 'true'),
      message('tns1:VideoSource/tns1:SignalLoss', 'v2', 'true'),
      message('tns1:VideoSource/SignalLoss', 'v2', 'false'),
      message('tns1:VideoSource/SignalLoss', 'v3', 'perhaps'),
      message('tns1:VideoSource/ImageTooDark/ImagingService', 'v4', 'true'),
    ].join('')}</tev:PullMessagesResponse>`,
  )
  const found = readSignalLoss(body)
  expect(found?.messages).toBe(5)
  expect([...(found?.losses ?? [])]).toEqual([
    ['v1', { connected: 'no', reason: 'no_video', said: 'SignalLoss' }],
    ['v2', { connected: 'yes' }],
    ['v3', { connected: 'unknown' }],
  ])
})

test('an address that the device gives never leads to another host', () => {
  const target = { host: '192.0.2.1', port: 80, tls: false }
  const far = 'http://198.51.100.7:9000/onvif/m?x=1'
  expect(placeOf(far, target)).toEqual({ path: '/onvif/m?x=1', port: 80, address: far })
  expect(placeOf('http://192.0.2.1:8899/onvif', target)?.port).toBe(8899)
  expect(placeOf('https://192.0.2.1/onvif', target)?.port).toBe(80)
  expect(placeOf('ftp://192.0.2.1/x', target)).toBeUndefined()
  expect(placeOf(`http://h/${'x'.repeat(1000)}`, target)).toBeUndefined()
  expect(placeOf('urn:uuid:1', target)).toBeUndefined()
})
