// A host as what cloud-init reads at the first start of a machine: the boot script, and the order to run it.
import { bootScriptOf } from './boot-script.ts'
import type { Host } from './host.ts'

/** What EC2 takes as user data, in bytes before base64. */
export const MOST_USER_DATA_BYTES = 16_384

const SCRIPT = '/usr/local/sbin/ronda-boot'

/** Where the boot script was put, for a host that is too large for user data. */
export interface KeptScript {
  /** `s3://BUCKET/KEY`, readable by the instance's role. */
  readonly url: string
  readonly sha256: string
  readonly region: string
}

/**
 * #cloud-config for Debian 12: the boot script itself, or with `kept` the few lines that fetch it, compare its SHA-256 and
 * run it. Throws where that is more than 16,384 bytes: then keep the script in a bucket.
 */
export function cloudInitOf(host: Host, kept?: KeptScript): string {
  const text = kept === undefined ? bootScriptOf(host) : fetchingScript(host.name, kept)
  const config = `#cloud-config
# ${host.name}: a host of Ronda.
ssh_pwauth: false
disable_root: true
${kept === undefined ? '' : 'package_update: true\npackages: [awscli, ca-certificates]\n'}write_files:
  - path: ${SCRIPT}
    owner: root:root
    permissions: '0700'
    content: |
${indented(text)}
runcmd:
  - [${SCRIPT}]
`
  const bytes = Buffer.byteLength(config)
  if (bytes <= MOST_USER_DATA_BYTES) return config
  throw new Error(
    `user data of ${host.name} has ${bytes} bytes, EC2 takes ${MOST_USER_DATA_BYTES}: keep its boot script in a bucket`,
  )
}

function fetchingScript(name: string, { url, sha256, region }: KeptScript): string {
  return `#!/bin/bash
# Fetches the boot script of ${name} and runs it, if it is the one that was meant.
set -euo pipefail
umask 077
script=/usr/local/sbin/ronda-boot-${sha256.slice(0, 16)}
for try in 1 2 3 4 5 6; do
  aws --region '${region}' s3 cp --only-show-errors '${url}' "$script" && break
  echo "boot ${name}: the boot script cannot be fetched, try $try" >&2
  sleep $((try * 5))
done
if ! echo '${sha256}  '"$script" | sha256sum --check --status; then
  echo "boot ${name}: FAILED: ${url} is missing or not what was expected" >&2
  exit 1
fi
exec bash "$script"
`
}

/** Of a block that YAML takes as it stands. Throws on characters that YAML cannot hold in one. */
function indented(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]/.test(text)) {
    throw new Error('a file of the host has characters that YAML cannot hold')
  }
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `      ${line}`))
    .join('\n')
}
