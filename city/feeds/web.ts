// HTTP of the synthetic city: who is asked (an NVR of which vendor, or the relay), and whether it answers at all.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { NvrVendor } from '../../fleet/model.ts'
import { dahuaAnswer } from './dahua.ts'
import { hikvisionAnswer } from './hikvision.ts'
import { relayAnswer } from './relay.ts'
import { NOT_FOUND, type WebAnswer } from './web-answer.ts'
import type { Site, World } from './world.ts'

const APIS: Readonly<
  Partial<Record<NvrVendor, (world: World, site: Site, target: string) => WebAnswer>>
> = { hikvision: hikvisionAnswer, dahua: dahuaAnswer }

export function webAnswer(
  world: World,
  site: Site,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const target = request.url ?? '/'
  const now = world.now(site)
  if (now.hang) return
  if (!site.nvr) {
    world.counts.hlsRequests++
    send(response, relayAnswer(world, site, target))
    return
  }
  const { vendor } = site.nvr
  const answerOf = APIS[vendor]
  if (!answerOf) {
    // These have no API: asked for a password, a prober would take it for a wrong one.
    send(response, NOT_FOUND)
    return
  }
  world.counts.apiRequests++
  const at = Date.now()
  const { authorization } = request.headers
  const login = now.unauthorized
    ? authorization === undefined
      ? 'none'
      : 'wrong'
    : world.logins.check(authorization, request.method ?? '', target, site.id, at)
  if (login === 'right') {
    send(response, answerOf(world, site, target))
    return
  }
  if (login === 'wrong') world.wrongLogin(site)
  const strong = vendor === 'hikvision'
  const stale = login === 'stale'
  response.setHeader(
    'WWW-Authenticate',
    world.logins.challenges(site.id, at, { strong, qop: true, stale }),
  )
  send(response, { status: 401, type: 'text/plain', body: 'Unauthorized' })
}

function send(response: ServerResponse, { status = 200, type, body }: WebAnswer): void {
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) })
  response.end(body)
}
