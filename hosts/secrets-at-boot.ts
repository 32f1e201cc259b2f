// How secrets come from Secrets Manager into memory when a unit starts: the list, the program, and the unit's part in it.
import { secretFileName } from '../fleet/secret.ts'
import { FRESH_MARK, fetchProgram } from './fetch-secrets.ts'
import type { HostFile } from './host.ts'
import { type Place, secretsFolder } from './place.ts'
import type { Unit, UnitCommand } from './unit.ts'

const FETCH_SECRETS = '/usr/local/lib/ronda/fetch-secrets'
const LIST = '/etc/ronda/secrets.list'

/** All tries together, and then some. */
export const SECRETS_WITHIN_S = 600

/** Files of a host in AWS; `reader` owns what is fetched. */
export function secretsAtBoot(
  place: Extract<Place, { type: 'aws' }>,
  reader: string,
): readonly HostFile[] {
  return [
    { path: LIST, text: secretsList(place.secrets), mode: '0644', owner: 'root:root' },
    {
      path: FETCH_SECRETS,
      text: fetchProgram({
        ...{ region: place.region, folder: secretsFolder(place), reader },
        service: `https://secretsmanager.${place.region}.amazonaws.com`,
        metadata: 'http://169.254.169.254',
      }),
      mode: '0755',
      owner: 'root:root',
    },
  ]
}

/** Text of a list of secrets, each with the file that it is written into. */
export function secretsList(names: readonly string[]): string {
  const lines = [...new Set(names)].sort().map((name) => `${secretFileName(name)} ${name}\n`)
  return lines.join('')
}

/**
 * What a unit runs before it starts; nothing where people put the files there. `delivered`: file of a further list, which
 * comes with what is delivered.
 */
export function fetchSecrets(place: Place, delivered?: string): readonly UnitCommand[] {
  if (place.type !== 'aws') return []
  return [{ as: '+', run: [FETCH_SECRETS, LIST, ...(delivered === undefined ? [] : [delivered])] }]
}

/** Shell: the same before it is needed, which takes the place of what the unit would fetch at its next start. */
export function fetchSecretsNow(delivered?: string): string {
  return [FETCH_SECRETS, '--fresh', LIST, ...(delivered === undefined ? [] : [delivered])].join(' ')
}

/** Where a secret was changed since they were fetched beforehand: the next start fetches them all. */
export function forgetFresh(place: Pick<Place, 'type'>): UnitCommand {
  return { as: '+', run: ['/bin/rm', '-f', `${secretsFolder(place)}/${FRESH_MARK}`] }
}

/** For a unit of somebody else's package: a file of its `.service.d` folder. */
export function fetchSecretsDropIn(place: Place, says: string): Unit {
  return {
    says,
    sections: {
      Unit: { Wants: 'network-online.target', After: 'network-online.target' },
      Service: { ExecStartPre: fetchSecrets(place), TimeoutStartSec: SECRETS_WITHIN_S },
    },
  }
}
