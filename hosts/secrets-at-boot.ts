// The script that brings secrets from Secrets Manager into memory when a unit starts, and the unit's part in it.
import { secretFileName } from '../fleet/secret.ts'
import type { HostFile } from './host.ts'
import { type Place, secretsFolder } from './place.ts'
import type { Unit, UnitCommand } from './unit.ts'

const SCRIPT = '/usr/local/lib/ronda/fetch-secrets'
const LIST = '/etc/ronda/secrets.list'

/** Waits of all tries of one secret together, and then some. */
export const SECRETS_WITHIN_S = 600

/** Files of a host in AWS; `reader` owns what is fetched. */
export function secretsAtBoot(
  place: Extract<Place, { type: 'aws' }>,
  reader: string,
): readonly HostFile[] {
  const list = [...new Set(place.secrets)].sort()
  const lines = list.map((name) => `${secretFileName(name)} ${name}\n`)
  return [
    { path: LIST, text: lines.join(''), mode: '0644', owner: 'root:root' },
    {
      path: SCRIPT,
      text: scriptOf(place.region, secretsFolder(place), reader),
      mode: '0755',
      owner: 'root:root',
    },
  ]
}

/** What a unit runs before it starts; nothing where people put the files there. */
export function fetchSecrets(place: Place): readonly UnitCommand[] {
  return place.type === 'aws' ? [{ as: '+', run: [SCRIPT] }] : []
}

/** For a unit of somebody else's package: a file of its `.service.d` folder. */
export function fetchSecretsDropIn(place: Place, says: string): Unit {
  return {
    says,
    sections: {
      Unit: { Wants: 'network-online.target', After: 'network-online.target' },
      Service: { ExecStartPre: fetchSecrets(place), TimeoutStartSec: SECRETS_WITHIN_S },
    },
  }
}

/** A value goes through a pipe and a builtin only: never into an argument, which everybody may read. */
function scriptOf(region: string, folder: string, reader: string): string {
  return `#!/bin/sh
# Writes each secret of ${LIST} into a file of ${folder}, which is memory. Where Secrets Manager cannot be
# reached, a file from before stays in use; where there is none, the unit fails and systemd tries again.
set -eu
umask 077
export AWS_PAGER='' AWS_MAX_ATTEMPTS=3
folder='${folder}'
mkdir -p "$folder"
chown '${reader}:' "$folder"
chmod 0700 "$folder"
ask() {
  aws --region '${region}' --cli-connect-timeout 5 --cli-read-timeout 10 --output text \\
    secretsmanager get-secret-value --secret-id "$1" --query SecretString
}
while read -r file name; do
  tries=1
  until value=$(ask "$name") && [ -n "$value" ] && [ "$value" != None ]; do
    if [ -s "$folder/$file" ]; then
      echo "secret $name: cannot be fetched, the one from before stays in use" >&2
      continue 2
    fi
    if [ "$tries" -ge 6 ]; then
      echo "secret $name: cannot be fetched; see whether it exists in ${region} and the instance's role may read it" >&2
      exit 1
    fi
    sleep $((tries * 2))
    tries=$((tries + 1))
  done
  printf '%s' "$value" > "$folder/.new"
  chown '${reader}:' "$folder/.new"
  chmod 0400 "$folder/.new"
  mv "$folder/.new" "$folder/$file"
done < '${LIST}'
`
}
