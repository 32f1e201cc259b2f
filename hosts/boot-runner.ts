// The unit that makes a fresh machine into a host, and the script it runs: again until that ends well, then no more.
import { APT } from './boot-apt.ts'
import type { HostFile } from './host.ts'
import { shellQuoted } from './shell-quoted.ts'
import { unitText } from './unit.ts'

export const BOOT_UNIT = 'ronda-boot.service'
export const BOOT_RUNNER = '/usr/local/sbin/ronda-boot'
/** Where the boot script stands when user data brings it along. */
export const BOOT_SCRIPT = '/usr/local/lib/ronda-boot/script'

/** Not below a mounted volume, and kept over restarts: the script that was fetched, and the sum of the one that ended well. */
const FOLDER = '/var/lib/ronda-boot'
const AGAIN_S = 30
/** Every wait of a boot script is bounded by itself; this is longer than all of them together. */
const WITHIN_S = 7200

/** Where the boot script was put, for a host that is too large for user data. */
export interface KeptScript {
  /** `s3://BUCKET/KEY`, readable by the instance's role. */
  readonly url: string
  /** In hex. */
  readonly sha256: string
  readonly region: string
}

/**
 * Unit and script for user data; they need nothing but a bare Debian 12. With `kept` the boot script is fetched, else it
 * is expected at BOOT_SCRIPT. A script of another content than the one that ended well is run at the next start.
 */
export function bootFiles(name: string, kept?: KeptScript): readonly HostFile[] {
  const owner = 'root:root'
  return [
    { path: BOOT_RUNNER, text: runnerOf(name, kept), mode: '0700', owner },
    { path: `/etc/systemd/system/${BOOT_UNIT}`, text: unitOf(name), mode: '0644', owner },
  ]
}

function unitOf(name: string): string {
  return unitText({
    says: 'Makes this machine a host of Ronda; tried again until it is one.',
    sections: {
      Unit: {
        Description: `Boot of ${name}`,
        Wants: 'network-online.target',
        After: 'network-online.target',
        StartLimitIntervalSec: 0,
      },
      Service: {
        Type: 'oneshot',
        RemainAfterExit: true,
        ExecStart: { run: [BOOT_RUNNER] },
        TimeoutStartSec: WITHIN_S,
        Restart: 'on-failure',
        RestartSec: AGAIN_S,
        StandardOutput: 'journal+console',
        StandardError: 'journal+console',
      },
      Install: { WantedBy: 'multi-user.target' },
    },
  })
}

function runnerOf(name: string, kept: KeptScript | undefined): string {
  return `#!/bin/bash
# Runs the boot script of ${name} where it has not ended well yet; ${BOOT_UNIT} tries it again for as long as it takes.
set -euo pipefail
umask 077
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
readonly name=${shellQuoted(name)} folder=${FOLDER}

say() { printf 'boot %s: %s\\n' "$name" "$*"; }
fail() {
  say "waits for $1"
  exit 1
}
ended() {
  [ "$?" = 0 ] || say 'not made yet: tried again in ${AGAIN_S} s, for as long as it takes (journalctl -u ${BOOT_UNIT})'
}
trap ended EXIT
${kept === undefined ? INSIDE : fetching(kept)}
if [ "$(cat "$folder/done" 2> /dev/null || true)" = "$sum" ]; then
  say 'was made before, there is nothing to do'
  exit 0
fi
mkdir -p "$folder"
${kept === undefined ? '' : 'there || bring\n'}bash "$script"
printf '%s\\n' "$sum" > "$folder/done.new"
mv "$folder/done.new" "$folder/done"
say 'made'
`
}

const INSIDE = `script=${BOOT_SCRIPT}
sum=$(sha256sum < "$script")`

/** Credentials of the role and its rights may come later than the machine: then the bucket refuses, for a while. */
function fetching({ url, sha256, region }: KeptScript): string {
  return `readonly sum=${shellQuoted(sha256)} url=${shellQuoted(url)}
readonly script=$folder/$sum

${APT}
there() { [ -f "$script" ] && printf '%s  %s\\n' "$sum" "$script" | sha256sum --check --status; }
bring() {
  if ! command -v aws > /dev/null; then
    mend_packages
    apt --error-on=any update || say 'some lists of packages cannot be fetched'
    apt -y --no-install-recommends install awscli ca-certificates || fail "Debian's mirrors: awscli cannot be installed"
  fi
  AWS_MAX_ATTEMPTS=3 timeout 300 aws --region ${shellQuoted(region)} --cli-connect-timeout 10 --cli-read-timeout 60 \\
    s3 cp --only-show-errors "$url" "$script" || fail "its boot script: $url cannot be fetched"
  there || fail "its boot script: what is at $url is not what was expected"
}`
}
