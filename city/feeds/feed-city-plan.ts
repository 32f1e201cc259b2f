// The synthetic estate as the simulator of its feeds wants it.
import { isLoopback } from '../../fleet/loopback.ts'
import type { Fleet } from '../../fleet/model.ts'
import { PERIOD_S } from '../script.ts'
import type { FeedCityPlan, SyntheticCamera } from './feed-city.ts'
import { scriptedFeeds } from './scripted-feeds.ts'

export interface FeedCityOptions {
  readonly port: number
  /** Epoch milliseconds of the day's beginning, the same as the pinger's. */
  readonly startedAt: number
  readonly seed: number
  /** Every NVR of the city takes this user and password. */
  readonly user: string
  readonly password: string
  /** True: feeds fall ill and recover as in the scripted day. False: nothing ever fails. */
  readonly script: boolean
}

/** Only what is on the loopback (127.0.0.0/8) is served. */
export function feedCityPlan(fleet: Fleet, options: FeedCityOptions): FeedCityPlan {
  const { port, startedAt, seed, user, password, script } = options
  const cameras = new Map<string, SyntheticCamera[]>()
  for (const { id, nvr, slot } of fleet.cameras) {
    const of = cameras.get(nvr)
    if (of) of.push({ id, slot })
    else cameras.set(nvr, [{ id, slot }])
  }
  const served = (address: string): boolean => isLoopback(address) && !address.includes(':')
  const relay = fleet.nodes.find(({ nodeKind }) => nodeKind === 'relay')
  return {
    nvrs: fleet.nvrs
      .filter(({ address }) => served(address))
      .map(({ id, address, vendor, slots }) => ({
        id,
        address,
        vendor,
        slots,
        cameras: cameras.get(id) ?? [],
      })),
    port,
    user,
    password,
    seed,
    startedAt,
    periodS: PERIOD_S,
    faults: script ? scriptedFeeds(fleet, { seed }) : [],
    codec: 'mixed',
    ...(relay?.address !== undefined && served(relay.address)
      ? { relay: { id: relay.id, address: relay.address } }
      : {}),
  }
}
