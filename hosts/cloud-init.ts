// A host as what cloud-init reads at the first start of a machine: the boot script, and the unit that runs it.
import { BOOT_SCRIPT, BOOT_UNIT, bootFiles, type KeptScript } from './boot-runner.ts'
import { bootScriptOf } from './boot-script.ts'
import type { Host, HostFile } from './host.ts'

/** What EC2 takes as user data, in bytes before base64. */
export const MOST_USER_DATA_BYTES = 16_384

/**
 * #cloud-config for Debian 12: a unit that runs the boot script until it ends well, and the script itself or, with
 * `kept`, where to fetch it and its SHA-256. Throws where that is more than 16,384 bytes: then keep the script in a
 * bucket.
 */
export function cloudInitOf(host: Host, kept?: KeptScript): string {
  const script: readonly HostFile[] =
    kept === undefined
      ? [{ path: BOOT_SCRIPT, text: bootScriptOf(host), mode: '0700', owner: 'root:root' }]
      : []
  const config = `#cloud-config
# ${host.name}: a host of Ronda.
ssh_pwauth: false
disable_root: true
write_files:
${[...script, ...bootFiles(host.name, kept)].map(entryOf).join('')}runcmd:
  - [systemctl, daemon-reload]
  - [systemctl, enable, ${BOOT_UNIT}]
  - [systemctl, start, --no-block, ${BOOT_UNIT}]
`
  const bytes = Buffer.byteLength(config)
  if (bytes <= MOST_USER_DATA_BYTES) return config
  throw new Error(
    `user data of ${host.name} has ${bytes} bytes, EC2 takes ${MOST_USER_DATA_BYTES}: keep its boot script in a bucket`,
  )
}

function entryOf({ path, text, mode, owner }: HostFile): string {
  return `  - path: ${path}
    owner: ${owner}
    permissions: '${mode}'
    content: |
${indented(text)}
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
