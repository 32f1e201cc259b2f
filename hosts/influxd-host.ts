// InfluxDB 1 of Debian with a configuration of ours: a login, an index on disk, and bounds on what it may take.
import { baseOf, configFile } from './base.ts'
import { dataVolume } from './data-volume.ts'
import type { Host } from './host.ts'
import { type BackupTarget, backupPart } from './influxd-backup.ts'
import { influxdConf } from './influxd-conf.ts'
import { influxNewAdmin } from './influxd-new-admin.ts'
import { type InfluxAccess, influxSetup } from './influxd-setup.ts'
import { joinHosts } from './join-hosts.ts'
import type { Place } from './place.ts'
import { fetchSecretsDropIn } from './secrets-at-boot.ts'
import { unitText } from './unit.ts'

export interface InfluxdSettings extends InfluxAccess {
  readonly name: string
  readonly place: Place
  /** `ADDRESS:PORT`; absent: port 8086 of the address by which the machine reaches others, looked up at boot. */
  readonly listen?: string
  /** Id of the EBS volume that keeps everything; absent: the disk of the machine. */
  readonly volume?: string
  /** What the whole of it may take; default 4096. Its caches follow from it. */
  readonly memoryMb?: number
  /** Where a copy of the database goes each night; absent: nowhere. */
  readonly backup?: BackupTarget
}

const USER = 'influxdb'
const FOLDER = '/var/lib/influxdb'
const CONF = '/etc/influxdb/influxdb.conf'
const ADDRESS_FILE = '/etc/influxdb/address.env'
const SETUP = '/usr/local/lib/ronda/influxd-setup'
const NEW_ADMIN = '/usr/local/lib/ronda/influxd-new-admin'
const SETUP_UNIT = 'ronda-influxd-setup.service'
const MEMORY_MB = 4096
const PORT = 8086

/**
 * Database, retention policies and three users are made once influxd answers, and brought to what is wanted at each start
 * of influxd and at each boot script: a password that people wrote anew counts from then on, the administrator's too.
 * Passwords go from their files into the request's body, never into an argument. The package is in Debian 12 for amd64
 * and for arm64 alike, 1.6.7~rc0-1+b13 (the package lists of bookworm, November 2026). Throws where a name or length
 * cannot stand in InfluxQL, or `volume` is no id.
 */
export function influxdHost(settings: InfluxdSettings): Host {
  const { name, place, listen, volume, memoryMb = MEMORY_MB, backup } = settings
  const files = { address: ADDRESS_FILE, newAdmin: NEW_ADMIN, conf: CONF, user: USER }
  const drop = '/etc/systemd/system/influxdb.service.d/60-ronda.conf'
  return joinHosts(name, [
    baseOf(place, USER),
    {
      packages: ['influxdb', 'iproute2'],
      files: [
        configFile(CONF, influxdConf({ memoryMb })),
        configFile(SETUP, influxSetup(settings, place, files), '0755'),
        configFile(NEW_ADMIN, influxNewAdmin(settings.admin, place, files), '0755'),
        configFile(drop, dropInText(place, memoryMb)),
        configFile(`/etc/systemd/system/${SETUP_UNIT}`, setupUnit()),
      ],
    },
    volume === undefined
      ? {}
      : dataVolume({ id: volume, folder: FOLDER, owner: `${USER}:${USER}`, mode: '0755' }),
    {
      steps: [{ says: 'find the address that influxd listens on', shell: addressStep(listen) }],
      units: ['influxdb.service', SETUP_UNIT],
      // Makes what is missing, and so fails until influxd answers and everything is there.
      well: SETUP,
    },
    backup === undefined
      ? {}
      : backupPart({
          ...{ database: settings.database, admin: settings.admin, place, target: backup },
          files: { address: ADDRESS_FILE, setup: SETUP, data: FOLDER, user: USER },
        }),
  ])
}

/** Ends after each run, so that each start of influxd starts it again; nothing that stops influxd stops it. */
function setupUnit(): string {
  return unitText({
    says: 'Brings users and passwords of influxd to what their files say, at each start of influxd.',
    sections: {
      Unit: { Description: 'Set-up of InfluxDB by Ronda', After: 'influxdb.service' },
      Service: {
        Type: 'oneshot',
        ExecStart: { run: [SETUP, 'wait'] },
        TimeoutStartSec: 1800,
        PrivateTmp: true,
        ProtectHome: true,
      },
      Install: { WantedBy: 'influxdb.service' },
    },
  })
}

function dropInText(place: Place, memoryMb: number): string {
  const { says, sections } = fetchSecretsDropIn(place, 'What Ronda adds to the unit of influxd.')
  const { Service, Unit } = sections
  return unitText({
    says,
    sections: {
      Unit: { ...Unit, RequiresMountsFor: FOLDER, StartLimitIntervalSec: 0 },
      Service: {
        ...Service,
        EnvironmentFile: ADDRESS_FILE,
        Restart: 'always',
        RestartSec: 5,
        LimitNOFILE: 65_536,
        MemoryMax: `${memoryMb}M`,
        NoNewPrivileges: true,
        ProtectSystem: 'strict',
        ReadWritePaths: [FOLDER, '-/var/log/influxdb'],
        ProtectHome: true,
        PrivateTmp: true,
        PrivateDevices: true,
      },
    },
  })
}

/** A variable of influxd wins over its file, which is the same on every machine. */
function addressStep(listen: string | undefined): string {
  if (listen !== undefined && !/^[\w.:[\]-]+:\d{1,5}$/.test(listen)) {
    throw new Error(`"${listen}" is no ADDRESS:PORT`)
  }
  const found =
    listen === undefined
      ? `address=$(ip -4 -o route get 192.0.2.1 | sed -n 's/.* src \\([0-9.]*\\).*/\\1/p'):${PORT}
[ "$address" != :${PORT} ] || fail 'this machine has no way to others'`
      : `address='${listen}'`
  return `${found}
put ${ADDRESS_FILE} 0644 root:root <<< "INFLUXDB_HTTP_BIND_ADDRESS=$address"`
}
