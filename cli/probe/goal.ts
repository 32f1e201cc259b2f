// What a person wants probed: a stream's URL, a portal's, or a target of the estate.
import { RondaError } from '../../fleet/error.ts'
import type { Camera, Fleet, Nvr, Target } from '../../fleet/model.ts'
import { buildTopology, mayBePinged } from '../../fleet/topology.ts'
import type { Credentials } from '../../probes/auth/credentials.ts'
import type { Mask } from '../../probes/feeds/plan.ts'
import { streamAddress } from '../../probes/feeds/stream-address.ts'
import type { StreamTarget } from '../../probes/rtsp/stream-look.ts'
import { idMeant } from '../why/meant.ts'

export type Goal =
  | {
      readonly kind: 'stream'
      readonly title: string
      readonly stream: Omit<StreamTarget, 'verifyTls'>
      readonly masks: readonly Mask[]
    }
  | {
      readonly kind: 'cameras'
      readonly title: string
      readonly nvr: Nvr
      readonly cameras: readonly Camera[]
    }
  | { readonly kind: 'portal'; readonly title: string; readonly url: string }
  | { readonly kind: 'address'; readonly title: string; readonly address: string }

const NO_ADDRESS = 'give what hangs on it, or an address'

/**
 * `word`: a URL, or an id, address or name of the estate. `given`: user and password of the command line, which stand over
 * those in a URL. Throws RND_USAGE.
 */
export function goalOf(
  word: string,
  given: Credentials | undefined,
  fleet: () => Promise<Fleet>,
): Promise<Goal> | Goal {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(word)?.[1]?.toLowerCase()
  if (scheme === 'rtsp' || scheme === 'rtsps') return streamGoal(word, given)
  if (scheme === 'http' || scheme === 'https') return portalGoal(word)
  if (scheme !== undefined) {
    throw new RondaError('RND_USAGE', `Ronda cannot probe ${scheme}:// URLs`, {
      remedy: 'give rtsp://, rtsps://, http:// or https://, or the id of a target',
    })
  }
  return fleet().then((found) => targetGoal(word, found))
}

function streamGoal(word: string, given: Credentials | undefined): Goal {
  const url = URL.parse(word)
  if (!url?.hostname) throw unreadable(word)
  if (url.password !== '') throw secretInUrl()
  const bare = new URL(word)
  bare.username = ''
  const address = streamAddress(
    { sub: bare.href, main: undefined, slot: 1 },
    { host: '', rtspPort: 0, tls: false, vendor: 'other' },
    given,
  )
  if ('lack' in address) throw unreadable(word)
  return { kind: 'stream', title: bare.href, stream: address, masks: [] }
}

function portalGoal(word: string): Goal {
  const url = URL.parse(word)
  if (!url?.hostname) throw unreadable(word)
  if (url.password !== '') throw secretInUrl()
  return { kind: 'portal', title: url.href, url: url.href }
}

function targetGoal(word: string, fleet: Fleet): Goal {
  const topology = buildTopology(fleet)
  const named = topology.targets.map((target) => ({ ...target, address: addressOf(target) }))
  const target = topology.byId(word) ?? (topology.byId(idMeant(word, named)) as Target)
  const title = `${target.kind} ${target.id} "${target.name}"`
  switch (target.kind) {
    case 'camera': {
      const nvr = topology.byId(target.nvr) as Nvr
      const where = `, slot ${target.slot} of ${nvr.id} (${nvr.address})`
      return { kind: 'cameras', title: title + where, nvr, cameras: [target] }
    }
    case 'nvr': {
      const cameras = fleet.cameras.filter(({ nvr }) => nvr === target.id)
      return { kind: 'cameras', title: `${title} (${target.address})`, nvr: target, cameras }
    }
    case 'portal':
      return { kind: 'portal', title: `${title} ${target.url}`, url: target.url }
    case 'uplink':
    case 'node': {
      const address = addressOf(target)
      if (address !== undefined) return { kind: 'address', title: `${title} (${address})`, address }
      throw new RondaError('RND_USAGE', `${title} has no address to probe`, { remedy: NO_ADDRESS })
    }
  }
}

function addressOf(target: Target): string | undefined {
  return mayBePinged(target) ? target.address : undefined
}

function unreadable(word: string): RondaError {
  return new RondaError('RND_USAGE', `"${word.slice(0, 100)}" is no URL that can be read`, {
    remedy: 'as in rtsp://10.1.2.3:554/Streaming/Channels/102',
  })
}

/** Whoever lists processes or reads the shell's history would have it. */
function secretInUrl(): RondaError {
  return new RondaError('RND_USAGE', 'the password stands in clear in the URL', {
    remedy: 'give --user NAME --password env:NAME, and take both out of the URL',
  })
}
