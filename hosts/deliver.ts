// What changes every day comes to a running machine by a pointer in a bucket: checked, put in place whole, and taken over.
import { configFile } from './base.ts'
import { deliverScript } from './deliver-script.ts'
import type { HostPart } from './join-hosts.ts'
import { unitText } from './unit.ts'

/** Where a delivery comes from and where it is put. */
export interface Delivery {
  /** `s3://BUCKET/FOLDER/current`: an object with the SHA-256 of the archive to use, which is FOLDER/SHA256.tar.gz. */
  readonly pointer: string
  readonly region: string
  /** Folder below which each archive has one of its own, named by its SHA-256. */
  readonly home: string
  /** Link that is pointed at the one in use. */
  readonly link: string
  /** Of what is unpacked; nobody else reads it. `root:grafana`. */
  readonly owner: string
}

export type DeliveredFrom = Pick<Delivery, 'pointer' | 'region'>

/** What is particular to a program; both are bash, run as root, and say on stderr what is wrong. */
export interface DeliveryTo extends Delivery {
  /** Ends with 0 where the folder `$1` can be used. The program may run meanwhile, and is not touched. */
  readonly check: string
  /**
   * The link leads to the folder `$1` by now; `$2` is the one before it, empty at the first time. Ends with 0 when the
   * program runs by it and is well; also where the program does not run, which reads it when it starts.
   */
  readonly apply: string
}

/** Of every archive: the secrets that its contents name, as `secretsList` writes them. */
export const SECRETS_LIST = 'secrets.list'

const FOLDER = '/usr/local/lib/ronda'
/** With the SHA-256 of an archive after it, what the bucket names must be that one. */
export const DELIVER = `${FOLDER}/deliver`
const SERVICE = 'ronda-deliver.service'
const TIMER = 'ronda-deliver.timer'
/** Units of a machine that is delivered to. */
export const DELIVER_UNITS: readonly string[] = [TIMER, SERVICE]

/** Longer than every wait of the script and of what it calls. */
const WITHIN_S = 1500
/** Between two looks at the pointer, and by how much each machine is later than that: they do not all ask at once. */
const LOOK_EVERY = '10min'
const LATER_BY_UP_TO = '2min'

/** The first delivery is a step at boot; later ones come when the machine is told, and by a timer where it was away. */
export function deliveryPart(delivery: DeliveryTo): HostPart {
  return {
    files: [
      configFile(DELIVER, deliverScript(delivery), '0755'),
      configFile(`${DELIVER}-check`, whole(delivery.check), '0755'),
      configFile(`${DELIVER}-apply`, whole(delivery.apply), '0755'),
      configFile(`/etc/systemd/system/${SERVICE}`, serviceText()),
      configFile(`/etc/systemd/system/${TIMER}`, timerText()),
    ],
    steps: [
      {
        says: 'take what is delivered',
        shell: `before=$(readlink '${delivery.link}' || true)
'${DELIVER}' || fail 'it cannot be taken: see above'
[ "$(readlink '${delivery.link}')" = "$before" ] || did "pointed ${delivery.link} at what is delivered"`,
      },
    ],
    units: [TIMER],
  }
}

function whole(script: string): string {
  return `#!/bin/bash\nset -euo pipefail\numask 022\n${script.trimEnd()}\n`
}

function serviceText(): string {
  return unitText({
    says: 'One look at what is to be delivered to this machine.',
    sections: {
      Unit: {
        Description: 'Delivery of what changes every day',
        Wants: 'network-online.target',
        After: 'network-online.target',
      },
      Service: { Type: 'oneshot', ExecStart: { run: [DELIVER] }, TimeoutStartSec: WITHIN_S },
    },
  })
}

function timerText(): string {
  return unitText({
    says: 'A machine that was away when it was told comes to it all the same.',
    sections: {
      Unit: { Description: 'Delivery of what changes every day, looked at now and then' },
      Timer: {
        OnActiveSec: LOOK_EVERY,
        OnUnitInactiveSec: LOOK_EVERY,
        RandomizedDelaySec: LATER_BY_UP_TO,
      },
      Install: { WantedBy: 'timers.target' },
    },
  })
}
