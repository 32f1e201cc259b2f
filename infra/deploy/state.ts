// Where the state of a stack is, and who keeps its secrets: chosen once, written down, never changed by mistake.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { RondaError } from '../../fleet/error.ts'
import { makeFolder } from '../../fleet/make-folder.ts'

export const KEY_ALIAS = 'alias/ronda-state'
const LOCAL = 'file://~'

const stateSchema = z.strictObject({
  /** URL as `PULUMI_BACKEND_URL` has it. */
  backend: z.string().min(1),
  /** As `--secrets-provider` has it. */
  secrets: z.string().min(1),
  /** AWS account that the stack lives in; absent where it could not be told. */
  account: z.string().optional(),
})
export type State = z.output<typeof stateSchema>

export interface StateWishes {
  /** `s3`, `local` or a URL. */
  readonly state?: string | undefined
  /** `kms`, `passphrase` or a provider as Pulumi has them. */
  readonly secrets?: string | undefined
  readonly region: string
  /** Absent where the AWS CLI is not there. */
  readonly account: string | undefined
}

/** `.deploy/<stack>.json` of the project; people commit it, so that all of them use the same state. */
export function readState(project: string, stack: string): State | undefined {
  const path = fileOf(project, stack)
  if (!existsSync(path)) return undefined
  try {
    return stateSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw new RondaError('RND_CONFIG_INVALID', `.deploy/${stack}.json cannot be read`, {
      remedy: 'bring it back from git, or write {"backend": URL, "secrets": PROVIDER}',
      cause,
    })
  }
}

export function writeState(project: string, stack: string, state: State): void {
  makeFolder(join(project, '.deploy'))
  writeFileSync(fileOf(project, stack), `${JSON.stringify(state, null, 2)}\n`)
}

/**
 * What was wished, or S3 and KMS where nothing was. Throws RND_USAGE where the stack has a state already that is another,
 * or lives in another account: a second, empty state would make everything a second time.
 */
export function chooseState(kept: State | undefined, wishes: StateWishes): State {
  if (kept === undefined) return stateOf(wishes)
  const { account, state, secrets } = wishes
  if (kept.account !== undefined && account !== undefined && kept.account !== account) {
    throw new RondaError(
      'RND_USAGE',
      `this is AWS account ${account}; the stack lives in ${kept.account}`,
      {
        remedy: 'take the credentials of that account (AWS_PROFILE), or choose another stack',
      },
    )
  }
  const wished = stateOf({
    ...wishes,
    state: state ?? kept.backend,
    secrets: secrets ?? kept.secrets,
  })
  for (const [what, flag] of [
    ['backend', '--state'],
    ['secrets', '--secrets'],
  ] as const) {
    if (wished[what] === kept[what]) continue
    throw new RondaError(
      'RND_USAGE',
      `the stack's state is in ${kept.backend}, its secrets by ${kept.secrets}; ${flag} (or PULUMI_BACKEND_URL) says ${wished[what]}`,
      { remedy: 'leave it away; docs/operations.md says how a state is moved' },
    )
  }
  return kept
}

/** Bucket of a backend in S3. */
export function bucketOf({ backend }: State): string | undefined {
  return backend.startsWith('s3://') ? new URL(backend).hostname : undefined
}

/** True where the key is the one that is made here. */
export function hasOwnKey({ secrets }: State): boolean {
  return secrets.startsWith(`awskms://${KEY_ALIAS}?`)
}

function stateOf({ state = 's3', secrets, region, account }: StateWishes): State {
  const backend = state === 's3' ? ownBucket(region, account) : state === 'local' ? LOCAL : state
  if (!/^[a-z0-9]+:\/\/./.test(backend)) {
    throw new RondaError('RND_USAGE', `--state ${state} is neither s3, nor local, nor a URL`, {
      remedy:
        '--state s3, --state local, --state s3://BUCKET?region=REGION or --state file:///FOLDER',
    })
  }
  const usual = backend.startsWith('s3://')
    ? 'kms'
    : backend.startsWith('file://')
      ? 'passphrase'
      : 'default'
  const wanted = secrets ?? usual
  return {
    backend,
    secrets: wanted === 'kms' ? `awskms://${KEY_ALIAS}?region=${region}` : wanted,
    ...(account === undefined ? {} : { account }),
  }
}

function ownBucket(region: string, account: string | undefined): string {
  if (account !== undefined) return `s3://ronda-state-${account}-${region}?region=${region}`
  throw new RondaError(
    'RND_CONFIG_MISSING',
    'a state in S3 is made by the AWS CLI, which is not here',
    {
      remedy:
        'install the AWS CLI; or name a bucket and a key that exist: --state s3://BUCKET?region=REGION --secrets awskms://ALIAS?region=REGION; or --state local',
    },
  )
}

function fileOf(project: string, stack: string): string {
  return join(project, '.deploy', `${stack}.json`)
}
