// What happens to a small city in the tests of agreement, and the policy by which its people are told.
import { alertsSchema } from '../../../alerts/policy/config.ts'
import type { Policy } from '../../../alerts/policy/policy.ts'
import { policyByReference } from '../../../alerts/policy/resolve.ts'
import type { PublishedCondition } from '../../../fleet/feed-condition.ts'
import type { SecretReference } from '../../../fleet/secret.ts'
import { wholeSubtree } from '../../rigs/pure-city.ts'
import { type EstateShape, scenarioEstate } from '../../rigs/scenario-estate.ts'
import type { Deed, Town } from './two-ways.ts'

export const MINUTE = 60_000

/** Three ISPs with a node each, 16 lines on each node, an NVR on each line, two cameras on each NVR. */
const SHAPE: EstateShape = {
  nodes: 3,
  uplinks: 16,
  nvrs: 1,
  cameras: 2,
  isps: ['nusa', 'lawang', 'muria'],
  kecamatan: ['genuk', 'tugu'],
  intervalMs: { node: 10_000, uplink: 10_000, nvr: 10_000 },
}
export const FLEET = scenarioEstate(SHAPE)
/** Three ISPs without nodes, twenty lines each: what they have in common is the ISP alone. */
export const LINES = scenarioEstate({ ...SHAPE, nodes: 0, uplinks: 60 })

const alertmanager = { url: 'http://127.0.0.1:9093' }

/** The scripts begin on a Thursday at 07:00 in Jakarta: the duty is `noc`, and `tugu` is quiet. */
export const POLICY = policyOf({
  receivers: [
    { id: 'log', alertmanager, pagesPerMinute: 60 },
    { id: 'noc', alertmanager },
    { id: 'night', alertmanager },
    { id: 'genuk', alertmanager, owners: ['kecamatan-genuk'] },
    {
      ...{ id: 'tugu', alertmanager, owners: ['kecamatan-tugu'] },
      quiet: { from: '06:00', to: '22:00' },
    },
    { id: 'nusa', alertmanager, owners: ['isp-nusa'] },
    { id: 'letters', alertmanager, owners: ['diskominfo'] },
    { id: 'mail', alertmanager },
  ],
  rotas: [
    {
      id: 'duty',
      shifts: [{ days: ['thu'], from: '07:00', to: '19:00', who: ['noc'] }],
      otherwise: ['night'],
    },
  ],
  routes: [
    { to: ['log'], goOn: true },
    { match: { severity: ['critical'] }, to: ['duty'], goOn: true },
    { match: { kind: ['nvr', 'camera'] }, to: ['@owner'] },
    { match: { kind: ['node'], isp: ['nusa'] }, to: ['nusa', 'duty'] },
    { match: { area: ['tugu'] }, to: ['night'] },
  ],
  fallback: ['duty'],
  blind: ['mail', 'night'],
  criticalFrom: 34,
})

export function policyOf(config: object): Policy<SecretReference> {
  const read = policyByReference(alertsSchema.parse(config), 'Asia/Jakarta')
  if ('problems' in read) throw new Error(JSON.stringify(read.problems))
  return read.policy
}

/** Silent from `from` to `to` (default: for good), milliseconds, with all that hangs on them. */
export function cut(ids: readonly string[], from: number, to?: number): Deed {
  const times = to === undefined ? { from } : { from, to }
  return {
    at: 0,
    does: ({ city }) => {
      const silent = ids.flatMap((id) => wholeSubtree(city.topology, id))
      city.silence(...silent.map((targetId) => ({ targetId, ...times })))
    },
  }
}

/** The picture round publishes this of cameras. */
export function shows(ids: readonly string[], condition: PublishedCondition, at: number): Deed {
  const of = ({ city }: Town): void =>
    city.feeds(
      ids.map((cameraId) => ({
        ...{ cameraId, condition, since: at - 40_000, decidedAt: at },
        evidence: {},
      })),
    )
  return { at, does: of }
}
