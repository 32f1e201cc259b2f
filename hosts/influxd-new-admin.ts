// The script that gives influxd the administrator's password again where it has another one than the file.

import type { InfluxUser } from './influxd-setup.ts'
import { influxShell } from './influxd-shell.ts'
import { type Place, secretPath } from './place.ts'

/** influxd reads all of its shards first. */
const UP_WITHIN_S = 600

/**
 * influxd takes a password only from who has the one before. So it is stopped, run for a moment without a login in a
 * network of its own, which nobody else reaches, and started again: who is root may do that, and needs no old password.
 */
export function influxNewAdmin(
  admin: InfluxUser,
  place: Place,
  files: { readonly address: string; readonly conf: string; readonly user: string },
): string {
  const file = `'${secretPath(place, admin.secret)}'`
  return `#!/bin/bash
# Gives influxd the password of its administrator that is in a file, whatever it was before. influxd is away meanwhile.
if [ "\${1:-}" != alone ]; then
  set -u
  echo "influxd: it has another password of ${admin.name} than "${file}": it is restarted and given that one" >&2
  systemctl stop influxdb.service || exit 1
  unshare --net -- "$0" alone
  given=$?
  systemctl start influxdb.service || given=1
  for _ in $(seq ${UP_WITHIN_S}); do
    # shellcheck source=/dev/null
    . '${files.address}'
    curl --silent --fail --max-time 5 "http://$INFLUXDB_HTTP_BIND_ADDRESS/ping" && exit "$given"
    sleep 1
  done
  echo 'influxd: does not answer after its restart: journalctl -u influxdb' >&2
  exit 1
fi
${influxShell('influxd', files.address)}
ip link set lo up
export INFLUXDB_HTTP_BIND_ADDRESS=127.0.0.1:8086 INFLUXDB_HTTP_AUTH_ENABLED=false
setpriv --reuid=${files.user} --regid=${files.user} --init-groups influxd -config '${files.conf}' > /dev/null 2>&1 &
alone=$!
trap 'kill "$alone" 2> /dev/null || true; wait "$alone" || true; rm -rf "$work"' EXIT
: > "$work/admin"
until curl --silent --fail --max-time 5 "http://$INFLUXDB_HTTP_BIND_ADDRESS/ping"; do
  [ "$SECONDS" -lt ${UP_WITHIN_S} ] || tell 'does not answer'
  kill -0 "$alone" || tell 'does not start without a login'
  sleep 0.5
done
case $(printf 'SHOW USERS' | must) in
  *'["${admin.name}",'*) printf 'SET PASSWORD FOR "${admin.name}" = ' ;;
  *) printf 'CREATE USER "${admin.name}" WITH PASSWORD ' ;;
esac > "$work/statement"
{ printf "'"; password ${file}; printf "'"; } >> "$work/statement"
must < "$work/statement" > /dev/null
printf 'GRANT ALL PRIVILEGES TO "${admin.name}"' | must > /dev/null
`
}
