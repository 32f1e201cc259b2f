// The series `feed`, `feeds` and `nvr_facts`: looks at feeds, cameras by condition, and what recorders say of themselves.
import { CONDITIONS, type Condition } from '../../fleet/condition.ts'
import { CONDITION_CODES } from '../schema/codes.ts'
import type { Point } from '../schema/measurements.ts'
import type { SeriesTarget } from '../schema/series-target.ts'

/** A look at a feed; features by their names in probes/picture/picture.ts, absent ones left out. */
export interface LookFacts {
  readonly at: number
  readonly published: Condition
  readonly found: Condition
  readonly features: Readonly<Record<string, string | number>>
  readonly connectMs?: number | undefined
  readonly keyframeMs?: number | undefined
}

/** `nvr`: id of the camera's recorder. */
export function feedPoint(
  { id, kec, kel }: SeriesTarget,
  nvr: string,
  look: LookFacts,
): Point<'feed'> {
  const { features } = look
  const scaled = (name: string, factor: number): number | undefined => {
    const value = features[name]
    return typeof value === 'number' && Number.isFinite(value)
      ? Math.round(value * factor)
      : undefined
  }
  return {
    measurement: 'feed',
    tags: { id, kec, kel, nvr },
    fields: {
      code: CONDITION_CODES[look.published],
      found: CONDITION_CODES[look.found],
      bpp_milli: scaled('bpp', 1000),
      complexity_milli: scaled('complexity', 1000),
      qp: scaled('qp', 1),
      skip_permille: scaled('skip', 1000),
      fps_milli: scaled('fps', 1000),
      kbps: scaled('kbps', 1),
      loss_ppm: scaled('loss', 1_000_000),
      mean_milli: scaled('mean', 1000),
      sd_milli: scaled('sd', 1000),
      chroma_milli: scaled('chroma', 1000),
      mad_milli: scaled('madFirst', 1000),
      likeness_permille: scaled('likeness', 1000),
      connect_ms: rounded(look.connectMs),
      keyframe_ms: rounded(look.keyframeMs),
    },
    at: look.at,
  }
}

/** How many cameras of one kecamatan are in each condition. */
export interface ConditionCounts {
  readonly kec: string | undefined
  readonly counts: Readonly<Partial<Record<Condition, number>>>
}

export function feedsPoints(groups: readonly ConditionCounts[], at: number): Point<'feeds'>[] {
  return groups.map(({ kec, counts }) => {
    const fields: Partial<Record<Condition | 'total', number>> = { total: 0 }
    for (const condition of CONDITIONS) {
      const count = counts[condition] ?? 0
      fields[condition] = count
      fields.total = (fields.total ?? 0) + count
    }
    return { measurement: 'feeds', tags: { kec }, fields, at }
  })
}

/** What a recorder said of itself. */
export interface RecorderFacts {
  readonly at: number
  readonly slots: readonly { readonly connected: 'yes' | 'no' | 'unknown' }[]
  readonly storage?: {
    readonly state: 'ok' | 'degraded' | 'failed' | 'unknown'
    readonly disks: readonly { readonly ok: boolean }[]
    readonly capacityMb?: number
    readonly freeMb?: number
  }
  readonly clockSkewS?: number
  readonly authUntil?: number
}

const STORAGE_CODES = { ok: 0, degraded: 1, failed: 2, unknown: undefined } as const

export function nvrFactsPoint(
  { id, kec, kel }: SeriesTarget,
  facts: RecorderFacts,
): Point<'nvr_facts'> {
  const { at, slots, storage, clockSkewS, authUntil } = facts
  const connected = (word: 'yes' | 'no') => slots.filter((slot) => slot.connected === word).length
  return {
    measurement: 'nvr_facts',
    tags: { id, kec, kel },
    fields: {
      slots_on: connected('yes'),
      slots_off: connected('no'),
      storage: storage && STORAGE_CODES[storage.state],
      disks_ill: storage?.disks.filter(({ ok }) => !ok).length,
      capacity_mb: rounded(storage?.capacityMb),
      free_mb: rounded(storage?.freeMb),
      clock_skew_s: rounded(clockSkewS),
      auth_waits: authUntil !== undefined && authUntil > at ? 1 : 0,
    },
    at,
  }
}

function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value)
}
