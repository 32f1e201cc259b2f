// The words of `npm run deploy`, `npm run preview` and `npm run destroy`.
import { parseArgs } from 'node:util'
import { messageOf, RondaError } from '../../fleet/error.ts'
import { didYouMean } from '../../fleet/suggest.ts'

export const ACTS = ['deploy', 'preview', 'destroy'] as const
export type Act = (typeof ACTS)[number]

export interface Options {
  readonly act: Act
  readonly stack: string
  readonly json: boolean
  /** Nobody is asked. */
  readonly yes: boolean
  readonly state?: string
  readonly secrets?: string
  /** The SHA-256 of the key of Grafana's packages is fetched and written into the stack's file first. */
  readonly pin: boolean
  /** Of `destroy`: databases, buckets and volumes go, too. */
  readonly dataToo: boolean
  /** Of `destroy --data-too`: the stack's name, where nobody can type it. */
  readonly confirm?: string
}

const FLAGS = {
  stack: { type: 'string' },
  json: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  pin: { type: 'boolean', default: false },
  state: { type: 'string' },
  secrets: { type: 'string' },
  'data-too': { type: 'boolean', default: false },
  confirm: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

export const USAGE = `Usage: npm run deploy  -- --stack NAME [--pin] [--yes] [--json]
       npm run preview -- --stack NAME [--pin] [--json]
       npm run destroy -- --stack NAME [--yes] [--data-too [--confirm NAME]] [--json]

  --stack NAME     the stack that Pulumi.NAME.yaml describes
  --yes            nobody is asked; needed where nobody sits at a terminal
  --state WHERE    where the state is, the first time: s3 (a bucket of the account, made on first use; the default),
                   local (~/.pulumi of this machine), or a URL that Pulumi knows
  --secrets HOW    who encrypts secrets in the state: kms (with s3), passphrase (with local; PULUMI_CONFIG_PASSPHRASE or
                   PULUMI_CONFIG_PASSPHRASE_FILE), or a provider that Pulumi knows
  --pin            where Pulumi.NAME.yaml lacks ronda:grafana.keySha256: fetches the key of Grafana's packages, compares it
                   with the fingerprint that Grafana publishes, and writes its SHA-256 there
  --data-too       databases, buckets and volumes go, too; the stack's name must be typed, or given by --confirm
  --json           one JSON object a line on stdout
Exit: 0 done, 1 deployed but an address does not answer, 2 wrong use, configuration or rights (nothing was deployed),
130 interrupted (run it again: it goes on); where pulumi itself fails, its own code.
`

/** Gives 'help' where that is asked for. Throws RND_USAGE. */
export function readOptions(words: readonly string[]): Options | 'help' {
  const [act, ...args] = words
  if (act === '--help' || act === '-h') return 'help'
  if (!isAct(act)) throw wrong(`"${act ?? ''}" is none of ${ACTS.join(', ')}`)
  const values = parse(args)
  if (values.help) return 'help'
  const { stack, json, yes, state, secrets, confirm } = values
  if (stack === undefined) throw wrong('--stack is missing: which stack?')
  if (!/^[A-Za-z0-9_-]{1,40}$/.test(stack)) {
    throw wrong(`--stack ${stack}: letters, digits, - and _ only, 40 at most`)
  }
  if (act !== 'destroy' && (values['data-too'] || confirm !== undefined)) {
    throw wrong(`${act} takes away no data: --data-too and --confirm are for destroy`)
  }
  if (act === 'destroy' && values.pin) throw wrong('destroy installs nothing: --pin is for deploy')
  return {
    ...{ act, stack, json, yes },
    pin: values.pin,
    dataToo: values['data-too'],
    ...(state === undefined ? {} : { state }),
    ...(secrets === undefined ? {} : { secrets }),
    ...(confirm === undefined ? {} : { confirm }),
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS, strict: true }).values
  } catch (error) {
    const flag = /'--([\w-]+)/.exec(messageOf(error))?.[1] ?? ''
    const near = Object.hasOwn(FLAGS, flag) ? undefined : didYouMean(flag, Object.keys(FLAGS))
    throw wrong(`${messageOf(error).split('. ')[0]}${near ? `; did you mean --${near}?` : ''}`)
  }
}

function isAct(word: string | undefined): word is Act {
  return ACTS.some((act) => act === word)
}

function wrong(what: string): RondaError {
  return new RondaError('RND_USAGE', what, { remedy: `write it so:\n${USAGE.trimEnd()}` })
}
