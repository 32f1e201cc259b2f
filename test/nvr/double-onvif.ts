// An ONVIF recorder on the loopback with a clock of its own, which wants HTTP digest or a WS-UsernameToken.
import { createHash } from 'node:crypto'
import { type Answer, type DoubleNvr, startDoubleNvr } from './double-nvr.ts'

export interface DoubleOnvif extends DoubleNvr {
  /** Tokens that were refused. */
  refusedTokens: number
  /** Pull points that were not ended. */
  subscriptions: number
}

export interface OnvifOptions {
  readonly login: 'digest' | 'token' | 'none'
  /** Seconds that its clock is ahead. */
  readonly aheadS: number
  /** Slots without a signal; undefined: it has no such events. */
  readonly lost: readonly number[] | undefined
  readonly snapshot?: Buffer
}

const SLOTS = [1, 2, 3, 4]
/** A token whose time is farther from the device's is refused. */
const WINDOW_MS = 60_000

export async function startDoubleOnvif(options: OnvifOptions): Promise<DoubleOnvif> {
  const counts = { refusedTokens: 0, subscriptions: 0 }
  const now = (): number => Date.now() + options.aheadS * 1000
  const kind = options.login === 'digest' ? 'digest' : 'none'
  const double = await startDoubleNvr(
    { kind, algorithm: 'SHA-256', qop: true, open: /GetSystemDateAndTime/ },
    (path, body) => {
      if (path === '/picture?slot=2&small=1') return { body: options.snapshot ?? '' }
      if (options.login === 'token' && !/GetSystemDateAndTime|GetCapabilities/.test(body)) {
        const verdict = judgeToken(body, double.password, now())
        if (verdict === 'refused') counts.refusedTokens++
        if (verdict !== 'in') return fault('ter:NotAuthorized')
      }
      return answer(path, body, options, now(), counts)
    },
  )
  return Object.defineProperties(double as DoubleOnvif, {
    refusedTokens: { get: () => counts.refusedTokens },
    subscriptions: { get: () => counts.subscriptions },
  })
}

function judgeToken(body: string, password: string, now: number): 'in' | 'missing' | 'refused' {
  const given = (name: string): string =>
    new RegExp(`<\\w:${name}[^>]*>([^<]*)</\\w:${name}>`).exec(body)?.[1] ?? ''
  if (given('Username') === '') return 'missing'
  const created = given('Created')
  const digest = createHash('sha1')
    .update(Buffer.from(given('Nonce'), 'base64'))
    .update(created)
    .update(password)
    .digest('base64')
  const isNear = Math.abs(Date.parse(created) - now) < WINDOW_MS
  return isNear && given('Password') === digest ? 'in' : 'refused'
}

function answer(
  path: string,
  body: string,
  { lost, aheadS }: OnvifOptions,
  now: number,
  counts: { subscriptions: number },
): Answer {
  const question = /<s:Body><(\w+)/.exec(body)?.[1] ?? ''
  const part = (name: string, inner: string): Answer =>
    envelope(`<t:${name}Response xmlns:t="urn:t">${inner}</t:${name}Response>`)
  switch (question) {
    case 'GetSystemDateAndTime': {
      const at = new Date(Date.now() + aheadS * 1000)
      return part(
        question,
        `<SystemDateAndTime><UTCDateTime><Time><Hour>${at.getUTCHours()}</Hour><Minute>${at.getUTCMinutes()}</Minute><Second>${at.getUTCSeconds()}</Second></Time><Date><Year>${at.getUTCFullYear()}</Year><Month>${at.getUTCMonth() + 1}</Month><Day>${at.getUTCDate()}</Day></Date></UTCDateTime></SystemDateAndTime>`,
      )
    }
    case 'GetCapabilities':
      return part(
        question,
        '<Capabilities><Events><XAddr>http://10.9.9.9/onvif/events</XAddr></Events><Media><XAddr>http://10.9.9.9/onvif/media</XAddr></Media></Capabilities>',
      )
    case 'GetVideoSources':
      return part(question, SLOTS.map((slot) => `<VideoSources token="v${slot}"/>`).join(''))
    case 'GetProfiles':
      return part(
        question,
        SLOTS.map(
          (slot) =>
            `<Profiles token="p${slot}"><VideoSourceConfiguration><SourceToken>v${slot}</SourceToken></VideoSourceConfiguration></Profiles>`,
        ).join(''),
      )
    case 'GetSnapshotUri': {
      const slot = /<ProfileToken>p(\d)</.exec(body)?.[1]
      return part(
        question,
        `<MediaUri><Uri>http://10.9.9.9/picture?slot=${slot}&amp;small=1</Uri></MediaUri>`,
      )
    }
    case 'GetDeviceInformation':
      return part(question, '<Manufacturer>Double</Manufacturer><Model>Four</Model>')
    case 'CreatePullPointSubscription': {
      const end = /<InitialTerminationTime>([^<]*)</.exec(body)?.[1] ?? ''
      if (Math.abs(Date.parse(end) - now - 60_000) > 5000) return fault('wsnt:UnacceptableTime')
      counts.subscriptions++
      return part(
        question,
        '<SubscriptionReference><a:Address xmlns:a="urn:a">http://10.9.9.9/onvif/point?id=7</a:Address></SubscriptionReference>',
      )
    }
    case 'PullMessages': {
      if (path !== '/onvif/point?id=7' || !body.includes('point?id=7</a:To>')) {
        return fault('ter:InvalidArgVal')
      }
      const messages = (lost === undefined ? [] : SLOTS).map(
        (slot) =>
          `<n:NotificationMessage xmlns:n="urn:n"><n:Topic Dialect="d">tns1:VideoSource/SignalLoss</n:Topic><n:Message><Message PropertyOperation="Initialized"><Source><SimpleItem Name="Source" Value="v${slot}"/></Source><Data><SimpleItem Name="State" Value="${lost?.includes(slot)}"/></Data></Message></n:Message></n:NotificationMessage>`,
      )
      return part(question, messages.join(''))
    }
    case 'Unsubscribe':
      counts.subscriptions--
      return part(question, '')
    default:
      return fault('ter:ActionNotSupported')
  }
}

function envelope(inner: string): Answer {
  return {
    body: `<?xml version="1.0"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>${inner}</e:Body></e:Envelope>`,
  }
}

function fault(subcode: string): Answer {
  return {
    status: 400,
    body: envelope(
      `<e:Fault><e:Code><e:Value>e:Sender</e:Value><e:Subcode><e:Value>${subcode}</e:Value></e:Subcode></e:Code><e:Reason><e:Text xml:lang="en">no</e:Text></e:Reason></e:Fault>`,
    ).body,
  }
}
