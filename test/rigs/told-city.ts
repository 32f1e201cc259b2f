// A small estate, incidents in it by hand, and a composer that says only what is needed to see who is told what.

import type { Composer, OrderedIncident } from '../../alerts/message/composer.ts'
import type { Notification, ToldIncident } from '../../alerts/notification.ts'
import type { Policy, Receiver } from '../../alerts/policy/policy.ts'
import type { AreaId, Fleet, OwnerId, TargetId } from '../../fleet/model.ts'
import { buildTopology, type Topology } from '../../fleet/topology.ts'
import type { Cause, Incident, IncidentEvent } from '../../incidents/incident.ts'

export const UPLINKS = 1000

/** Node `core` of ISP `telko`; uplinks `u0`.. of `diskominfo` in kecamatan `genuk` (even) and `tugu` (odd). */
export function smallFleet(): Fleet {
  const area = (id: string) => ({ id: id as AreaId, level: 'kecamatan' as const, name: id })
  const owner = (id: string) => ({ id: id as OwnerId, name: id, looksAfter: '' })
  return {
    city: 'Rig',
    timezone: 'Asia/Jakarta',
    areas: [
      area('genuk'),
      area('tugu'),
      { id: 'gebang' as AreaId, level: 'kelurahan', name: 'Gebang', parent: 'genuk' as AreaId },
    ],
    owners: [owner('diskominfo'), owner('kecamatan-genuk'), owner('isp-telko')],
    nodes: [
      {
        kind: 'node',
        id: 'core' as TargetId,
        name: 'Core',
        owner: 'isp-telko' as OwnerId,
        nodeKind: 'isp_node',
        isp: 'telko',
        address: '10.0.0.1',
      },
    ],
    uplinks: Array.from({ length: UPLINKS }, (_, i) => ({
      kind: 'uplink',
      id: `u${i}` as TargetId,
      name: `Uplink ${i}`,
      owner: 'diskominfo' as OwnerId,
      isp: i < 500 ? 'telko' : 'lain',
      tech: 'fiber',
      address: `10.1.${i >> 8}.${i & 255}`,
      area: (i % 2 === 0 ? 'genuk' : 'tugu') as AreaId,
      ...(i < 500 ? { parent: 'core' as TargetId } : {}),
      anchors: [],
    })),
    nvrs: [
      {
        kind: 'nvr',
        id: 'n0' as TargetId,
        name: 'NVR 0',
        owner: 'kecamatan-genuk' as OwnerId,
        vendor: 'hikvision',
        model: 'X',
        address: '10.2.0.1',
        area: 'gebang' as AreaId,
        uplink: 'u0' as TargetId,
        slots: 4,
        rtspPort: 554,
        httpPort: 80,
        tls: false,
      },
    ],
    cameras: [],
    portals: [],
    planned: [],
    intervalMs: { node: 10_000, uplink: 10_000, nvr: 10_000 },
    anchors: [],
    synthetic: false,
  }
}

export const SMALL: Topology = buildTopology(smallFleet())

/** Open and settled, of a target; `affected` is only that target unless said otherwise. */
export function incidentOf(targetId: string, change: Partial<Incident> = {}): Incident {
  const cause: Cause = { kind: 'target', targetId }
  const affected = change.affected ?? [targetId]
  return {
    id: `inc-1-${targetId}`,
    cause,
    reason: 'topmost-failed',
    state: 'open',
    flapping: false,
    settled: true,
    openedAt: 1,
    decidedAt: 1,
    affected,
    peak: affected.length,
    byKecamatan: {},
    byKind: {},
    byOwner: {},
    evidence: {},
    ...change,
  }
}

export function step(what: IncidentEvent['what'], incident: Incident, at: number): IncidentEvent {
  return { incidentId: incident.id, at, what, incident }
}

/** What an incident is when it is over. */
export function closed(incident: Incident, at: number): Incident {
  return { ...incident, state: 'closed', closedAt: at, flapping: false, affected: [] }
}

export function receiverOf(id: string, change: Partial<Receiver> = {}): Receiver {
  const channel = { type: 'alertmanager', url: 'http://127.0.0.1:9093' } as const
  return { id, channel, language: 'en', owners: [], pagesPerMinute: 5, ...change }
}

/** Everything to `noc` by default. */
export function policyOf(change: Partial<Policy> = {}): Policy {
  return {
    receivers: [receiverOf('noc')],
    rotas: [],
    routes: [],
    fallback: ['noc'],
    blind: change.fallback ?? ['noc'],
    announce: change.fallback ?? ['noc'],
    criticalFrom: 100,
    massShare: 0.01,
    ...change,
  }
}

const plainIncident = ({ incident, severity, unwatched }: OrderedIncident): ToldIncident => ({
  ...{ id: incident.id, cause: incident.cause, reason: incident.reason, severity, headline: '' },
  ...{ openedAt: incident.openedAt, flapping: incident.flapping, affected: incident.peak },
  ...(incident.closedAt === undefined ? {} : { closedAt: incident.closedAt }),
  ...(unwatched?.withdrawn === undefined ? {} : { withdrawn: unwatched.withdrawn }),
  ...{ byKecamatan: [], byKind: [], byOwner: [], labels: {} },
})

/** The title names type and incidents, with how many are affected: `page: u1 (1)`; an announcement's is its first line. */
export const plainComposer: Composer = {
  compose: ({ key, type, language, at, severity, incidents, announcement, toldBefore }) =>
    ({
      key,
      type,
      language,
      city: 'Rig',
      timezone: 'Asia/Jakarta',
      at,
      severity,
      title:
        announcement?.text[language][0] ??
        `${type}: ${incidents.map(({ incident: { id, state, affected }, insteadOf }) => `${id.replace(/^inc-\w+-/, '')} (${affected.length}${state === 'closed' ? ', over' : ''})${insteadOf ? ` for ${insteadOf.receiver}` : ''}`).join(', ')}`,
      lines: announcement?.text[language].slice(1) ?? (toldBefore ? [toldBefore.join(',')] : []),
      incidents: incidents.map(plainIncident),
      list: (announcement?.targets ?? []).map((id) => ({
        id,
        kind: 'uplink',
        name: id,
        kecamatan: '',
        owner: '',
      })),
      synthetic: false,
    }) satisfies Notification,
}
