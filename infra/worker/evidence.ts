// What brings the pictures of the store to the bucket of evidence, so that a lost volume does not take them along.
import type { HostFile } from '../../hosts/host.ts'
import { shellQuoted } from '../../hosts/shell-quoted.ts'
import { unitText } from '../../hosts/unit.ts'

export const EVIDENCE_TIMER = 'ronda-evidence.timer'
const SERVICE = 'ronda-evidence.service'
/** All that reads the volume, in the order in which it is stopped. */
export const EVIDENCE_UNITS = [EVIDENCE_TIMER, SERVICE] as const
const SCRIPT = '/usr/local/lib/ronda/put-evidence'
/** As store/pictures has it below the folder of data. */
const PICTURES = 'pictures'
/** The longest that a lost volume takes with it. */
const EVERY = '5min'
const WITHIN_S = 240
/** Pictures that are sent and counted together: some 20 MB. */
const LOT = 500
const SETTLED_S = 60

export interface EvidencePlan {
  readonly bucket: string
  readonly region: string
  /** Folder of data, on the volume. */
  readonly data: string
}

export function evidenceFiles(plan: EvidencePlan): HostFile[] {
  const file = (path: string, text: string, mode = '0644') => ({
    ...{ path, text, mode },
    owner: 'root:root',
  })
  return [
    file(SCRIPT, evidenceScript(plan), '0755'),
    file(`/etc/systemd/system/${SERVICE}`, serviceUnit(plan)),
    file(`/etc/systemd/system/${EVIDENCE_TIMER}`, timerUnit()),
  ]
}

/**
 * Nothing is deleted in the bucket: its own lifecycle does that, and it is never listed. What was sent is known by the
 * time of the last picture, in a file on the volume, which the next worker finds. Pictures go oldest first, so many at
 * once, and each lot counts when it is there: a bucket that was away for days is caught up with. What is younger than a
 * minute waits, because a picture has its time before it has its name.
 */
export function evidenceScript({ bucket, region, data }: EvidencePlan): string {
  return `#!/bin/bash
# Brings pictures that are not there yet to the bucket of evidence.
set -euo pipefail
umask 077
export AWS_PAGER='' AWS_MAX_ATTEMPTS=3 LC_ALL=C
data=${shellQuoted(data)}
mountpoint -q "$data" || exit 0
[ -d "$data/${PICTURES}" ] || exit 0
mark=$data/evidence/sent-until
lot=$data/evidence/lot
mkdir -p "$data/evidence"
until=$(($(date +%s) - ${SETTLED_S}))
since=$(cat "$mark" 2> /dev/null || echo 0)
work=$(mktemp -d)
trap 'rm -rf "$work" "$lot"' EXIT
# At one moment there may be several: those of the last moment are sent once more rather than left out.
find "$data/${PICTURES}" -name '*.jpg' -type f -printf '%T@ %P\n' |
  awk -v since="$since" -v until="$until" '$1 + 0 >= since + 0 && $1 + 0 < until + 0' |
  sort -n > "$work/new"
split -l ${LOT} "$work/new" "$work/lot."
for list in "$work"/lot.*; do
  [ -s "$list" ] || continue
  rm -rf "$lot"
  mkdir "$lot"
  cut -d ' ' -f 2- "$list" > "$work/paths"
  (cd "$data/${PICTURES}" && xargs -d '\\n' cp -l --parents -t "$lot" --) < "$work/paths" 2> "$work/why" || true
  while read -r path; do
    # One that the store has thrown away since is no loss.
    [ -e "$lot/$path" ] || [ ! -e "$data/${PICTURES}/$path" ] || { cat "$work/why" >&2; exit 1; }
  done < "$work/paths"
  aws --region ${shellQuoted(region)} --cli-connect-timeout 5 --cli-read-timeout 30 s3 cp \
    --only-show-errors --recursive "$lot" ${shellQuoted(`s3://${bucket}/${PICTURES}`)}
  tail -n 1 "$list" | cut -d ' ' -f 1 > "$mark.new"
  mv "$mark.new" "$mark"
done
`
}

function serviceUnit({ data }: EvidencePlan): string {
  return unitText({
    says: 'Pictures of the store to the bucket of evidence, once.',
    sections: {
      Unit: { Description: 'Evidence of Ronda to its bucket' },
      Service: {
        Type: 'oneshot',
        ExecStart: { run: [SCRIPT] },
        User: 'ronda',
        TimeoutStartSec: WITHIN_S,
        // A worker that lets its volume go waits for this.
        TimeoutStopSec: 5,
        Nice: 19,
        IOSchedulingClass: 'idle',
        NoNewPrivileges: true,
        ProtectSystem: 'strict',
        ReadWritePaths: [`-${data}`],
        ProtectHome: true,
        PrivateTmp: true,
      },
    },
  })
}

function timerUnit(): string {
  return unitText({
    says: 'Evidence to its bucket every few minutes.',
    sections: {
      Unit: { Description: 'Evidence of Ronda to its bucket, every few minutes' },
      Timer: { OnBootSec: EVERY, OnUnitActiveSec: EVERY, AccuracySec: '10s' },
      Install: { WantedBy: 'timers.target' },
    },
  })
}
