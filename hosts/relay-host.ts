// MediaMTX: takes each camera's stream once and gives it to everybody who watches.
import { secretFileName } from '../fleet/secret.ts'
import { baseOf, configFile, ROOT } from './base.ts'
import { type DeliveredFrom, deliveryPart, SECRETS_LIST } from './deliver.ts'
import { deliveryToRelay } from './deliver-relay.ts'
import { FILL_SECRETS, fillSecrets } from './fill-secrets.ts'
import type { Host } from './host.ts'
import { joinHosts } from './join-hosts.ts'
import type { Place } from './place.ts'
import { fetchSecrets, SECRETS_WITHIN_S } from './secrets-at-boot.ts'
import { type Unit, unitText } from './unit.ts'
import { WALLS } from './walls.ts'

export interface RelaySettings {
  readonly name: string
  readonly place: Place
  /** Release of MediaMTX for the machine's architecture; `url` and `sha256` as `Download` has them. */
  readonly release: { readonly version: string; readonly url: string; readonly sha256: string }
  /**
   * mediamtx.yml, with `relaySecret` and `relaySecretInUrl` where a secret is to stand; or where an archive with one is
   * delivered from.
   */
  readonly configuration: { readonly text: string } | DeliveredFrom
  /** TCP ports of the configuration: a relay is well when all of them are listened at. */
  readonly ports: readonly [number, ...number[]]
  /** Default 4096. */
  readonly memoryMaxMb?: number
}

const USER = 'mediamtx'
export const RELAY_UNIT = 'mediamtx.service'
const CURRENT = '/opt/mediamtx/current'
const FOLDER = '/etc/mediamtx/current'
const FILLED = '/run/mediamtx/mediamtx.yml'
const MEMORY_MAX_MB = 4096

/** Where the value of `aws-sm:NAME` is to stand in mediamtx.yml, as it is. */
export function relaySecret(name: string): string {
  return `{secret:${secretFileName(name)}}`
}

/** The same, percent-encoded: for user and password of an address. */
export function relaySecretInUrl(name: string): string {
  return `{secret-url:${secretFileName(name)}}`
}

/** The archive of MediaMTX's own releases, by version and architecture of the machine. */
export function mediamtxUrl(version: string, architecture: 'amd64' | 'arm64'): string {
  const folder = 'https://github.com/bluenviron/mediamtx/releases/download'
  return `${folder}/v${version}/mediamtx_v${version}_linux_${architecture}.tar.gz`
}

/** Secrets are filled into a copy of the configuration in memory, at each start. */
export function relayHost(settings: RelaySettings): Host {
  const { name, place, release, configuration, ports } = settings
  const { version, url, sha256 } = release
  const inside = 'text' in configuration
  return joinHosts(name, [
    baseOf(place, USER),
    {
      users: [{ name: USER, home: '/nonexistent', groups: [] }],
      folders: [
        { path: '/opt/mediamtx', owner: ROOT, mode: '0755' },
        { path: '/etc/mediamtx', owner: ROOT, mode: '0755' },
      ],
      files: [
        ...(inside ? [configFile(`${FOLDER}/mediamtx.yml`, configuration.text)] : []),
        FILL_SECRETS,
        configFile(`/etc/systemd/system/${RELAY_UNIT}`, unitText(unitOf(settings))),
      ],
      downloads: [
        { url, sha256, into: `/opt/mediamtx/${version}-${sha256.slice(0, 8)}`, link: CURRENT },
      ],
      units: [RELAY_UNIT],
      well: ports.map((port) => `timeout 3 bash -c '< /dev/tcp/127.0.0.1/${port}'`).join(' &&\n'),
    },
    inside ? {} : deliveryPart(deliveryOf(place, configuration)),
  ])
}

function deliveryOf(place: Place, { pointer, region }: DeliveredFrom) {
  return deliveryToRelay({
    ...{ pointer, region, home: '/etc/mediamtx/deliveries', link: FOLDER, owner: `root:${USER}` },
    ...{ unit: RELAY_UNIT, user: USER, program: `${CURRENT}/mediamtx`, filled: FILLED },
    fill: (from, to) => fillSecrets(place, from, to, 'plain'),
  })
}

function unitOf({ place, configuration, memoryMaxMb = MEMORY_MAX_MB }: RelaySettings): Unit {
  const delivered = 'pointer' in configuration ? `${FOLDER}/${SECRETS_LIST}` : undefined
  return {
    says: 'The relay: MediaMTX, with the secrets of its configuration in memory only.',
    sections: {
      Unit: {
        Description: 'MediaMTX, the relay of Ronda',
        Wants: 'network-online.target',
        After: 'network-online.target',
        StartLimitIntervalSec: 0,
      },
      Service: {
        Type: 'exec',
        User: USER,
        Group: USER,
        RuntimeDirectory: 'mediamtx',
        RuntimeDirectoryMode: '0700',
        ExecStartPre: [
          ...fetchSecrets(place, delivered),
          fillSecrets(place, `${FOLDER}/mediamtx.yml`, FILLED, 'plain'),
        ],
        // On by itself since 1.19, with a key that it writes beside it; a file that says so is refused by older ones.
        Environment: { set: { MTX_MOQ: 'no' } },
        ExecStart: { run: [`${CURRENT}/mediamtx`, FILLED] },
        TimeoutStartSec: SECRETS_WITHIN_S,
        Restart: 'always',
        RestartSec: 2,
        LimitNOFILE: 262_144,
        MemoryMax: `${memoryMaxMb}M`,
        ...WALLS,
        CapabilityBoundingSet: '',
        MemoryDenyWriteExecute: true,
        SystemCallErrorNumber: 'EPERM',
        UMask: '0077',
      },
      Install: { WantedBy: 'multi-user.target' },
    },
  }
}
