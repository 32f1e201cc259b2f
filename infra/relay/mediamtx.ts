// mediamtx.yml of an origin, which pulls from recorders, and of an edge, which pulls from origins and is watched.
import { stringify } from 'yaml'
import { relaySecret, relaySecretInUrl } from '../../hosts/relay-host.ts'
import type { RelayPath } from './paths.ts'
import { HLS_PORT, MEDIA_PORT, METRICS_PORT, RTSP_PORT, WEBRTC_PORT } from './ports.ts'

const EDGE_USER = 'edge'
/** A stream is given up this long after its last viewer: who changes between cameras comes back. */
const CLOSE_AFTER = '20s'

/** Of everything that is pulled; a recorder over a lossy line answers late. */
const ON_DEMAND = {
  sourceOnDemand: true,
  sourceOnDemandStartTimeout: '15s',
  sourceOnDemandCloseAfter: CLOSE_AFTER,
  rtspTransport: 'tcp',
}

export interface OriginPlan {
  readonly paths: readonly RelayPath[]
  /** Name of the secret by which edges read. */
  readonly reader: string
  /** Of the stack: who may read metrics. */
  readonly network: string
  /** Of the city: the command centre reads here, through the link. */
  readonly cityNetworks: readonly string[]
}

export function originConfiguration({ paths, reader, network, cityNetworks }: OriginPlan): string {
  const city = { user: 'any', ips: [...cityNetworks], permissions: [{ action: 'read' }] }
  return stringify({
    ...general(),
    rtsp: true,
    rtspTransports: ['tcp'],
    rtspAddress: `:${RTSP_PORT}`,
    hls: false,
    webrtc: false,
    authInternalUsers: [
      { user: EDGE_USER, pass: relaySecret(reader), permissions: [{ action: 'read' }] },
      // An empty list of networks would be everybody.
      ...(cityNetworks.length > 0 ? [city] : []),
      metricsReader(network),
    ],
    pathDefaults: ON_DEMAND,
    paths: Object.fromEntries(paths.map(({ path, source }) => [path, { source }])),
  })
}

export interface EdgePlan {
  /** Each path with the address of the origin that owns it. */
  readonly paths: readonly { readonly path: string; readonly origin: string }[]
  readonly reader: string
  readonly network: string
}

/** Its own public address, which viewers send media to, comes in by a variable of the environment: `edge-host.ts`. */
export function edgeConfiguration({ paths, reader, network }: EdgePlan): string {
  const source = (path: string, origin: string) =>
    `rtsp://${EDGE_USER}:${relaySecretInUrl(reader)}@${origin}:${RTSP_PORT}/${path}`
  return stringify({
    ...general(),
    rtsp: false,
    hls: true,
    hlsAddress: `127.0.0.1:${HLS_PORT}`,
    hlsTrustedProxies: ['127.0.0.1'],
    webrtc: true,
    webrtcAddress: `127.0.0.1:${WEBRTC_PORT}`,
    webrtcTrustedProxies: ['127.0.0.1'],
    webrtcLocalUDPAddress: `:${MEDIA_PORT}`,
    webrtcIPsFromInterfaces: false,
    authInternalUsers: [{ user: 'any', permissions: [{ action: 'read' }] }, metricsReader(network)],
    pathDefaults: ON_DEMAND,
    paths: Object.fromEntries(
      paths.map(({ path, origin }) => [path, { source: source(path, origin) }]),
    ),
  })
}

function general() {
  return {
    logLevel: 'warn',
    metrics: true,
    metricsAddress: `:${METRICS_PORT}`,
    metricsTrustedProxies: [],
    api: false,
    playback: false,
    rtmp: false,
    srt: false,
  }
}

function metricsReader(network: string) {
  return { user: 'any', ips: [network], permissions: [{ action: 'metrics' }] }
}
