// A copy of InfluxDB 1 each night: the timer, the unit and the script that puts it away, and the one that brings it back.
import { configFile } from './base.ts'
import { influxdBackupScript } from './influxd-backup-script.ts'
import { influxdRestoreScript } from './influxd-restore-script.ts'
import type { InfluxUser } from './influxd-setup.ts'
import type { HostPart } from './join-hosts.ts'
import { type Place, secretPath } from './place.ts'
import { type Unit, unitText } from './unit.ts'
import { WALLS } from './walls.ts'

export type BackupTarget =
  /** By the instance's role, which may put and get below `prefix` only; the bucket encrypts, and removes what is old. */
  | {
      readonly type: 'bucket'
      readonly bucket: string
      readonly region: string
      /** `influxd`: without a slash at either end. */
      readonly prefix: string
    }
  | {
      readonly type: 'folder'
      /** Absolute; best on another disk than the database's. */
      readonly folder: string
      /** The newest so many stay, 1 or more; each is as large as the database. */
      readonly keep: number
    }

export interface InfluxdBackup {
  readonly database: string
  readonly admin: InfluxUser
  readonly place: Place
  readonly target: BackupTarget
  readonly files: {
    /** Of the variable that says where influxd listens. */
    readonly address: string
    /** Program that makes users and retention policies. */
    readonly setup: string
    /** Folder of everything that influxd keeps. */
    readonly data: string
    /** User that influxd runs as. */
    readonly user: string
  }
}

const FOLDER = '/usr/local/lib/ronda'
const SCRIPT = `${FOLDER}/influxd-backup`
export const RESTORE_COMMAND = '/usr/local/sbin/influxd-restore'
const NAME = 'ronda-influxd-backup'
/** Name of the administrator's password among the credentials of the unit. */
const CREDENTIAL = 'influx-admin'
/**
 * 01:30 at night in Jakarta: what is written then is least, AWS Backup copies the volumes half an hour later, and no shard
 * ends, which they do at midnight UTC.
 */
const EACH_NIGHT = '*-*-* 18:30:00 UTC'
const WITHIN_S = 4 * 3600

/** Throws where the folder, the bucket or what is kept is none. */
export function backupPart(backup: InfluxdBackup): HostPart {
  const { target, files } = backup
  refuseOddTarget(target)
  return {
    folders:
      target.type === 'folder'
        ? [{ path: target.folder, owner: `${files.user}:${files.user}`, mode: '0700' }]
        : [],
    files: [
      configFile(SCRIPT, influxdBackupScript(backup, CREDENTIAL), '0755'),
      configFile(RESTORE_COMMAND, influxdRestoreScript(backup), '0755'),
      configFile(`/etc/systemd/system/${NAME}.service`, unitText(serviceOf(backup))),
      configFile(`/etc/systemd/system/${NAME}.timer`, unitText(TIMER)),
    ],
    units: [`${NAME}.timer`],
  }
}

/** Words of the scripts and of the unit, as they are. */
function refuseOddTarget(target: BackupTarget): void {
  if (target.type === 'bucket') {
    for (const word of [target.bucket, target.prefix, target.region]) {
      if (!/^[a-z0-9][a-z0-9./-]*[a-z0-9]$/.test(word)) throw new Error(`"${word}" is no bucket`)
    }
    return
  }
  const { folder, keep } = target
  if (!/^(\/[A-Za-z0-9][\w.-]*)+$/.test(folder)) {
    throw new Error(`"${folder}" is no folder for backups: absolute, of letters, digits, . _ -`)
  }
  if (!Number.isInteger(keep) || keep < 1) throw new Error(`${keep} backups cannot be kept`)
}

/** It reads shards through influxd, so it needs no right to influxd's own files but to see how large they are. */
function serviceOf({ place, admin, target, files: { user, data } }: InfluxdBackup): Unit {
  return {
    says: 'A copy of InfluxDB, put away; docs/restore.md has the way back.',
    sections: {
      Unit: {
        Description: 'Backup of InfluxDB by Ronda',
        Requires: 'influxdb.service',
        Wants: 'network-online.target',
        After: ['influxdb.service', 'network-online.target'],
        RequiresMountsFor: target.type === 'folder' ? [data, target.folder] : data,
      },
      Service: {
        Type: 'oneshot',
        ExecStart: { run: [SCRIPT] },
        User: user,
        // Read by systemd, which is root: the file itself stays unreadable for everybody else.
        LoadCredential: `${CREDENTIAL}:${secretPath(place, admin.secret)}`,
        ...(target.type === 'folder'
          ? { ReadWritePaths: target.folder }
          : { CacheDirectory: NAME, CacheDirectoryMode: '0700' }),
        TimeoutStartSec: WITHIN_S,
        Nice: 19,
        IOSchedulingClass: 'idle',
        MemoryMax: '1G',
        ...WALLS,
        CapabilityBoundingSet: '',
      },
    },
  }
}

/** A night that the machine slept through is made up for. */
const TIMER: Unit = {
  says: 'A copy of InfluxDB each night.',
  sections: {
    Unit: { Description: 'Backup of InfluxDB by Ronda, each night' },
    Timer: { OnCalendar: EACH_NIGHT, RandomizedDelaySec: '10min', Persistent: true },
    Install: { WantedBy: 'timers.target' },
  },
}
