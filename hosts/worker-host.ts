// The worker: the release in a folder of its own version, the user `ronda`, the right to ping, and the unit.
import { baseOf, configFile, ROOT } from './base.ts'
import { type DataVolume, dataVolume } from './data-volume.ts'
import { type DeliveredFrom, deliveryPart, SECRETS_LIST } from './deliver.ts'
import { deliveryToWorker } from './deliver-city.ts'
import type { Host } from './host.ts'
import { joinHosts } from './join-hosts.ts'
import { type Place, secretsFolder } from './place.ts'
import { fetchSecrets, SECRETS_WITHIN_S } from './secrets-at-boot.ts'
import { type Unit, unitText } from './unit.ts'
import { WALLS } from './walls.ts'

export interface WorkerSettings {
  readonly name: string
  readonly place: Place
  /** The artefact; `url` as `Download` has it. */
  readonly release: {
    readonly version: string
    readonly url: string
    readonly sha256: string
  }
  /**
   * ronda.yaml and what it names beside it, such as the folder of the estate: where they are delivered from, or the files
   * themselves with paths relative to ronda.yaml.
   */
  readonly city:
    | DeliveredFrom
    | { readonly files: readonly { readonly path: string; readonly text: string }[] }
  /** Where history is kept; absent: on the disk of the machine. */
  readonly volume?: string
  /** Of the console, for `well`: `console.listen` of ronda.yaml. Default 127.0.0.1:8080. */
  readonly listen?: string
  /** All of Ronda's processes together; default 2048: feeds take 479 MB for the reference city, decoders come and go. */
  readonly memoryMaxMb?: number
}

const USER = 'ronda'
const UNIT = 'ronda.service'
const COMMAND = '/usr/local/bin/ronda'
const LISTEN = '127.0.0.1:8080'
export const WORKER_DATA = '/var/lib/ronda'
/** Folder of ronda.yaml on a worker; paths in it are relative to there. */
export const CITY_FOLDER = '/etc/ronda/city'
const CURRENT = '/opt/ronda/current'
const MEMORY_MAX_MB = 2048
/** Of it for the heap of Node, which would stop at its own idea of a machine otherwise; the rest is buffers and decoders. */
const HEAP_SHARE = 0.75
const NODE = `${CURRENT}/node_modules/.bin/node`
const PROGRAM = `${CURRENT}/cli/ronda.js`

/** A host that walks the round. In ronda.yaml `data` must be /var/lib/ronda. Throws where `volume` is no id. */
export function workerHost(settings: WorkerSettings): Host {
  const { name, place, release, city, volume } = settings
  const { version, url, sha256 } = release
  const files = 'files' in city ? city.files : []
  return joinHosts(name, [
    baseOf(place, USER),
    {
      packages: ['ffmpeg', 'iputils-ping', 'procps'],
      users: [{ name: USER, home: WORKER_DATA, groups: [] }],
      folders: [{ path: '/opt/ronda', owner: ROOT, mode: '0755' }],
      files: [
        ...files.map(({ path, text }) => configFile(`${CITY_FOLDER}/${path}`, text)),
        configFile('/etc/sysctl.d/60-ronda.conf', SYSCTL),
        configFile(COMMAND, commandOf(place), '0755'),
        configFile(`/etc/systemd/system/${UNIT}`, unitText(unitOf(settings))),
      ],
      downloads: [
        {
          url,
          sha256,
          into: `/opt/ronda/${version}-${sha256.slice(0, 8)}`,
          link: CURRENT,
          strip: 1,
        },
      ],
    },
    'pointer' in city ? deliveryPart(deliveryOf(city)) : {},
    volume === undefined ? DATA_FOLDER : dataVolume(volumeOf(volume)),
    {
      steps: [{ says: 'allow unprivileged echoes to every group', shell: SYSCTL_STEP }],
      units: [UNIT],
      well: wellOf(settings),
      wellWithinS: 180,
    },
  ])
}

const DATA_FOLDER = { folders: [{ path: WORKER_DATA, owner: `${USER}:${USER}`, mode: '0750' }] }

function volumeOf(id: string): DataVolume {
  return { id, folder: WORKER_DATA, owner: `${USER}:${USER}`, mode: '0750' }
}

function deliveryOf({ pointer, region }: DeliveredFrom) {
  return deliveryToWorker({
    ...{ pointer, region, home: '/etc/ronda/cities', link: CITY_FOLDER, owner: `root:${USER}` },
    ...{ unit: UNIT, user: USER, program: COMMAND, health: `http://${LISTEN}/healthz` },
  })
}

const SYSCTL = `# The second way to ping, for commands that people run; the service itself has CAP_NET_RAW.
net.ipv4.ping_group_range = 0 2147483647
# Replies of a whole city within a round.
net.core.rmem_max = 16777216
`

/** In a container the kernel is not ours to set: there the capability is enough. */
const SYSCTL_STEP = `want=$(printf '0\\t2147483647')
if [ "$(cat /proc/sys/net/ipv4/ping_group_range)" != "$want" ]; then
  if sysctl -q -p /etc/sysctl.d/60-ronda.conf; then did 'set the range of groups that may ping'
  else say 'the kernel takes no setting here: ronda pings by its capability'; fi
fi`

/** The program as a command: `cd /etc/ronda/city && sudo -u ronda ronda status`. */
function commandOf(place: Place): string {
  return `#!/bin/sh
# Ronda with the Node that came with it. Run it as the user ronda, in the folder of ronda.yaml.
RONDA_SECRETS=\${RONDA_SECRETS:-${secretsFolder(place)}}
export RONDA_SECRETS
exec ${NODE} ${PROGRAM} "$@"
`
}

function wellOf({ listen = LISTEN }: WorkerSettings): string {
  return `curl -fsS --max-time 5 'http://${listen}/healthz' > /dev/null &&
(cd ${CITY_FOLDER} && runuser -u ${USER} -- ${COMMAND} doctor)`
}

function unitOf({ place, city, memoryMaxMb = MEMORY_MAX_MB }: WorkerSettings): Unit {
  const delivered = 'pointer' in city ? `${CITY_FOLDER}/${SECRETS_LIST}` : undefined
  return {
    says: 'The worker of Ronda: walks the round of the city.',
    sections: {
      Unit: {
        Description: 'Ronda, the night watch of cameras',
        Wants: 'network-online.target',
        After: ['network-online.target', 'time-sync.target', 'influxdb.service'],
        RequiresMountsFor: WORKER_DATA,
        // It is started again for ever: a city is never without its watch because it fell five times.
        StartLimitIntervalSec: 0,
      },
      Service: {
        Type: 'exec',
        User: USER,
        Group: USER,
        WorkingDirectory: CITY_FOLDER,
        Environment: { set: { NODE_ENV: 'production', RONDA_SECRETS: secretsFolder(place) } },
        EnvironmentFile: '-/etc/ronda/environment',
        ExecStartPre: fetchSecrets(place, delivered),
        ExecStart: {
          run: [
            ...([NODE, `--max-old-space-size=${Math.floor(memoryMaxMb * HEAP_SHARE)}`] as const),
            ...[PROGRAM, 'run', '--config', `${CITY_FOLDER}/ronda.yaml`],
          ],
        },
        TimeoutStartSec: SECRETS_WITHIN_S,
        // On SIGTERM it hands on what it has; a disk that hangs must not hold up a restart for longer.
        TimeoutStopSec: 30,
        Restart: 'always',
        RestartSec: 2,
        LimitNOFILE: 65_536,
        MemoryMax: `${memoryMaxMb}M`,
        TasksMax: 512,
        ...WORKER_WALLS,
      },
      Install: { WantedBy: 'multi-user.target' },
    },
  }
}

/** Echoes want raw sockets, and nothing else is wanted. */
const WORKER_WALLS: Readonly<Unit['sections'][string]> = {
  ...WALLS,
  AmbientCapabilities: 'CAP_NET_RAW',
  CapabilityBoundingSet: 'CAP_NET_RAW',
  ReadWritePaths: WORKER_DATA,
  RemoveIPC: true,
  SystemCallErrorNumber: 'EPERM',
  UMask: '0077',
}
