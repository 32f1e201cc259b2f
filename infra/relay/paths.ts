// Which stream the relay gives under which path, and where it takes it from.
import { isLoopback } from '../../fleet/loopback.ts'
import type { Camera, Fleet, Nvr } from '../../fleet/model.ts'
import { relaySecretInUrl } from '../../hosts/relay-host.ts'

const AWS = 'aws-sm:'

export interface RelayPath {
  /** Id of the camera. */
  readonly path: string
  /** With a mark where the password is filled in at boot. */
  readonly source: string
  /** Name of its secret. */
  readonly secret?: string
}

export interface RelayPaths {
  readonly paths: readonly RelayPath[]
  /** Ids of recorders whose password is kept where no server of the stack can read it. */
  readonly unreadable: readonly string[]
  /** Cameras that have no stream to ask for, or one on the loopback. */
  readonly without: number
}

/** The sub-stream of each camera: what is watched by many is the small picture. */
export function relayPaths({ nvrs, cameras }: Pick<Fleet, 'nvrs' | 'cameras'>): RelayPaths {
  const byId = new Map(nvrs.map((nvr) => [nvr.id, nvr]))
  const unreadable = new Set<string>()
  const paths: RelayPath[] = []
  for (const camera of cameras) {
    const nvr = byId.get(camera.nvr)
    const address = nvr && addressOf(camera, nvr)
    if (nvr === undefined || address === undefined) continue
    const password = nvr.credentials?.password
    if (password !== undefined && !password.startsWith(AWS)) {
      unreadable.add(nvr.id)
      continue
    }
    paths.push(pathOf(camera, nvr, address))
  }
  const without = cameras.filter((camera) => {
    const nvr = byId.get(camera.nvr)
    return nvr === undefined || addressOf(camera, nvr) === undefined
  }).length
  return { paths, unreadable: [...unreadable], without }
}

function pathOf({ id }: Camera, { credentials }: Nvr, address: URL): RelayPath {
  const where = `${address.host}${address.pathname}${address.search}`
  if (credentials === undefined) return { path: id, source: `${address.protocol}//${where}` }
  const secret = credentials.password.slice(AWS.length)
  const user = encodeURIComponent(credentials.user)
  return {
    path: id,
    source: `${address.protocol}//${user}:${relaySecretInUrl(secret)}@${where}`,
    secret,
  }
}

function addressOf({ sub, main, slot }: Camera, nvr: Nvr): URL | undefined {
  const given = sub ?? main ?? usualPath(nvr.vendor, slot)
  if (given === undefined) return undefined
  const host = nvr.address.includes(':') ? `[${nvr.address}]` : nvr.address
  const isWhole = /^[a-z][a-z0-9+.-]*:\/\//i.test(given)
  const path = given.startsWith('/') ? given : `/${given}`
  const own = `${nvr.tls ? 'rtsps' : 'rtsp'}://${host}:${nvr.rtspPort}${path}`
  const url = URL.parse(isWhole ? given : own)
  if (url === null || !/^rtsps?:$/.test(url.protocol)) return undefined
  return isLoopback(url.hostname.replace(/^\[|\]$/g, '')) ? undefined : url
}

/** Where nobody says otherwise: the same that the feed probe asks for. */
function usualPath(vendor: Nvr['vendor'], slot: number): string | undefined {
  if (vendor === 'hikvision') return `/Streaming/Channels/${slot}02`
  if (vendor === 'dahua') return `/cam/realmonitor?channel=${slot}&subtype=1`
  return undefined
}
