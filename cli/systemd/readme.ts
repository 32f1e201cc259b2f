// README.txt beside the boot scripts: what to do, in order, with the command that writes each secret.
import { secretFileName } from '../../fleet/secret.ts'
import type { Host } from '../../hosts/host.ts'
import type { SystemdPlan } from './plan.ts'
import type { MachineName, ServerNeeds, ServerSecret } from './secrets.ts'

const NEW = 'new'
const FOLDER = '/etc/ronda/secrets'

/** Commands are for bash, on the machine of whoever sets the servers up. */
export function readmeOf(plan: SystemdPlan, hosts: readonly Host[], needs: ServerNeeds): string {
  const { release, consoleUrl, grafanaUrl, backups } = plan
  const isOne = plan.hosts === 'one'
  const machines = machinesOf(plan)
  const at = (name: string): string => machines.find((one) => one.name === name)?.at ?? name
  const where = machines.map((one) => `${one.name}=${one.at}`)
  return `Ronda on your own servers: ${hosts.map(({ name }) => name).join(', ')}
Made by "ronda render systemd". Make it again after a change of ronda.yaml or the estate, copy it and run boot.sh again.

You need ${isOne ? 'a machine' : `${hosts.length} machines`} with Debian 12 where you are root by ssh, and names that lead to the proxy:
  ${new URL(consoleUrl).host}
  ${new URL(grafanaUrl).host}
Ports 80 and 443 of the proxy must be reachable from the internet, for its certificates.
The commands are for bash, in this folder, on the machine that you sit at. ${isOne ? 'The machine is' : 'The machines are'}:

${where.map((one) => `  ${one}`).join('\n')}

1. The release, beside the boot.sh of the worker (SHA-256 ${release.sha256}):

  cp DIST/${release.file} ${isOne ? 'ronda' : 'worker'}/

   DIST is the folder where npm run pack put it.

2. Each folder to its machine:

${machines.map(({ name }) => `  scp -r ${name} "$${name}":`).join('\n')}

3. The secrets, one file each in ${FOLDER}. boot.sh gives each to the user named here, who alone may read it.
   "new" makes a value that nobody need know; what follows "given" is asked for, and you paste it.

  ${NEW}() { od -An -vtx1 -N24 /dev/urandom | tr -d ' \\n'; }
  given() { read -rsp "$1: " S && echo; }
  put() { printf %s "$S" | ssh "$1" "umask 077; cat > '${FOLDER}/$2'"; }
${machines
  .filter(({ name }) => isOne || name !== 'proxy')
  .map(
    ({ name }) =>
      `  ssh "$${name}" 'install -d -m 0755 /etc/ronda && install -d -m 0711 ${FOLDER}'`,
  )
  .join('\n')}
${secretLines(needs.secrets, isOne).join('\n')}
${variableLines(needs, isOne ? 'ronda' : 'worker').join('')}
   The console is opened with the value of ${plan.token}: ssh "$${isOne ? 'ronda' : 'worker'}" cat ${FOLDER}/${plan.token}

4. In this order, each when the one before has ended with "well; N changes":

${hosts.map(({ name }) => `  ssh "$${name}" bash ${name}/boot.sh`).join('\n')}

   It says what failed, and may be run again; a second time it ends with "well; 0 changes".

5. Look:

  ssh "$${isOne ? 'ronda' : 'worker'}" 'cd /etc/ronda/city && runuser -u ronda -- ronda doctor'

   then ${consoleUrl} and ${grafanaUrl}

A copy of InfluxDB is made each night in ${backups.folder} of ${at(isOne ? 'ronda' : 'database')}; the newest ${backups.keep} stay. To make one now, and to
see how it went:

  ssh "$${isOne ? 'ronda' : 'database'}" 'systemctl start ronda-influxd-backup; journalctl -u ronda-influxd-backup -n 5'

The way back is in docs/restore.md. A changed secret: write its file as above, run boot.sh again${isOne ? '' : ', of the database first'}, then
restart who reads it: systemctl restart ronda, systemctl restart grafana-server. InfluxDB takes its own from boot.sh.
`
}

/** As ssh reaches them, in the order in which they are made. */
function machinesOf(plan: SystemdPlan): { readonly name: string; readonly at: string }[] {
  const proxy = { name: 'proxy', at: `root@${new URL(plan.consoleUrl).hostname}` }
  if (plan.hosts === 'one') return [{ ...proxy, name: 'ronda' }]
  const machine = (name: MachineName, address: string) => ({
    name,
    at: `root@${address.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')}`,
  })
  return [
    machine('database', plan.influx.listen),
    machine('worker', plan.console),
    machine('grafana', plan.grafana),
    proxy,
  ]
}

/** What has the same value stands together, so that it is made or asked for once. */
function secretLines(secrets: readonly ServerSecret[], isOne: boolean): string[] {
  const byValue = new Map<string, ServerSecret[]>()
  for (const secret of secrets) {
    const { key } = secret.value
    byValue.set(key, [...(byValue.get(key) ?? []), secret])
  }
  return [...byValue].flatMap(([key, same]) => [
    '',
    same.some(({ value }) => value.from === 'made') ? `  S=$(${NEW})` : `  given '${key}'`,
    ...same.map(
      ({ machine, name, reader, says }) =>
        `  put "$${isOne ? 'ronda' : machine}" '${secretFileName(name)}'   # read by ${reader}: ${says}`,
    ),
  ])
}

function variableLines({ variables, files }: ServerNeeds, machine: string): string[] {
  const lines = variables.map(
    (name) =>
      `\n  given '${name}'\n  printf '${name}=%s\\n' "$S" | ssh "$${machine}" 'umask 077; cat >> /etc/ronda/environment'\n`,
  )
  const others = files.map((path) => `\n   ${path} on ${machine}, written by you, read by ronda\n`)
  return [...lines, ...others]
}
