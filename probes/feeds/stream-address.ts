// Where a camera's stream is asked for: a path on its NVR, a URL of its own, or the vendor's usual path.
import type { Credentials } from '../auth/credentials.ts'
import type { FeedCamera, FeedNvr } from './plan.ts'

/** Ports of RTSP and RTSPS where a URL names none. RFC 7826, section 22.14. */
const RTSP_PORT = 554
const RTSPS_PORT = 322

export interface StreamAddress {
  readonly host: string
  readonly port: number
  readonly tls: boolean
  readonly path: string
  readonly credentials: Credentials | undefined
}

/** Why there is nothing to ask for, as a sentence for people. */
export interface NoAddress {
  readonly lack: string
}

/** `credentials`: of the NVR. A URL has none of its own: the estate's schema refuses them. */
export function streamAddress(
  camera: Pick<FeedCamera, 'sub' | 'main' | 'slot'>,
  nvr: Pick<FeedNvr, 'host' | 'rtspPort' | 'tls' | 'vendor'>,
  credentials: Credentials | undefined,
): StreamAddress | NoAddress {
  const given = camera.sub ?? camera.main ?? usualPath(nvr.vendor, camera.slot)
  if (given === undefined) {
    return { lack: 'No stream is configured, and the vendor has no usual path.' }
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(given)) return fromUrl(given, credentials)
  const path = given.startsWith('/') ? given : `/${given}`
  return { host: nvr.host, port: nvr.rtspPort, tls: nvr.tls, path, credentials }
}

/** The sub-stream of a slot where nobody says otherwise. */
function usualPath(vendor: FeedNvr['vendor'], slot: number): string | undefined {
  switch (vendor) {
    case 'hikvision':
      return `/Streaming/Channels/${slot}02`
    case 'dahua':
      return `/cam/realmonitor?channel=${slot}&subtype=1`
    case 'onvif':
    case 'other':
      return undefined
  }
}

function fromUrl(text: string, credentials: Credentials | undefined): StreamAddress | NoAddress {
  const url = URL.parse(text)
  if (!url?.hostname) return { lack: 'The configured stream is not a URL that can be read.' }
  if (url.protocol !== 'rtsp:' && url.protocol !== 'rtsps:') {
    return { lack: `The configured stream is ${url.protocol}//, not rtsp:// or rtsps://.` }
  }
  const tls = url.protocol === 'rtsps:'
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port ? Number(url.port) : tls ? RTSPS_PORT : RTSP_PORT,
    tls,
    path: `${url.pathname || '/'}${url.search}`,
    credentials,
  }
}
