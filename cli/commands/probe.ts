// `ronda probe`: climbs the whole ladder once and shows what every rung said.
import { statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { messageOf, RondaError } from '../../fleet/error.ts'
import type { Credentials } from '../../probes/auth/credentials.ts'
import type { Arguments, Command, CommandContext } from '../command.ts'
import type { Config } from '../config.ts'
import { CONFIG_OPTION, configOf } from '../data-folder.ts'
import { probeCameras } from '../probe/cameras.ts'
import { type Climbed, Climber } from '../probe/climb.ts'
import { type Goal, goalOf } from '../probe/goal.ts'
import { probeAddress } from '../probe/ping.ts'
import { planFor } from '../probe/plan.ts'
import { probePortal } from '../probe/portal.ts'
import { tell } from '../probe/told.ts'
import { cityOf } from '../run/city.ts'
import { resolveSecret } from '../secrets.ts'

const INTERRUPTED = 130

export const command: Command = {
  name: 'probe',
  summary: 'climbs the ladder of one feed, NVR or portal once, and shows what every rung said',
  usage: 'URL|TARGET [--user NAME --password env:NAME] [--picture FILE] [--config FILE]',
  example: [
    'ronda probe cam-00012',
    'camera cam-00012 "RT 03/RW 05 Bulusan 1", slot 1 of nvr-0007 (127.18.0.7)',
    '  ok      connect      0.7 ms  the port is open',
    '  ok      keyframe      912 ms  a whole keyframe of 640x360 came',
    "  FAILED  picture              black all over, without a sensor's noise",
    'Found: black, of this look alone.',
    'Published: black; down since 10:33:50 WIB (3 min 46 s).',
    'Remedy: look at the camera: lens, power of its light, its own web page.',
  ].join('\n'),
  options: {
    ...CONFIG_OPTION,
    user: { type: 'string', value: 'NAME', help: 'user of the NVR; stands over the estate' },
    password: {
      type: 'string',
      value: 'REF',
      help: 'where its password is: env:NAME or file:/path',
    },
    picture: {
      type: 'string',
      value: 'FILE',
      help: "write the picture there, as JPEG: the stream's, else the NVR's own",
    },
  },
  positionals: [1, 1],
  run,
}

async function run({ values, positionals }: Arguments, context: CommandContext): Promise<number> {
  const config = configOf(values)
  const given = credentialsOf(values)
  const { picture } = values
  const file = typeof picture === 'string' ? picture : undefined
  const goal = await goalOf(positionals[0] ?? '', given, () => cityOf(config))
  if (file !== undefined) mayBeWritten(file, goal)
  const plan = planFor(config, goal, given)
  const climber = new Climber(plan.options)
  try {
    if (!context.json) context.out(`${goal.title}\n`)
    const wantsPicture = file !== undefined
    const means = { config, given, plan, climber, wantsPicture, context }
    const { code, climbed } = await probe(goal, means)
    if (context.signal.aborted) {
      context.err('interrupted: what was found until then is printed above\n')
      return INTERRUPTED
    }
    if (climber.lack !== undefined) context.err(`${climber.lack}\n`)
    if (file !== undefined) keepPicture(climbed, file, context)
    return code
  } finally {
    await climber.close()
  }
}

interface Means {
  readonly config: Config
  readonly given: Credentials | undefined
  readonly plan: ReturnType<typeof planFor>
  readonly climber: Climber
  readonly wantsPicture: boolean
  readonly context: CommandContext
}

async function probe(
  goal: Goal,
  { config, given, plan, climber, wantsPicture, context }: Means,
): Promise<{ readonly code: number; readonly climbed: readonly Climbed[] }> {
  switch (goal.kind) {
    case 'portal':
      return await probePortal(goal, climber, context)
    case 'address':
      return { code: await probeAddress(goal, context), climbed: [] }
    case 'stream': {
      const climbed = await climber.stream(goal.stream, [], context.signal)
      const circumstances = { hasLogin: given !== undefined, isUnserved: false }
      if (!context.signal.aborted) {
        tell({ id: goal.title, climbed, circumstances, timezone: 'UTC' }, context)
      }
      return { code: codeOf([climbed]), climbed: [climbed] }
    }
    case 'cameras': {
      const { climbed, fault } = await probeCameras(goal, plan, climber, {
        config,
        wantsPicture,
        context,
      })
      const isMute = climbed.length === 0 && fault !== undefined
      return { code: isMute ? 1 : codeOf(climbed), climbed }
    }
  }
}

/** A picture that was not seen is not known to be live. */
function codeOf(climbed: readonly Climbed[]): number {
  return climbed.every(({ found }) => found === 'live') ? 0 : 1
}

/** Before anything is asked for. */
function mayBeWritten(file: string, { kind }: Goal): void {
  if (kind === 'address') {
    throw new RondaError('RND_USAGE', '--picture: what is only pinged has no picture', {
      remedy: 'leave it out, or probe a camera',
    })
  }
  const isFolder = (path: string) =>
    statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  if (!isFolder(dirname(file)) || isFolder(file)) throw notWritten(file, 'no such place for a file')
}

/** The first that was decoded. */
function keepPicture(climbed: readonly Climbed[], file: string, context: CommandContext): void {
  const jpeg = climbed.find((each) => each.jpeg)?.jpeg
  if (jpeg === undefined) {
    context.err(`There is no picture: ${file} is not written.\n`)
    return
  }
  try {
    writeFileSync(file, jpeg, { mode: 0o600 })
  } catch (cause) {
    throw notWritten(file, messageOf(cause), cause)
  }
  if (!context.json) context.out(`Picture: ${file}\n`)
}

function notWritten(file: string, why: string, cause?: unknown): RondaError {
  return new RondaError('RND_USAGE', `cannot write ${file}: ${why}`, {
    remedy: 'name a file in a folder that is there and may be written to',
    cause,
  })
}

function credentialsOf({ user, password }: Arguments['values']): Credentials | undefined {
  if (user === undefined && password === undefined) return undefined
  if (typeof user !== 'string' || typeof password !== 'string') {
    throw new RondaError('RND_USAGE', 'only one of --user and --password', {
      remedy: 'give both: --user ronda --password env:RONDA_NVR_PASSWORD',
    })
  }
  // Whoever writes the password itself there shall not see it again in a log.
  if (!/^(env|file):/.test(password)) {
    throw new RondaError('RND_USAGE', '--password wants to know where the password is', {
      remedy: 'put it into a variable or a file and give --password env:NAME or file:/path',
    })
  }
  return { user, password: resolveSecret(password) }
}
