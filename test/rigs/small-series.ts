// Six targets as their series see them, and incidents on them: small enough to write down every point.
import type { Cause, Incident } from '../../incidents/incident.ts'
import type { SeriesTarget } from '../../store/schema/series-target.ts'

/** Positions 0 to 5: `core`, `u1` and `u2` in kecamatan genuk and tugu, `n1`, its camera `c1`, the portal. */
export const SMALL_ESTATE: readonly SeriesTarget[] = [
  { id: 'core', kind: 'node', isp: 'telko', pinged: true },
  { id: 'u1', kind: 'uplink', kec: 'genuk', kel: 'gebang', isp: 'telko', pinged: true },
  { id: 'u2', kind: 'uplink', kec: 'tugu', isp: 'lain', pinged: true },
  { id: 'n1', kind: 'nvr', kec: 'genuk', kel: 'gebang', pinged: true },
  { id: 'c1', kind: 'camera', kec: 'genuk', kel: 'gebang', nvr: 'n1', pinged: false },
  { id: 'portal', kind: 'portal', pinged: false },
]

export function smallIncident(
  id: string,
  cause: Cause,
  more: Partial<Omit<Incident, 'id' | 'cause'>> = {},
): Incident {
  return {
    id,
    cause,
    reason: 'topmost-failed',
    state: 'open',
    flapping: false,
    settled: true,
    openedAt: 1_000,
    decidedAt: 5_500,
    affected: [],
    peak: 0,
    byKecamatan: {},
    byKind: {},
    byOwner: {},
    evidence: {},
    ...more,
  }
}
