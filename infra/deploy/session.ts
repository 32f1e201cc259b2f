// What a run knows after its first steps: the stack's file, whose account it is, the tools, and where the state is.
import { RondaError } from '../../fleet/error.ts'
import { listProblems, type Problem } from '../../fleet/problem.ts'
import { type Aws, hasBucket, type Identity, identify, makeBucket, makeKey } from './aws.ts'
import type { Options } from './options.ts'
import { projectBackend, readStackFile, type StackFile } from './stack-file.ts'
import { bucketOf, chooseState, hasOwnKey, readState, type State, writeState } from './state.ts'
import type { Step } from './steps.ts'
import { tell } from './steps.ts'
import { ask, show, ToolFailed } from './tool.ts'
import { findOnPath, findPulumi } from './tools.ts'
import type { StackCheck, World } from './world.ts'

export interface Session {
  readonly world: World
  readonly options: Options
  /** As it was read last. */
  file: StackFile
  /** Of all tools. */
  env: NodeJS.ProcessEnv
  identity?: Identity
  state?: State
  checked?: StackCheck
  pulumi: readonly string[]
}

/** Throws where there is no such stack, or nobody could be asked what must be asked. */
export function openSession(world: World, options: Options): Session {
  const file = readStackFile(world.project, options.stack)
  const { AWS_PROFILE: named } = world.env
  if (file.profile !== undefined && named !== undefined && named !== file.profile) {
    throw new RondaError(
      'RND_CONFIG_INVALID',
      `AWS_PROFILE is ${named}; aws:profile of Pulumi.${options.stack}.yaml is ${file.profile}`,
      { remedy: 'leave one of them away: tools and program must mean one account' },
    )
  }
  const env = {
    ...world.env,
    ...(file.profile === undefined ? {} : { AWS_PROFILE: file.profile }),
    PULUMI_SKIP_UPDATE_CHECK: 'true',
  }
  return { world, options, file, env, pulumi: [] }
}

/** Every problem of configuration and estate at once, before anything is asked or made. */
export function checkStep(session: Session): Step {
  const { world, options } = session
  return {
    name: 'check',
    isQuiet: true,
    says: 'reading the configuration, ronda.yaml and the estate (some seconds)',
    run: async () => {
      const checked = await world.check(session.file)
      session.checked = checked
      const { lines } = checked
      const problems = [...checked.problems, ...passphraseProblems(session)]
      if (problems.length > 0) {
        tell(world, options.json, { problems })
        const all = listProblems(problems).join('\n')
        throw new RondaError(
          'RND_CONFIG_INVALID',
          `the stack ${options.stack} cannot be:\n${all}`,
          {
            remedy: 'mend them all and run it again; nothing was created',
          },
        )
      }
      if (options.json) tell(world, true, { plan: lines })
      else world.err(`${lines.map((line) => `  ${line}`).join('\n')}\n`)
      return 'nothing wrong'
    },
  }
}

export function accountStep(session: Session): Step {
  return {
    name: 'account',
    isQuiet: true,
    says: 'asking AWS who we are',
    run: async () => {
      const aws = awsOf(session)
      if (aws === undefined) return 'the AWS CLI is not here; Pulumi will say whose account it is'
      session.identity = await identify(aws)
      return `${session.identity.account} as ${session.identity.arn}, ${session.file.region}`
    },
  }
}

export function toolsStep(session: Session): Step {
  const { world } = session
  return {
    name: 'tools',
    isQuiet: true,
    says: 'looking for the Pulumi CLI',
    run: async () => {
      const tool = findPulumi(world)
      if (!session.options.json) world.err(`  ${tool.says}\n`)
      session.pulumi = tool.words
      const ran = await ask(world, [...tool.words, 'version'], session.env)
      if (ran.code !== 0) {
        world.err(ran.stderr)
        throw new ToolFailed('pulumi version', ran.code)
      }
      return `Pulumi ${ran.stdout.trim()}`
    },
  }
}

/** Chooses the state; with `make`, bucket and key are made and the choice is written down. */
export function stateStep(session: Session): Step {
  const { world, options, file } = session
  return {
    name: 'state',
    isQuiet: true,
    says: 'making sure of the state and its key',
    run: async () => {
      const kept = readState(world.project, options.stack)
      const state = chooseState(kept, {
        state: options.state ?? world.env['PULUMI_BACKEND_URL'] ?? projectBackend(world.project),
        secrets: options.secrets,
        region: file.region,
        account: session.identity?.account,
      })
      await makeState(session, state, kept !== undefined)
      useState(session, state)
      if (kept === undefined) writeState(world.project, options.stack, state)
      return `${state.backend}, secrets by ${state.secrets.split('?')[0]}`
    },
  }
}

/** From here on Pulumi works with this state. */
export function useState(session: Session, state: State): void {
  session.state = state
  session.env = { ...session.env, PULUMI_BACKEND_URL: state.backend }
}

export function selectStep(session: Session): Step {
  const { stack } = session.options
  return {
    name: 'stack',
    says: `selecting the stack ${stack}`,
    run: async () => {
      const { secrets = 'default' } = session.state ?? {}
      await pulumi(session, ['stack', 'select', stack, '--create', '--secrets-provider', secrets])
      return stack
    },
  }
}

/** A command of Pulumi that people watch. Throws ToolFailed with its exit code. */
export async function pulumi(session: Session, args: readonly string[]): Promise<void> {
  const { world, options, env } = session
  const alone = world.tty ? [] : ['--non-interactive']
  const code = await show(world, [...session.pulumi, ...args, ...alone], env, options.json)
  if (code !== 0) throw new ToolFailed(`pulumi ${args.slice(0, 2).join(' ')}`, code)
}

/** A command of Pulumi that answers. Throws ToolFailed with its exit code. */
export async function askPulumi(session: Session, args: readonly string[]): Promise<unknown> {
  const { world, env } = session
  const ran = await ask(world, [...session.pulumi, ...args, '--non-interactive'], env)
  if (ran.code !== 0) {
    world.err(ran.stderr)
    throw new ToolFailed(`pulumi ${args.slice(0, 2).join(' ')}`, ran.code)
  }
  return JSON.parse(ran.stdout)
}

async function makeState(session: Session, state: State, isKept: boolean): Promise<void> {
  const [bucket, aws, account] = [bucketOf(state), awsOf(session), session.identity?.account]
  if (bucket === undefined || aws === undefined || account === undefined) return
  if (!isKept) {
    const keyArn = hasOwnKey(state) ? await makeKey(aws) : undefined
    await makeBucket(aws, bucket, account, keyArn)
  } else if (!(await hasBucket(aws, bucket, account))) {
    throw new RondaError('RND_CONFIG_INVALID', `the bucket of the state is gone: ${bucket}`, {
      remedy: `an empty state would make everything a second time; bring the bucket back, or remove .deploy/${session.options.stack}.json if the stack is gone, too`,
    })
  }
}

/** Pulumi asks for it at a terminal; elsewhere it is missed before anything is packed. */
function passphraseProblems({ world, options, file }: Session): Problem[] {
  const { PULUMI_CONFIG_PASSPHRASE: text, PULUMI_CONFIG_PASSPHRASE_FILE: path } = world.env
  if (world.tty || text !== undefined || path !== undefined || 'problems' in file.read) return []
  const kept = readState(world.project, options.stack)
  const wished = options.state ?? world.env['PULUMI_BACKEND_URL'] ?? projectBackend(world.project)
  // A first preview works on a state of its own.
  if (options.act === 'preview' && kept === undefined && options.state === undefined) return []
  const isLocal = wished === 'local' || wished?.startsWith('file://') === true
  const secrets = options.secrets ?? kept?.secrets ?? (isLocal ? 'passphrase' : '')
  if (secrets !== 'passphrase') return []
  const what = 'the passphrase of the state is missing'
  const remedy = 'set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE'
  return [{ file: 'environment', line: 0, what, remedy }]
}

export function awsOf({ world, env, file }: Session): Aws | undefined {
  const path = findOnPath(world, 'aws')
  return path === undefined ? undefined : { world, path, env, region: file.region }
}
