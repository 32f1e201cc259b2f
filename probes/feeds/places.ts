// Where cameras are visited: one place is one device that is asked one thing at a time, an NVR or another host.
import { Secret } from '../../fleet/secret.ts'
import type { Credentials } from '../auth/credentials.ts'
import type { FeedNvr, FeedPlan } from './plan.ts'
import { type NoAddress, type StreamAddress, streamAddress } from './stream-address.ts'

export interface Place {
  /** Position in the plan's `nvrs`; undefined: a host that only URLs of cameras name. */
  readonly nvr: number | undefined
  readonly credentials: Credentials | undefined
  /** Positions of the cameras that are asked for here. */
  readonly cameras: readonly number[]
}

export interface Places {
  /** The first of them are the NVRs, position by position. */
  readonly places: readonly Place[]
  /** By camera: position in `places`. */
  readonly placeOf: Int32Array
  /** By camera. */
  readonly addresses: readonly (StreamAddress | NoAddress)[]
}

export function createPlaces({ nvrs, cameras }: Pick<FeedPlan, 'nvrs' | 'cameras'>): Places {
  const members: number[][] = nvrs.map(() => [])
  const credentials = nvrs.map(credentialsOf)
  const others = new Map(nvrs.map((nvr, i) => [hostKey(nvr.host, nvr.rtspPort), i]))
  const placeOf = new Int32Array(cameras.length)
  const addresses = cameras.map((camera, position) => {
    const nvr = nvrs[camera.nvr] as FeedNvr
    const address = streamAddress(camera, nvr, credentials[camera.nvr])
    let place = camera.nvr
    if ('host' in address && address.host !== nvr.host) {
      const key = hostKey(address.host, address.port)
      place = others.get(key) ?? members.length
      others.set(key, place)
    }
    placeOf[position] = place
    members[place] ??= []
    members[place]?.push(position)
    return address
  })
  const places = members.map((list, i) => ({
    nvr: i < nvrs.length ? i : undefined,
    credentials: credentials[i],
    cameras: list,
  }))
  return { places, placeOf, addresses }
}

function credentialsOf({ credentials }: FeedNvr): Credentials | undefined {
  if (!credentials) return undefined
  return { user: credentials.user, password: new Secret(credentials.password) }
}

function hostKey(host: string, port: number): string {
  return `${host} ${port}`
}
