// The script that makes users, database and retention policies of InfluxDB 1, and leaves what is there as it is.
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

const NAME = /^[A-Za-z0-9_-]{1,64}$/
const LENGTH = /^(INF|(\d{1,6}[wdhms])+)$/

/** Ends with 0 when all is there. Throws where a name or a length cannot stand in InfluxQL. */
export function influxSetup(access: InfluxAccess, place: Place, addressFile: string): string {
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
# Makes users, database and retention policies of influxd where they are missing. Passwords come from their files each
# time, so a changed file is a changed password. May be run again at any time.
set -euo pipefail
umask 077
. '${addressFile}'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tell() {
  printf 'influxd: %s\\n' "$*" >&2
  exit 1
}
# Files of passwords, as InfluxQL and as a file for curl have them.
password() {
  [ -s "$1" ] || tell "the password in $1 is missing"
  sed -z "s/[\\\\\\\\']/\\\\\\\\&/g; s/\\\\n\\$//" "$1"
}
login() {
  printf 'user = "%s:' "$1"
  sed -z 's/["\\\\]/\\\\&/g; s/\\n$//' "$2"
  printf '"\\n'
}
# ask FILE-OF-LOGIN, with the statement on stdin; prints the answer.
ask() {
  curl --silent --show-error --max-time 20 --config "$1" --data-urlencode q@- "http://$INFLUXDB_HTTP_BIND_ADDRESS/query"
}
must() {
  local answer
  answer=$(ask "$work/admin") || tell 'does not answer'
  case $answer in *'"error"'*) tell "$answer" ;; esac
  printf '%s' "$answer"
}
login '${admin.name}' ${file(admin)} > "$work/admin"
: > "$work/nobody"
# The first user of all may be made by anybody, and must be an administrator.
{ printf "CREATE USER \\"${admin.name}\\" WITH PASSWORD '"; password ${file(admin)}; printf "' WITH ALL PRIVILEGES"; } |
  ask "$work/nobody" > /dev/null || tell 'does not answer'
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
