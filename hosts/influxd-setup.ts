// The script that makes users, database and retention policies of InfluxDB 1, and leaves what is there as it is.
import { influxShell } from './influxd-shell.ts'
import { type Place, secretPath } from './place.ts'

export interface InfluxUser {
  readonly name: string
  /** Name of the secret that is the password. */
  readonly secret: string
}

/** Lengths as InfluxQL has them: `168h`. */
export interface InfluxPolicy {
  readonly name: string
  readonly duration: string
  readonly shard: string
}

export interface InfluxAccess {
  readonly database: string
  /** The first is the default one; none: `ronda store init` makes them with the administrator's login. */
  readonly policies: readonly InfluxPolicy[]
  readonly admin: InfluxUser
  /** Reads and writes the database. */
  readonly writer: InfluxUser
  /** Reads it. */
  readonly reader: InfluxUser
}

/** Files on the host that the script reads and runs. */
export interface SetupFiles {
  /** Of the variable that says where influxd listens. */
  readonly address: string
  /** Program that gives influxd the administrator's password again. */
  readonly newAdmin: string
}

const NAME = /^[A-Za-z0-9_-]{1,64}$/
const LENGTH = /^(INF|(\d{1,6}[wdhms])+)$/
/** After a start at which it reads all of its shards. */
const UP_WITHIN_S = 600

/**
 * Ends with 0 when all is there; with the word `wait`, it first waits until influxd answers. Throws where a name or a
 * length cannot stand in InfluxQL.
 */
export function influxSetup(access: InfluxAccess, place: Place, files: SetupFiles): string {
  const { database, policies, admin, writer, reader } = access
  for (const name of [
    database,
    admin.name,
    writer.name,
    reader.name,
    ...policies.map((p) => p.name),
  ])
    if (!NAME.test(name)) throw new Error(`"${name}" is no name for InfluxDB`)
  for (const length of policies.flatMap(({ duration, shard }) => [duration, shard]))
    if (!LENGTH.test(length)) throw new Error(`"${length}" is no length of time for InfluxDB`)
  const file = ({ secret }: InfluxUser): string => `'${secretPath(place, secret)}'`
  return `#!/bin/bash
# influxd-setup [wait]: makes users, database and retention policies of influxd where they are missing. Passwords come
# from their files each time, so a changed file is a changed password. May be run again at any time.
${influxShell('influxd', files.address)}
# It runs when influxd starts, and at each boot script.
exec 9> /run/lock/ronda-influxd-setup
flock --timeout ${UP_WITHIN_S} 9 || tell 'another set-up of it does not end'
if [ "\${1:-}" = wait ]; then
  until curl --silent --fail --max-time 5 "http://$INFLUXDB_HTTP_BIND_ADDRESS/ping"; do
    [ "$SECONDS" -lt ${UP_WITHIN_S} ] || tell 'influxd does not answer: journalctl -u influxdb'
    sleep 1
  done
fi
login '${admin.name}' ${file(admin)} > "$work/admin"
: > "$work/nobody"
# The first user of all may be made by anybody, and must be an administrator.
{ printf "CREATE USER \\"${admin.name}\\" WITH PASSWORD '"; password ${file(admin)}; printf "' WITH ALL PRIVILEGES"; } |
  ask "$work/nobody" > /dev/null || tell 'influxd does not answer'
# A volume from before, or a file that was written anew: influxd has the password that it had.
known=$(printf 'SHOW DATABASES' | ask "$work/admin") || tell 'influxd does not answer'
case $known in
  *'"error":"authorization failed"'* | *'"error":"user not found"'*)
    ${files.newAdmin} || tell "it does not take the password in "${file(admin)}" for ${admin.name}, and could not be given it"
    ;;
esac
printf 'CREATE DATABASE "${database}"' | must > /dev/null
users=$(printf 'SHOW USERS' | must)
# have NAME FILE
have() {
  case $users in
    *"[\\"$1\\","*) printf 'SET PASSWORD FOR "%s" = ' "$1" ;;
    *) printf 'CREATE USER "%s" WITH PASSWORD ' "$1" ;;
  esac > "$work/statement"
  { printf "'"; password "$2"; printf "'"; } >> "$work/statement"
  must < "$work/statement" > /dev/null
}
have '${writer.name}' ${file(writer)}
have '${reader.name}' ${file(reader)}
printf 'GRANT ALL ON "${database}" TO "${writer.name}"' | must > /dev/null
printf 'GRANT READ ON "${database}" TO "${reader.name}"' | must > /dev/null
${policies.map((policy, at) => policyLines(database, policy, at === 0)).join('\n')}
`
}

/** CREATE does nothing where the same policy is there, and fails where another is: then ALTER. */
function policyLines(database: string, policy: InfluxPolicy, isDefault: boolean): string {
  const { name, duration, shard } = policy
  const how = (verb: string): string =>
    `${verb} RETENTION POLICY "${name}" ON "${database}" DURATION ${duration} REPLICATION 1 SHARD DURATION ${shard}${isDefault ? ' DEFAULT' : ''}`
  return `policies=$(printf 'SHOW RETENTION POLICIES ON "${database}"' | must)
case $policies in
  *'["${name}",'*) printf '${how('ALTER')}' | must > /dev/null ;;
  *) printf '${how('CREATE')}' | must > /dev/null ;;
esac`
}
