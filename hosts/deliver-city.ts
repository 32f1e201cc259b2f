// How a worker takes a city over that was delivered: `ronda check` before, then a restart of the program, a gap of seconds.
import { type Delivery, type DeliveryTo, SECRETS_LIST } from './deliver.ts'
import { fetchSecretsNow } from './secrets-at-boot.ts'

export interface CityDelivery extends Delivery {
  readonly unit: string
  readonly user: string
  /** The program as a command. */
  readonly program: string
  /** Answers 200 where the program is well. */
  readonly health: string
}

/** The program may be away for so long before the city from before is taken back. */
const WELL_WITHIN_S = 60
/** What falls over does so at once: so long after it was well it must still be the same process. */
const STAYS_S = 5

/**
 * `ronda run` reads ronda.yaml and the estate when it starts, so both want a restart. Secrets are fetched before that, and
 * the store records the seconds between as a gap `not-running`.
 */
export function deliveryToWorker(city: CityDelivery): DeliveryTo {
  const { unit, user, program, health, ...delivery } = city
  return {
    ...delivery,
    check: `# deliver-check FOLDER: whether the program can run by the city in FOLDER.
${fetchSecretsNow(`"$1/${SECRETS_LIST}"`)}
cd "$1"
timeout 120 runuser -u ${user} -- ${program} check --config ronda.yaml >&2
`,
    apply: `# deliver-apply FOLDER FOLDER-BEFORE: the program runs by what the link leads to.
state=$(systemctl show --property ActiveState --value ${unit} || true)
case $state in active | activating) ;; *) exit 0 ;; esac
pid() { systemctl show --property MainPID --value ${unit}; }
well() { curl -fsS --max-time 5 ${health} > /dev/null; }
systemctl restart ${unit}
SECONDS=0
until well; do
  if [ "$SECONDS" -ge ${WELL_WITHIN_S} ]; then
    echo "${unit} does not answer within ${WELL_WITHIN_S} s: journalctl -u ${unit}" >&2
    exit 1
  fi
  sleep 1
done
first=$(pid)
sleep ${STAYS_S}
if [ "$(pid)" != "$first" ] || ! well; then
  echo "${unit} falls over: journalctl -u ${unit}" >&2
  exit 1
fi
`,
  }
}
