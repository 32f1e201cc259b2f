// The series `portal`, `relay` and `host`: what surrounds the cameras.
import type { Condition } from '../../fleet/condition.ts'
import type { PortalCondition } from '../../fleet/feed-condition.ts'
import { CONDITION_CODES } from '../schema/codes.ts'
import type { Point } from '../schema/measurements.ts'

const MB = 1_000_000

/** A look at a portal. */
export interface PortalFacts {
  readonly at: number
  /** `unknown`: nothing is published yet. */
  readonly published: Condition | PortalCondition
  readonly found: Condition | PortalCondition
  readonly tookMs: number
  /** Number of the newest segment. */
  readonly sequence?: number | undefined
  readonly bpp?: number | undefined
}

/** As probes/relay/relay-facts.ts has it. */
export interface RelayNumbers {
  readonly paths: number
  readonly ready: number
  readonly readers: number
  readonly inboundBytes?: number
  readonly outboundBytes?: number
  readonly inboundErrors?: number
}

/** As probes/relay/host-facts.ts has it. */
export interface HostNumbers {
  readonly cpuPermille?: number
  readonly memoryTotalBytes: number
  readonly memoryFreeBytes: number
  readonly diskTotalBytes?: number
  readonly diskFreeBytes?: number
}

export function portalPoint(id: string, look: PortalFacts): Point<'portal'> {
  return {
    measurement: 'portal',
    tags: { id },
    fields: {
      code: CONDITION_CODES[look.published],
      found: CONDITION_CODES[look.found],
      took_ms: Math.round(look.tookMs),
      sequence: whole(look.sequence),
      bpp_milli: whole(look.bpp, 1000),
    },
    at: look.at,
  }
}

/** `id`: of the node. Epoch milliseconds. */
export function relayPoint(id: string, facts: RelayNumbers, at: number): Point<'relay'> {
  return {
    measurement: 'relay',
    tags: { id },
    fields: {
      paths: Math.round(facts.paths),
      ready: Math.round(facts.ready),
      readers: Math.round(facts.readers),
      in_bytes: whole(facts.inboundBytes),
      out_bytes: whole(facts.outboundBytes),
      in_errors: whole(facts.inboundErrors),
    },
    at,
  }
}

export function hostPoint(host: string, facts: HostNumbers, at: number): Point<'host'> {
  return {
    measurement: 'host',
    tags: { host },
    fields: {
      cpu_permille: whole(facts.cpuPermille),
      memory_mb: Math.round(facts.memoryTotalBytes / MB),
      memory_free_mb: Math.round(facts.memoryFreeBytes / MB),
      disk_mb: whole(facts.diskTotalBytes, 1 / MB),
      disk_free_mb: whole(facts.diskFreeBytes, 1 / MB),
    },
    at,
  }
}

function whole(value: number | undefined, factor = 1): number | undefined {
  return value === undefined ? undefined : Math.round(value * factor)
}
