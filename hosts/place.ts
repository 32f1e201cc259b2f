// Where a host stands, and so where its secrets come from.
import { secretFileName } from '../fleet/secret.ts'

export type Place =
  /** Secrets come from Secrets Manager by the instance's role, when a unit starts, into memory only. */
  | {
      readonly type: 'aws'
      readonly region: string
      /** Names in Secrets Manager, as `aws-sm:NAME` has them. */
      readonly secrets: readonly string[]
    }
  /** Secrets are files that people put there by hand, each readable by its one user. */
  | { readonly type: 'own' }

const FOLDERS: Readonly<Record<Place['type'], string>> = {
  aws: '/run/ronda/secrets',
  own: '/etc/ronda/secrets',
}

/** Folder of the secrets of a host, one file each. */
export function secretsFolder({ type }: Pick<Place, 'type'>): string {
  return FOLDERS[type]
}

/** File that `aws-sm:NAME` is read from on a host. */
export function secretPath(place: Place, name: string): string {
  return `${secretsFolder(place)}/${secretFileName(name)}`
}
