// What an NVR of the synthetic city says of itself over its vendor's API, before it is put in the vendor's words.
import { hash32 } from '../../fleet/random.ts'
import type { SyntheticNvr } from './feed-city.ts'
import type { Site, World } from './world.ts'

export interface SlotFacts {
  readonly slot: number
  readonly state: 'connected' | 'unplugged' | 'empty'
}

export interface DiskFacts {
  readonly failed: boolean
  readonly capacityMb: number
  readonly freeMb: number
}

/** NVRs of this city are set to western Indonesian time. */
const OFFSET_MS = 7 * 3_600_000
const DISKS_MB = [953_869, 1_907_729, 3_815_447]

export function slotFacts(world: World, site: Site, nvr: SyntheticNvr): SlotFacts[] {
  return Array.from({ length: nvr.slots }, (_, n) => {
    const slot = n + 1
    if (!world.camera(site, slot)) return { slot, state: 'empty' }
    const { stream } = world.now(site, slot)
    return { slot, state: stream === 'unplugged' ? 'unplugged' : 'connected' }
  })
}

export function diskFacts(world: World, site: Site): DiskFacts {
  const hash = hash32(`${world.plan.seed}/disk/${site.id}`)
  const capacityMb = DISKS_MB[hash % DISKS_MB.length] as number
  // A recorder writes over its oldest days: its disk is nearly full all its life.
  const freeMb = Math.floor(capacityMb * (0.01 + ((hash >>> 8) % 100) / 2000))
  return { failed: world.now(site).diskFailed, capacityMb, freeMb }
}

/** `2026-11-23T09:46:25`, by the NVR's own clock and in its own time zone. */
export function localTime(world: World, site: Site): string {
  const at = Date.now() + OFFSET_MS + world.now(site).clockOffS * 1000
  return new Date(at).toISOString().slice(0, 19)
}

export function serialOf({ id }: Site): string {
  return hash32(id).toString(16).toUpperCase().padStart(8, '0')
}
