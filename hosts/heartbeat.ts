// The worker's sign of life outside the stack: once a minute, only while the program says that it is well.
import { configFile } from './base.ts'
import type { HostPart } from './join-hosts.ts'
import { unitText } from './unit.ts'

/** In CloudWatch. The dimension has the name of the stack. */
export const HEARTBEAT = {
  namespace: 'Ronda',
  metric: 'Heartbeat',
  dimension: 'Stack',
} as const

export interface HeartbeatSettings {
  /** `ronda-prod`. */
  readonly stack: string
  readonly region: string
  /** `/healthz` of the program. Whoever answers anything but 200 within 10 s is not well. */
  readonly healthUrl: string
}

/**
 * A timer of systemd beside the program, not within it: a program that hangs must not be able to say that it lives. Needs
 * `cloudwatch:PutMetricData` for the namespace, and the packages awscli and curl.
 */
export function heartbeat({ stack, region, healthUrl }: HeartbeatSettings): HostPart {
  const { namespace, metric, dimension } = HEARTBEAT
  const put = `aws --region '${region}' --cli-connect-timeout 5 --cli-read-timeout 10 cloudwatch put-metric-data \\
  --namespace '${namespace}' --metric-name '${metric}' --unit Count --value 1 \\
  --dimensions '${dimension}=${stack}'`
  const script = '/usr/local/lib/ronda/heartbeat'
  return {
    packages: ['awscli', 'curl'],
    files: [
      configFile(
        script,
        `#!/bin/sh
# Tells CloudWatch that Ronda is well; says nothing where it is not, and silence is the alarm.
set -eu
export AWS_PAGER=''
curl --fail --silent --show-error --max-time 10 --output /dev/null '${healthUrl}'
${put}
`,
        '0755',
      ),
      configFile(
        '/etc/systemd/system/ronda-heartbeat.service',
        unitText({
          says: "Ronda's sign of life outside the stack.",
          sections: {
            Unit: { Wants: 'network-online.target', After: 'network-online.target' },
            Service: {
              Type: 'oneshot',
              ExecStart: { run: [script] },
              TimeoutStartSec: 45,
              DynamicUser: true,
              NoNewPrivileges: true,
              ProtectSystem: 'strict',
              ProtectHome: true,
              PrivateTmp: true,
            },
          },
        }),
      ),
      configFile(
        '/etc/systemd/system/ronda-heartbeat.timer',
        unitText({
          says: 'Once a minute, from a minute after the start of the machine.',
          sections: {
            Timer: { OnBootSec: 60, OnUnitInactiveSec: 50, AccuracySec: 1 },
            Install: { WantedBy: 'timers.target' },
          },
        }),
      ),
    ],
    units: ['ronda-heartbeat.timer'],
  }
}
