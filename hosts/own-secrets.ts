// Secrets that people wrote on a host by hand: each is given to the one user that reads it, and what is missing is told.
import { secretFileName } from '../fleet/secret.ts'
import type { HostPart } from './join-hosts.ts'
import { secretsFolder } from './place.ts'
import { shellQuoted } from './shell-quoted.ts'

export interface OwnSecret {
  /** As `aws-sm:NAME` has it. */
  readonly name: string
  /** User of the host, who alone may read it; root reads it besides. */
  readonly reader: string
}

const FOLDER = secretsFolder({ type: 'own' })

/** Throws where two users are to read one file. */
export function ownSecrets(secrets: readonly OwnSecret[]): HostPart {
  const readers = new Map<string, string>()
  for (const { name, reader } of secrets) {
    const file = secretFileName(name)
    const other = readers.get(file) ?? reader
    if (other !== reader)
      throw new Error(`${FOLDER}/${file} is to be read by ${other} and ${reader}`)
    readers.set(file, reader)
  }
  if (readers.size === 0) return {}
  const lines = [...readers].map(([file, reader]) => `secret ${shellQuoted(file)} ${reader}`)
  return {
    steps: [
      {
        says: 'give each secret to its one user',
        shell: `lacking=''
# secret FILE USER
secret() {
  local path=${FOLDER}/$1
  if [ ! -s "$path" ]; then
    lacking+=" $1"
  elif [ "$(stat -c '%U %a' "$path")" != "$2 400" ]; then
    chown "$2:" "$path"
    chmod 0400 "$path"
    did "gave the secret $1 to $2, and to nobody else"
  fi
}
${lines.join('\n')}
[ -z "$lacking" ] || fail "these are missing in ${FOLDER}:$lacking; README.txt says how each is written, then run this again"`,
      },
    ],
  }
}
