// Looks at what surrounds the cameras: portals, and the metrics pages of relays and hosts.
import { lookAtPortal } from '../../probes/portal/portal.ts'
import { PORTAL_LIMITS } from '../../probes/portal/portal-look.ts'
import { hostFacts } from '../../probes/relay/host-facts.ts'
import {
  getMetrics,
  HOST_LIMITS,
  type MetricsLimits,
  type MetricsPage,
  type MetricsPlace,
} from '../../probes/relay/metrics-page.ts'
import { readRelay } from '../../probes/relay/relay-page.ts'
import type { Config } from '../config.ts'
import { whyMute } from '../run/around/machines.ts'
import { type AroundSettings, aroundOf, looksAtPortals } from '../run/around/settings.ts'
import { cityOf } from '../run/city.ts'
import { isMadeUp } from '../run/feeds/city.ts'
import { type Finding, ok, warn } from './finding.ts'

/** All of them together; a doctor does not wait as long as the program may. */
const MOST_MS = 8_000
/** As many are looked at. */
const MOST_PORTALS = 10
const RELAY: MetricsLimits = { connectMs: 3000, totalMs: 5000, mostBytes: 32_000_000 }

/** Throws what `ronda run` would throw. What serves the synthetic city starts with it: there is nothing to look at yet. */
export async function around(config: Config): Promise<readonly Finding[]> {
  const fleet = await cityOf(config)
  const settings = aroundOf(config, fleet)
  const signal = AbortSignal.timeout(MOST_MS)
  const portals = isMadeUp(config) || !looksAtPortals(config) ? [] : fleet.portals
  const relays = isMadeUp(config) && config.relays.length === 0 ? [] : settings.relays
  const found = await Promise.all([
    ...portals.slice(0, MOST_PORTALS).map((one) => portal(one, signal)),
    ...relays.map((one) => relay(one, signal)),
    ...settings.hosts.map((one) => host(one, signal)),
  ])
  const more = portals.length - MOST_PORTALS
  return more > 0 ? [...found, ok('portals', `${more} more are not looked at here`)] : found
}

async function portal(
  { id, url }: { readonly id: string; readonly url: string },
  signal: AbortSignal,
): Promise<Finding> {
  const limits = { ...PORTAL_LIMITS, totalMs: MOST_MS - 500 }
  const { fault, kind, rungs } = await lookAtPortal({ url, before: undefined, limits }, signal)
  const what = `portal ${id}`
  if (fault === undefined) {
    return ok(
      what,
      `${url}, ${kind === 'hls' ? 'live video that moves' : 'a page; no video in it'}`,
    )
  }
  const says = rungs.findLast(({ result }) => result === 'failed')?.says ?? fault
  return warn(what, `${url}: ${says}`, `ronda probe ${id} shows every rung and the remedy`)
}

async function relay(
  { node, ...place }: AroundSettings['relays'][number],
  signal: AbortSignal,
): Promise<Finding> {
  const page = await getMetrics(place, RELAY, signal)
  const facts = page.fault === undefined ? await readRelay(page.body) : undefined
  const seen = facts && `${facts.paths} paths, ${facts.ready} ready, ${facts.readers} readers`
  return judged(`relay ${node}`, place, page, seen, 'MediaMTX')
}

async function host(
  { name, ...place }: AroundSettings['hosts'][number],
  signal: AbortSignal,
): Promise<Finding> {
  const page = await getMetrics(place, HOST_LIMITS, signal)
  const look =
    page.fault === undefined ? hostFacts(page.body.toString('utf8'), undefined) : undefined
  const free = look?.facts.diskFreeBytes
  const disk = free === undefined ? 'no disk told' : `${(free / 1e9).toFixed(1)} GB of disk free`
  return judged(`host ${name}`, place, page, look && disk, 'node_exporter')
}

function judged(
  what: string,
  { url }: MetricsPlace,
  page: MetricsPage,
  seen: string | undefined,
  whose: string,
): Finding {
  if (seen !== undefined) return ok(what, `${url}, ${seen}`)
  const why = whyMute(page, undefined, whose) ?? 'nothing came'
  return warn(what, `${url}: ${why}`, `look at ${whose} there, or mend its entry in ronda.yaml`)
}
