// What a worker on AWS has beyond a worker: it starts by taking the data volume over, and tells CloudWatch that it lives.
import type { Host } from '../../hosts/host.ts'
import { unitText } from '../../hosts/unit.ts'
import { EVIDENCE_TIMER, evidenceFiles } from './evidence.ts'
import { type TakeOver, takeOverScript } from './take-over.ts'
import { type TokensOfStack, tokenFiles } from './tokens.ts'

export const TAKE_OVER_UNIT = 'ronda-take-over.service'
/** Of the series that says the program lives; its one dimension is `Stack`. */
export const HEARTBEAT = { namespace: 'Ronda', metric: 'Heartbeat' } as const

const FOLDER = '/usr/local/lib/ronda'
const TAKE_OVER = `${FOLDER}/take-over`
const BEAT = `${FOLDER}/heartbeat`
/** Longer than everything that the script waits for. */
const TAKE_OVER_WITHIN_S = 900

export interface WorkerOnAws {
  readonly takeOver: TakeOver
  readonly stack: string
  /** Name of the bucket. */
  readonly evidence: string
  /** Of a database that nobody else sets up: its tokens are made, then the program sets it up at each start. */
  readonly tokens?: TokensOfStack
}

export function onAws(host: Host, { takeOver, stack, evidence, tokens }: WorkerOnAws): Host {
  const file = (path: string, text: string, mode = '0644') => ({
    ...{ path, text, mode },
    owner: 'root:root',
  })
  return {
    ...host,
    files: [
      ...host.files,
      file(TAKE_OVER, takeOverScript(takeOver), '0755'),
      file(`/etc/systemd/system/${TAKE_OVER_UNIT}`, takeOverUnit()),
      file(BEAT, beatScript(takeOver.region, stack), '0755'),
      file('/etc/systemd/system/ronda-heartbeat.service', beatUnit()),
      file('/etc/systemd/system/ronda-heartbeat.timer', beatTimer()),
      ...evidenceFiles({ bucket: evidence, region: takeOver.region, data: takeOver.mount }),
      ...(tokens === undefined
        ? []
        : [
            ...tokenFiles(tokens, takeOver.unit),
            file(`/etc/systemd/system/${takeOver.unit}.d/store-init.conf`, storeInit()),
          ]),
    ],
    // The program is never started by itself: only with the volume, by the script.
    units: [
      ...host.units.filter((unit) => unit !== takeOver.unit),
      TAKE_OVER_UNIT,
      'ronda-heartbeat.timer',
      EVIDENCE_TIMER,
    ],
  }
}

function takeOverUnit(): string {
  return unitText({
    says: 'Takes the data volume over from the worker before this one and starts the program.',
    sections: {
      Unit: {
        Description: 'Take-over of the data volume of Ronda',
        Wants: 'network-online.target',
        After: 'network-online.target',
        StartLimitIntervalSec: 0,
      },
      Service: {
        Type: 'oneshot',
        ExecStart: { run: [TAKE_OVER] },
        TimeoutStartSec: TAKE_OVER_WITHIN_S,
        // The old worker has let go by then: nobody walks the round until this comes through.
        Restart: 'on-failure',
        RestartSec: 10,
      },
      Install: { WantedBy: 'multi-user.target' },
    },
  })
}

function beatScript(region: string, stack: string): string {
  return `#!/bin/sh
# Tells CloudWatch that the program answers; without it the alarm outside the stack goes off.
set -eu
curl -fsS --max-time 5 http://127.0.0.1:8080/healthz > /dev/null
exec timeout 20 aws --region '${region}' cloudwatch put-metric-data --namespace ${HEARTBEAT.namespace} \\
  --metric-name ${HEARTBEAT.metric} --dimensions 'Stack=${stack}' --value 1 --unit Count
`
}

function beatUnit(): string {
  return unitText({
    says: 'One heartbeat of the worker.',
    sections: {
      Unit: { Description: 'Heartbeat of Ronda' },
      Service: { Type: 'oneshot', ExecStart: { run: [BEAT] }, DynamicUser: true },
    },
  })
}

function beatTimer(): string {
  return unitText({
    says: 'A heartbeat each minute.',
    sections: {
      Unit: { Description: 'Heartbeat of Ronda, each minute' },
      Timer: { OnBootSec: '1min', OnUnitActiveSec: '1min', AccuracySec: '1s' },
      Install: { WantedBy: 'timers.target' },
    },
  })
}

/** It may fail: a database that is away now is set up at the next start, and the spool keeps what is measured. */
function storeInit(): string {
  return unitText({
    says: 'The databases of Timestream are set up by the program.',
    sections: {
      Service: {
        ExecStartPre: {
          as: '-',
          run: ['/usr/local/bin/ronda', 'store', 'init', '--config', '/etc/ronda/city/ronda.yaml'],
        },
      },
    },
  })
}
