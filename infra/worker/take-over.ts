// The script by which a new worker takes the data volume over from the one before it, once it is ready itself.
import { SECRETS_LIST } from '../../hosts/deliver.ts'
import { fetchSecretsNow } from '../../hosts/secrets-at-boot.ts'
import { CITY_FOLDER } from '../../hosts/worker-host.ts'

export interface TakeOver {
  /** `vol-...`, of the data volume. */
  readonly volumeId: string
  readonly region: string
  /** SSM document that stops the program and unmounts the volume on the worker it is sent to. */
  readonly stopDocument: string
  /** Where the volume is mounted. */
  readonly mount: string
  /** Of the program; started last. */
  readonly unit: string
  /** User and group that own the mounted folder. */
  readonly owner: string
  /** File that cloud-init keeps the id of this instance in. */
  readonly instanceIdFile: string
  /** Folder with a link for each volume. */
  readonly devices: string
  /** Shell: what takes long before the program can start; the old worker walks the round meanwhile. */
  readonly prepare: string
}

/** Where an instance on AWS has what the script needs. */
export const ON_AWS = {
  mount: '/var/lib/ronda',
  unit: 'ronda.service',
  owner: 'ronda:ronda',
  instanceIdFile: '/var/lib/cloud/data/instance-id',
  devices: '/dev/disk/by-id',
  prepare: fetchSecretsNow(`${CITY_FOLDER}/${SECRETS_LIST}`),
} as const

/** Seconds, for each thing that is waited for; the program is away from the first of them to the last. */
const STOP_S = 20
const POWER_OFF_S = 120
const DETACH_S = 30
const ATTACH_S = 60
const ASK_S = 20

/**
 * POSIX shell. Everything slow is done before the old worker is stopped, `prepare` too: the gap is stop, detach, attach, mount, start.
 * Without an old worker, with a dead one and when it is run again it ends the same. Where the volume cannot be had it
 * ends with 1, says why and leaves the program stopped: two programs never write one store.
 */
export function takeOverScript(plan: TakeOver): string {
  const device = `${plan.devices}/nvme-Amazon_Elastic_Block_Store_${plan.volumeId.replace('-', '')}`
  return `#!/bin/sh
# Takes the data volume over from the worker before this one; does no harm when it is run again.
set -eu
volume=${quoted(plan.volumeId)} region=${quoted(plan.region)} mount=${quoted(plan.mount)} unit=${quoted(plan.unit)}
device=${quoted(device)} me=$(cat ${quoted(plan.instanceIdFile)})

say() { printf 'take-over: %s\\n' "$1" >&2; }
fail() { say "$1"; exit 1; }
ask() { timeout ${ASK_S} aws --region "$region" --output text "$@"; }
holder() { ask ec2 describe-volumes --volume-ids "$volume" --query 'Volumes[0].Attachments[0].InstanceId'; }
free() { [ "$(ask ec2 describe-volumes --volume-ids "$volume" --query 'Volumes[0].State')" = available ]; }
state_of() { ask ec2 describe-instances --instance-ids "$1" --query 'Reservations[0].Instances[0].State.Name' || echo terminated; }
off() { case $(state_of "$1") in stopped | terminated) ;; *) return 1 ;; esac; }
told() { [ "$(ask ssm get-command-invocation --command-id "$1" --instance-id "$2" --query Status)" = Success ]; }
within() {
  left=$1
  shift
  until "$@"; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || return 1
    sleep 1
  done
}

stop_old() {
  case $(state_of "$1") in
    stopped | terminated) return 0 ;;
    running)
      say "stopping the program on $1"
      if command=$(ask ssm send-command --document-name ${quoted(plan.stopDocument)} --instance-ids "$1" --query Command.CommandId) &&
        within ${STOP_S} told "$command" "$1"; then return 0; fi
      say "$1 does not answer: powering it off"
      ask ec2 stop-instances --force --instance-ids "$1" >&2 || fail "cannot power $1 off"
      ;;
  esac
  within ${POWER_OFF_S} off "$1" || fail "$1 neither answers nor powers off"
}

release() {
  ask ec2 detach-volume --volume-id "$volume" --instance-id "$1" >&2 || free || fail "cannot detach $volume"
  within ${DETACH_S} free && return 0
  say "$volume hangs on $1: detaching by force"
  ask ec2 detach-volume --force --volume-id "$volume" --instance-id "$1" >&2 || free || fail "cannot detach $volume"
  within ${DETACH_S} free || fail "$volume does not come off $1"
}

old=$(holder)
if [ "$old" != "$me" ]; then
  ${plan.prepare} || fail 'the secrets of the city cannot be fetched: the old worker, where there is one, goes on'
  if [ "$old" != None ]; then
    stop_old "$old"
    free || release "$old"
  fi
  ask ec2 attach-volume --volume-id "$volume" --instance-id "$me" --device /dev/sdf >&2 || fail "cannot attach $volume"
fi
within ${ATTACH_S} test -e "$device" || fail "$volume is attached, but $device does not come"
if ! mountpoint -q "$mount"; then
  # blkid says 2 for nothing found, and for a disk that cannot be read: that must never be made anew.
  dd if="$device" of=/dev/null bs=1M count=4 iflag=fullblock >&2 || fail "$device cannot be read"
  found=0
  blkid -p "$device" >&2 || found=$?
  case $found in
    0) ;;
    2) mkfs.ext4 -q -L ronda "$device" ;;
    *) fail "$device cannot be read" ;;
  esac
  mkdir -p "$mount"
  mount -o noatime "$device" "$mount"
  chown ${quoted(plan.owner)} "$mount"
fi
systemctl start "$unit"
say 'the program runs on this worker'
`
}

/**
 * What the old worker is told: it never takes the volume back, and nothing of the store is still in memory. `readers`:
 * units that read the volume besides; a worker of an older release may have none of them.
 */
export function releaseScript(
  plan: Pick<TakeOver, 'mount' | 'unit'>,
  takeOverUnit: string,
  readers: readonly string[],
): string {
  return `set -eu
systemctl disable ${quoted(takeOverUnit)}
systemctl stop ${readers.map(quoted).join(' ')} || true
systemctl stop ${quoted(plan.unit)}
if mountpoint -q ${quoted(plan.mount)}; then umount ${quoted(plan.mount)}; fi
`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
