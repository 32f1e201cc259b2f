// What a stack installs from elsewhere than Debian is named by its SHA-256, by those who looked at it.
import type { Problem } from '../../fleet/problem.ts'
import type { StackConfig } from '../config.ts'

/** Pins that this configuration lacks. Beside the schema, so that a stack without viewers needs none of MediaMTX. */
export function pinProblems({ relay, grafana }: StackConfig, file: string): Problem[] {
  const problems: Problem[] = []
  if (relay.viewers > 0 && relay.mediamtx === undefined) {
    problems.push({
      ...{ file, line: 0, what: 'ronda:relay.mediamtx: nothing says which MediaMTX may be run' },
      remedy:
        'write { version, sha256 } of mediamtx_vVERSION_linux_arm64.tar.gz, from checksums.sha256 of its release',
    })
  }
  if (grafana.keySha256 === undefined) {
    problems.push({
      ...{
        file,
        line: 0,
        what: "ronda:grafana.keySha256: nothing says which key signs Grafana's packages",
      },
      remedy:
        'write what curl -fsS https://apt.grafana.com/gpg.key | sha256sum prints, once you trust it',
    })
  }
  return problems
}
