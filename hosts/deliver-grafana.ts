// How Grafana takes provisioning files over that were delivered: by its own reload, or by a restart where that is not enough.
import { type Delivery, type DeliveryTo, SECRETS_LIST } from './deliver.ts'
import { fetchSecretsNow } from './secrets-at-boot.ts'
import type { UnitCommand } from './unit.ts'

export interface GrafanaDelivery extends Delivery {
  readonly unit: string
  readonly user: string
  /** `http://127.0.0.1:3000`. */
  readonly at: string
  /** File of the password of `admin`, as the stack made it: people may have changed it in Grafana since. */
  readonly password: string
  /** File of variables within the archive; they are read only when Grafana starts. */
  readonly variables: string
  /** Fills a file of variables in, as the user of Grafana. */
  readonly fill: (from: string, to: string) => UnitCommand
}

const WELL_WITHIN_S = 180

/** Dashboards, data sources and alerting are read again while people look on; only new variables need a restart. */
export function deliveryToGrafana(grafana: GrafanaDelivery): DeliveryTo {
  const { unit, user, at, password, variables, fill, ...delivery } = grafana
  const filling = fill(`"$1/${variables}"`, '"$trial/env"').run.join(' ')
  return {
    ...delivery,
    check: `# deliver-check FOLDER: whether Grafana can read the files in FOLDER.
${fetchSecretsNow(`"$1/${SECRETS_LIST}"`)}
trial=$(mktemp -d /run/ronda-trial.XXXXXX)
trap 'rm -rf "$trial"' EXIT
chown ${user}: "$trial"
runuser -u ${user} -- ${filling}
test -s "$1/provisioning/datasources/ronda.yaml"
test -s "$1/provisioning/dashboards/ronda.yaml"
find "$1/provisioning" -name '*.json' -print0 | sort -z | xargs -0 -n 1 python3 -c '
import json, sys
try:
    with open(sys.argv[1], encoding="utf-8") as file:
        json.load(file)
except ValueError as error:
    sys.exit(sys.argv[1] + ": " + str(error))
'
`,
    apply: `# deliver-apply FOLDER FOLDER-BEFORE: Grafana shows what the link leads to.
state=$(systemctl show --property ActiveState --value ${unit} || true)
case $state in active | activating) ;; *) exit 0 ;; esac
restart() {
  echo 'Grafana is restarted' >&2
  systemctl restart ${unit}
  SECONDS=0
  until curl -fsS --max-time 5 ${at}/api/health | grep -q '"database": *"ok"'; do
    if [ "$SECONDS" -ge ${WELL_WITHIN_S} ]; then
      echo 'Grafana does not come up within ${WELL_WITHIN_S} s: journalctl -u ${unit}' >&2
      exit 1
    fi
    sleep 2
  done
  exit 0
}
if [ "$state" != active ] || ! cmp -s "$1/${variables}" "$2/${variables}"; then restart; fi
said=$(mktemp)
trap 'rm -f "$said"' EXIT
for what in datasources dashboards alerting; do
  # By standard input: arguments of a command are seen by everybody on the machine.
  code=$(sed 's/[\\\\"]/\\\\&/g; s/.*/user = "admin:&"/' ${password} |
    curl --config - -sS --max-time 120 --request POST --output "$said" --write-out '%{http_code}' \\
      ${at}/api/admin/provisioning/$what/reload) || code=000
  case $code in
    200) ;;
    # The password was changed in Grafana, or it does not answer: it reads the same files when it starts.
    000 | 401 | 403) restart ;;
    *)
      echo "Grafana does not take the new $what ($code): $(head -c 2000 "$said")" >&2
      exit 1
      ;;
  esac
done
`,
  }
}
