// What every host has, whatever it serves: the time, updates of security, a bounded journal, secrets at boot.
import type { HostFile } from './host.ts'
import type { HostPart } from './join-hosts.ts'
import { type Place, secretsFolder } from './place.ts'
import { secretsAtBoot } from './secrets-at-boot.ts'

export const ROOT = 'root:root'

/** `reader`: the user that reads the secrets of this host. */
export function baseOf(place: Place, reader: string): HostPart {
  return {
    packages: [
      'ca-certificates',
      'curl',
      'chrony',
      'unattended-upgrades',
      ...(place.type === 'aws' ? ['awscli', 'python3'] : []),
    ],
    folders: [
      { path: '/etc/ronda', owner: ROOT, mode: '0755' },
      // Each file belongs to the one user that reads it, who need not see the others' names.
      ...(place.type === 'own' ? [{ path: secretsFolder(place), owner: ROOT, mode: '0711' }] : []),
    ],
    files: [
      ...COMMON,
      ...(place.type === 'aws' ? [AWS_TIME, ...secretsAtBoot(place, reader)] : []),
    ],
    units: ['chrony.service'],
  }
}

/** A text of ours in /etc. */
export function configFile(path: string, text: string, mode = '0644', owner = ROOT): HostFile {
  return { path, text, mode, owner }
}

const COMMON: readonly HostFile[] = [
  configFile(
    '/etc/systemd/journald.conf.d/60-ronda.conf',
    '# The journal never fills the disk.\n[Journal]\nSystemMaxUse=1G\nSystemKeepFree=1G\nMaxRetentionSec=30day\n',
  ),
  configFile(
    '/etc/apt/apt.conf.d/60ronda-upgrades',
    '// Security updates of Debian come by themselves; the machine is never restarted for them.\nAPT::Periodic::Update-Package-Lists "1";\nAPT::Periodic::Unattended-Upgrade "1";\nUnattended-Upgrade::Automatic-Reboot "false";\n',
  ),
]

/** The clock of the machine below: reachable without a way to the internet. */
const AWS_TIME = configFile(
  '/etc/chrony/sources.d/aws.sources',
  'server 169.254.169.123 prefer iburst minpoll 4 maxpoll 4\n',
)
