// How MediaMTX takes paths over that were delivered: it reads its file again by itself, and what did not change goes on.
import { type Delivery, type DeliveryTo, SECRETS_LIST } from './deliver.ts'
import { fetchSecretsNow } from './secrets-at-boot.ts'
import type { UnitCommand } from './unit.ts'

export interface RelayDelivery extends Delivery {
  readonly unit: string
  readonly user: string
  /** MediaMTX. */
  readonly program: string
  /** File with the secrets filled in, in memory: the one that the program was started with. */
  readonly filled: string
  /** Fills a file in, as the user of the program. */
  readonly fill: (from: string, to: string) => UnitCommand
}

/** A configuration that it does not take ends MediaMTX at once; the longest one is read within this. */
const TRIAL_S = 5
/** Switched off for the trial, which would otherwise meet the ports of the relay that runs. */
const LISTENERS = [
  'RTSP',
  'HLS',
  'WEBRTC',
  'METRICS',
  'RTMP',
  'SRT',
  'MOQ',
  'API',
  'PLAYBACK',
  'PPROF',
]

/**
 * MediaMTX looks at its file and reloads where it changed: paths that stay as they are keep their readers, others are
 * closed or made. A file that it cannot take ends it instead (internal/core/core.go), so each is first tried by a second
 * one that listens nowhere and, its sources being on demand, asks nobody.
 */
export function deliveryToRelay(relay: RelayDelivery): DeliveryTo {
  const { unit, user, program, filled, fill, ...delivery } = relay
  const asUser = (command: UnitCommand) => `runuser -u ${user} -- ${command.run.join(' ')}`
  const quiet = LISTENERS.map((name) => `MTX_${name}=no`).join(' ')
  return {
    ...delivery,
    check: `# deliver-check FOLDER: whether MediaMTX runs by the configuration in FOLDER.
${fetchSecretsNow(`"$1/${SECRETS_LIST}"`)}
trial=$(mktemp -d /run/ronda-trial.XXXXXX)
trap 'rm -rf "$trial"' EXIT
chown ${user}: "$trial"
${asUser(fill('"$1/mediamtx.yml"', '"$trial/mediamtx.yml"'))}
code=0
runuser -u ${user} -- env ${quiet} timeout ${TRIAL_S} ${program} "$trial/mediamtx.yml" >&2 || code=$?
# It is the time that ends it where all is well.
[ "$code" = 124 ]
`,
    apply: `# deliver-apply FOLDER FOLDER-BEFORE: MediaMTX runs by what the link leads to.
state=$(systemctl show --property ActiveState --value ${unit} || true)
case $state in active | activating) ;; *) exit 0 ;; esac
pid() { systemctl show --property MainPID --value ${unit}; }
[ "$state" = active ] || systemctl restart ${unit}
first=$(pid)
${asUser(fill(`${delivery.link}/mediamtx.yml`, filled))}
sleep ${TRIAL_S}
if [ "$(pid)" != "$first" ] || ! systemctl is-active --quiet ${unit}; then
  echo '${unit} falls over: journalctl -u ${unit}' >&2
  exit 1
fi
`,
  }
}
