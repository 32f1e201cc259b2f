// README.txt beside the boot scripts: what to do, in order, and which secrets to write where.
import type { Host } from '../../hosts/host.ts'
import { OWN_SECRETS } from './hosts-of.ts'
import type { SystemdPlan } from './plan.ts'

/** `variables`: those of Grafana's files, each with the name of its secret. */
export function readmeOf(
  plan: SystemdPlan,
  hosts: readonly Host[],
  variables: Readonly<Record<string, string>>,
): string {
  const { release, influx, consoleUrl, grafanaUrl } = plan
  const isOne = plan.hosts === 'one'
  const on = (name: string): string => (isOne ? 'ronda' : name)
  const secrets = [
    [on('database'), OWN_SECRETS.influxAdmin, 'root', 'administrator of InfluxDB'],
    [on('database'), OWN_SECRETS.influxReader, 'root', 'may only read InfluxDB'],
    [
      on('database'),
      influx.secret,
      isOne ? 'ronda' : 'root',
      `password of ${influx.username} of InfluxDB`,
    ],
    ...(isOne ? [] : [['worker', influx.secret, 'ronda', 'the same one']]),
    [on('grafana'), OWN_SECRETS.grafanaAdmin, 'grafana', 'first password of admin of Grafana'],
    ...Object.entries(variables).map(([name, secret]) => [
      on('grafana'),
      secret,
      'grafana',
      `value of ${name}`,
    ]),
  ]
  return `Ronda on your own servers: ${hosts.map(({ name }) => name).join(', ')}
Made by "ronda render systemd". Make it again after a change of ronda.yaml or the estate, and run boot.sh again.

You need ${isOne ? 'a machine' : `${hosts.length} machines`} with Debian 12, root there, and names that lead to the proxy:
  ${new URL(consoleUrl).host}
  ${new URL(grafanaUrl).host}
Ports 80 and 443 of the proxy must be reachable from the internet, for its certificates.

1. Put beside each boot.sh of a worker the release: ${release.file}
   (SHA-256 ${release.sha256})
2. Copy each folder to its machine: ${hosts.map(({ name }) => `${name}/`).join(' ')}
3. Write the secrets, one file each, mode 0640, owner root and the group of the user who reads it:
${secrets.map(([host, name, user, what]) => `   ${host}: /etc/ronda/secrets/${(name ?? '').replaceAll('/', ':')}  read by ${user}: ${what}`).join('\n')}
   and those that ronda.yaml and the estate name (aws-sm:NAME is the file NAME, "/" written as ":"), read by ronda;
   variables (env:NAME) go into /etc/ronda/environment as NAME=value. The users come with the first run of
   boot.sh: where it fails for want of a secret, write it and run boot.sh again.
4. As root, in this order: ${hosts.map(({ name }) => `${name}/boot.sh`).join(', ')}
   Each ends with "well; N changes", or says what failed. Run again it says "well; 0 changes".
5. Look: cd /etc/ronda/city && runuser -u ronda -- ronda doctor
   then ${consoleUrl} and ${grafanaUrl}
`
}
