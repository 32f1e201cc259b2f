// What a person wants probed: a stream's URL, a portal's, or a target of the estate.
import { RondaError } from '../../fleet/error.ts'
import type { Fleet, Nvr, Target } from '../../fleet/model.ts'
import { buildTopology, mayBePinged } from '../../fleet/topology.ts'
import type { Credentials } from '../../probes/auth/credentials.ts'
import { streamAddress } from '../../probes/feeds/stream-address.ts'
import type { StreamTarget } from '../../probes/rtsp/stream-look.ts'
import { kindName } from '../../texts/kinds.ts'
import { idMeant } from '../why/meant.ts'

export type Goal =
  | {
      readonly kind: 'stream'
      readonly title: string
      readonly stream: Omit<StreamTarget, 'verifyTls'>
    }
  | {
      readonly kind: 'cameras'
      readonly title: string
      /** One NVR and what is asked of it. */
      readonly fleet: Pick<Fleet, 'nvrs' | 'cameras' | 'areas' | 'timezone'>
    }
  | { readonly kind: 'portal'; readonly title: string; readonly url: string }
  | { readonly kind: 'address'; readonly title: string; readonly address: string }

const NO_ADDRESS = 'give what hangs on it, or an address'
/** An URL that lacks its beginning, a slash or two: an address, and what may follow one. */
const ALMOST_URL =
  /@|^((rtsps?|https?):|(\d{1,3}\.){3}\d{1,3}|\[[\da-f:.]+\]|[\w.-]+(:\d+|\/|\.\w+$))/i

/**
 * `word`: a URL, or an id, address or name of the estate. `given`: user and password of the command line. Throws RND_USAGE
 * for what cannot be probed, and never repeats a password that stands in a URL.
 */
export async function goalOf(
  word: string,
  given: Credentials | undefined,
  fleet: () => Promise<Fleet>,
): Promise<Goal> {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(word)?.[1]?.toLowerCase()
  if (scheme === 'rtsp' || scheme === 'rtsps') return streamGoal(word, given)
  if (scheme === 'http' || scheme === 'https') return portalGoal(word, given)
  if (scheme !== undefined) {
    throw new RondaError('RND_USAGE', `Ronda cannot probe ${scheme}:// URLs`, {
      remedy: 'give rtsp://, rtsps://, http:// or https://, or the id of a target',
    })
  }
  if (word.trim() === '') {
    throw new RondaError('RND_USAGE', 'nothing to probe is named', {
      remedy: 'give a URL, or the id, address or name of a target, as in ronda probe nvr-0001',
    })
  }
  return targetGoal(word, await fleet())
}

function streamGoal(word: string, given: Credentials | undefined): Goal {
  const bare = bareUrl(word, given)
  const address = streamAddress(
    { sub: bare.href, main: undefined, slot: 1 },
    { host: '', rtspPort: 0, tls: false, vendor: 'other' },
    given,
  )
  if ('lack' in address) throw unreadable(word)
  return { kind: 'stream', title: withoutSecrets(bare.href), stream: address }
}

function portalGoal(word: string, given: Credentials | undefined): Goal {
  const { href } = bareUrl(word, given)
  if (given === undefined) return { kind: 'portal', title: withoutSecrets(href), url: href }
  throw new RondaError(
    'RND_USAGE',
    'a page or playlist is asked for as residents do, without a password',
    {
      remedy: 'leave --user and --password out',
    },
  )
}

/** Without the user that stands in it. */
function bareUrl(word: string, given: Credentials | undefined): URL {
  const url = URL.parse(word)
  if (!url?.hostname) throw unreadable(word)
  // Whoever lists processes or reads the shell's history would have it.
  if (url.password !== '') {
    throw new RondaError('RND_USAGE', 'the password stands in clear in the URL', {
      remedy: 'give --user NAME --password env:NAME, and take both out of the URL',
    })
  }
  if (url.username !== '' && given === undefined) {
    throw new RondaError('RND_USAGE', 'the URL has a user and no password', {
      remedy: 'give --user NAME --password env:NAME, and take the user out of the URL',
    })
  }
  url.username = ''
  return url
}

function targetGoal(word: string, fleet: Fleet): Goal {
  const topology = buildTopology(fleet)
  const target = topology.byId(word) ?? (topology.byId(meant(word, topology.targets)) as Target)
  const title = `${kindName('en', target.kind)} ${target.id} "${target.name}"`
  const { areas, timezone } = fleet
  switch (target.kind) {
    case 'camera': {
      const nvr = topology.byId(target.nvr) as Nvr
      const where = `, slot ${target.slot} of ${nvr.id} (${nvr.address})`
      const asked = { nvrs: [nvr], cameras: [target], areas, timezone }
      return { kind: 'cameras', title: title + where, fleet: asked }
    }
    case 'nvr': {
      const cameras = fleet.cameras.filter(({ nvr }) => nvr === target.id)
      const asked = { nvrs: [target], cameras, areas, timezone }
      return { kind: 'cameras', title: `${title} (${target.address})`, fleet: asked }
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

/** The id of the one that is meant. */
function meant(word: string, targets: readonly Target[]): string {
  try {
    return idMeant(
      word,
      targets.map((target) => ({ ...target, address: addressOf(target) })),
    )
  } catch (error) {
    if (ALMOST_URL.test(word)) throw unknownAddress(word)
    throw error
  }
}

function addressOf(target: Target): string | undefined {
  return mayBePinged(target) ? target.address : undefined
}

/** Some recorders want user and password among the words of the path. */
function withoutSecrets(url: string): string {
  return url.replace(/\b(pass(word|wd)?|pwd|token|key|auth)=[^&;/_]*/gi, '$1=***')
}

function unreadable(word: string): RondaError {
  return new RondaError('RND_USAGE', `"${word.slice(0, 100)}" is no URL that can be read`, {
    remedy: 'as in rtsp://10.1.2.3:554/Streaming/Channels/102',
  })
}

function unknownAddress(word: string): RondaError {
  // Of `user:password@host` nothing is repeated.
  const shown = word.replace(/^.*@/, '').slice(0, 100)
  return new RondaError('RND_USAGE', `no target has the id, address or name "${shown}"`, {
    remedy:
      'give a URL for what is not in the estate, as in rtsp://10.1.2.3:554/Streaming/Channels/102',
  })
}
