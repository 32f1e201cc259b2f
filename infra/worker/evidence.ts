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
    file(`/etc/systemd/system/${SERVICE}`, serviceUnit()),
    file(`/etc/systemd/system/${EVIDENCE_TIMER}`, timerUnit()),
  ]
}

/** Nothing is deleted in the bucket: its own lifecycle does that. Half-written files and the memory of scenes stay. */
export function evidenceScript({ bucket, region, data }: EvidencePlan): string {
  return `#!/bin/sh
# Brings pictures that are not there yet to the bucket of evidence.
set -eu
export AWS_PAGER='' AWS_MAX_ATTEMPTS=3
mountpoint -q ${shellQuoted(data)} || exit 0
[ -d ${shellQuoted(`${data}/${PICTURES}`)} ] || exit 0
exec timeout ${WITHIN_S - 10} aws --region ${shellQuoted(region)} --cli-connect-timeout 5 --cli-read-timeout 30 s3 sync \\
  --only-show-errors --exclude '*' --include '*.jpg' \\
  ${shellQuoted(`${data}/${PICTURES}`)} ${shellQuoted(`s3://${bucket}/${PICTURES}`)}
`
}

function serviceUnit(): string {
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
