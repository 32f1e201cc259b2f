// The agent of Systems Manager on an instance, which Debian does not pack: installed beside the boot, until it is there.
import { APT } from '../../hosts/boot-apt.ts'
import type { Host } from '../../hosts/host.ts'
import { unitText } from '../../hosts/unit.ts'
import type { StackConfig } from '../config.ts'

const SCRIPT = '/usr/local/lib/ronda/install-agent'
const UNIT = 'ronda-agent.service'
const AGAIN_S = 60
const WITHIN_S = 3600

export type AgentPin = NonNullable<StackConfig['agent']>

/** The host with the agent. Without a `pin` it is the newest that AWS serves, on trust of its TLS alone. */
export function withAgent(host: Host, region: string, pin: AgentPin | undefined): Host {
  const file = (path: string, text: string, mode: string) => ({
    ...{ path, text, mode },
    owner: 'root:root',
  })
  // Sessions and deliveries want it, the program of the host does not: its boot never waits for it.
  const shell = `if runs_systemd; then
  systemctl daemon-reload
  systemctl enable --quiet ${UNIT}
  systemctl start --no-block ${UNIT}
fi`
  return {
    ...host,
    files: [
      ...host.files,
      file(SCRIPT, agentScript(region, pin), '0755'),
      file(`/etc/systemd/system/${UNIT}`, agentUnit(), '0644'),
    ],
    steps: [{ says: 'begin to install the agent of Systems Manager', shell }, ...host.steps],
  }
}

/** AWS keeps each version in a bucket of the region, and in one for all regions: that is asked where the first is away. */
export function agentScript(region: string, pin: AgentPin | undefined): string {
  const version = pin?.version ?? 'latest'
  const sum =
    pin === undefined
      ? 'true'
      : `printf '%s  %s\\n' ${pin.sha256} "$at/agent.deb" | sha256sum --check --status`
  return `#!/bin/bash
# Installs the agent of Systems Manager where it is not installed, and starts it.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
say() { printf 'agent: %s\\n' "$*"; }
${APT}

at=$(mktemp -d)
trap 'rm -rf "$at"' EXIT
chmod 0755 "$at"
take() {
  curl --fail --silent --show-error --proto '=https' --connect-timeout 10 --max-time 300 --retry 3 \\
    --output "$at/agent.deb" "$1" || return 1
  ${sum} || {
    say "$1 is not what was expected: $(sha256sum < "$at/agent.deb")"
    return 1
  }
}

if [ "$(dpkg-query -W -f='\${db:Status-Status}' amazon-ssm-agent 2> /dev/null || true)" != installed ]; then
  what=${version}/debian_$(dpkg --print-architecture)/amazon-ssm-agent.deb
  take "https://s3.${region}.amazonaws.com/amazon-ssm-${region}/$what" ||
    take "https://s3.amazonaws.com/ec2-downloads-windows/SSMAgent/$what" || {
      say 'cannot be fetched: tried again in ${AGAIN_S} s'
      exit 1
    }
  mend_packages
  apt -y install "$at/agent.deb"
  say 'installed'
fi
systemctl enable --quiet --now amazon-ssm-agent.service
`
}

function agentUnit(): string {
  return unitText({
    says: 'Brings the agent of Systems Manager; tried again until it is there.',
    sections: {
      Unit: {
        Description: 'Installation of the agent of Systems Manager',
        Wants: 'network-online.target',
        After: 'network-online.target',
        StartLimitIntervalSec: 0,
      },
      Service: {
        Type: 'oneshot',
        RemainAfterExit: true,
        ExecStart: { run: [SCRIPT] },
        TimeoutStartSec: WITHIN_S,
        Restart: 'on-failure',
        RestartSec: AGAIN_S,
      },
      Install: { WantedBy: 'multi-user.target' },
    },
  })
}
