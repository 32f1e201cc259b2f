// Where uplinks, NVRs and cameras stand in the synthetic city, and how many share a line: counts only, no records yet.
import { CAMERA_CLASSES, type CameraClass } from '../model.ts'
import type { Random } from '../random.ts'
import { apportion } from './apportion.ts'
import type { Ward } from './areas.ts'
import { type Counts, SHAPE } from './shape.ts'

export interface NvrSite {
  /** Slots in use: 1 to 4 of 4. */
  readonly cameras: number
  readonly class: CameraClass
}

/** One uplink with what is behind it. */
export interface LineSite {
  readonly ward: Ward
  /** Position in `ward.rts`. */
  readonly rt: number
  readonly nvrs: readonly NvrSite[]
}

/** Uplinks in the order of wards and RTs: neighbours stand together. */
export function placeLines(wards: readonly Ward[], counts: Counts, random: Random): LineSite[] {
  const perWard = apportion(
    counts.uplinks,
    wards.map(({ rts }) => rts.length),
  )
  const places = wards.flatMap((ward, position) => {
    const here = perWard[position] ?? 0
    return Array.from({ length: here }, (_, n) => ({
      ward,
      rt: Math.floor(((n + 0.5) * ward.rts.length) / here),
    }))
  })
  const nvrsPerLine = spreadNvrs(places.length, counts.nvrs, random)
  const nvrs = placeCameras(counts, random)
  let taken = 0
  return places.map((place, position) => {
    const count = nvrsPerLine[position] ?? 1
    const here = nvrs.slice(taken, taken + count)
    taken += count
    return { ...place, nvrs: here }
  })
}

/** Most lines carry one NVR, a few carry many: Pareto with shape 1.1, cut off at 24. */
const PARETO_SHAPE = 1.1
const MOST_ON_ONE_LINE = 24

function spreadNvrs(lines: number, nvrs: number, random: Random): number[] {
  const counts = Array.from({ length: lines }, () => 1)
  let left = nvrs - lines
  while (left > 0) {
    for (const line of random.shuffled([...counts.keys()])) {
      const had = counts[line] ?? 1
      const draw = Math.floor((1 - random.next()) ** (-1 / PARETO_SHAPE))
      if (draw > MOST_ON_ONE_LINE - had) continue
      const more = Math.min(left, draw)
      counts[line] = had + more
      left -= more
      if (left === 0) break
    }
  }
  return counts
}

function placeCameras(counts: Counts, random: Random): NvrSite[] {
  const sizes = random.shuffled(slotsUsed(counts))
  const left: Record<CameraClass, number> = { ...counts.classes }
  // The rare classes choose first; what is left over is what the most common class is to have, to the last camera.
  const order = CAMERA_CLASSES.toSorted((a, b) => left[a] - left[b])
  const classOf = new Map<number, CameraClass>()
  for (const name of order) {
    for (const position of random.shuffled([...sizes.keys()])) {
      const size = sizes[position] ?? 1
      if (left[name] < size || classOf.has(position)) continue
      left[name] -= size
      classOf.set(position, name)
    }
  }
  return sizes.map((cameras, position) => ({ cameras, class: classOf.get(position) ?? 'rt' }))
}

/** How many slots each NVR uses; adds up to the number of cameras. */
function slotsUsed({ nvrs, cameras }: Counts): number[] {
  const beyondOne = cameras - nvrs
  const { three, four } = SHAPE.shareOfNvrsWithSlotsUsed
  const fours = Math.min(Math.round(four * nvrs), Math.floor(beyondOne / 3))
  const threes = Math.min(Math.round(three * nvrs), Math.floor((beyondOne - 3 * fours) / 2))
  const twos = beyondOne - 3 * fours - 2 * threes
  const of = (size: number, count: number): number[] => Array.from({ length: count }, () => size)
  return [...of(4, fours), ...of(3, threes), ...of(2, twos), ...of(1, nvrs - fours - threes - twos)]
}
