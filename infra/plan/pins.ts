// What a stack installs from elsewhere than Debian is named by its SHA-256, by those who looked at it.
import type { Problem } from '../../fleet/problem.ts'
import type { StackConfig } from '../config.ts'

/**
 * MediaMTX that is run unless the configuration names another: `mediamtx_v1.20.1_linux_arm64.tar.gz`, since every machine of
 * the relay is Graviton. Its SHA-256 stands alike in the installers of four public projects that do not know of each other
 * and compare their download with it (a ROS 2 camera node's Dockerfile, a Raspberry Pi camera called SecureCam, a drone's
 * payload, another Raspberry Pi camera), read in November 2026; we could not fetch the release itself.
 */
export const MEDIAMTX = {
  version: '1.20.1',
  sha256: 'd1689f0bfefb1864e5ed3dcc8495eb2d7ec0a654f90bf3cd48980cb3bd08718a',
} as const

/**
 * Of the key that signs Grafana's packages since August 2023: Grafana's own documentation of Alloy and voxpupuli's module
 * for Puppet name it alike. The file that it comes in changes with every renewal, so that its SHA-256 is asked of people.
 */
export const GRAFANA_KEY = 'B53AE77BADB630A683046005963FA27710458545'

/** Prints the SHA-256 of the file only where the key in it is Grafana's. */
export const GRAFANA_KEY_COMMAND = `curl -fsSo grafana.key https://apt.grafana.com/gpg.key && gpg --show-keys --with-colons grafana.key | grep -q ${GRAFANA_KEY} && sha256sum grafana.key`

/** Pins that this configuration, or what of it is right, lacks. */
export function pinProblems({ grafana }: Partial<StackConfig>, file: string): Problem[] {
  if (grafana === undefined || grafana.keySha256 !== undefined) return []
  const stack = file.replace(/^Pulumi\.|\.yaml$/g, '')
  return [
    {
      ...{ file, line: 0 },
      what: "ronda:grafana.keySha256: nothing says which key signs Grafana's packages",
      remedy: `npm run preview -- --stack ${stack} --pin writes it; or write the 64 digits that this prints: ${GRAFANA_KEY_COMMAND}`,
    },
  ]
}
