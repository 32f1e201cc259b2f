// `ronda probe`: climbs the whole ladder once and shows what every rung said.
import { writeFileSync } from 'node:fs'
import { messageOf, RondaError } from '../../fleet/error.ts'
import type { Camera, Nvr } from '../../fleet/model.ts'
import { Secret } from '../../fleet/secret.ts'
import type { Credentials } from '../../probes/auth/credentials.ts'
import { streamAddress } from '../../probes/feeds/stream-address.ts'
import { slotOf } from '../../probes/feeds/visit-rungs.ts'
import type { NvrLook } from '../../probes/nvr/nvr-look.ts'
import type { Arguments, Command, CommandContext } from '../command.ts'
import type { Config } from '../config.ts'
import { CONFIG_OPTION, configOf } from '../data-folder.ts'
import { type Climbed, Climber, nvrTarget } from '../probe/climb.ts'
import { type Goal, goalOf } from '../probe/goal.ts'
import { probeAddress } from '../probe/ping.ts'
import { probePortal } from '../probe/portal.ts'
import { remedyFor } from '../probe/remedy.ts'
import { rungLine } from '../probe/rung-lines.ts'
import { cityOf } from '../run/city.ts'
import { feedLogins } from '../run/feeds/city.ts'
import { locationOf } from '../run/feeds/location.ts'
import { resolveSecret } from '../secrets.ts'

/** As wide as the page shows it. */
const PICTURE_SIDE = 640
const LIVE_ENOUGH: ReadonlySet<string> = new Set(['live', 'nvr_busy', 'unknown'])

export const command: Command = {
  name: 'probe',
  summary: 'climbs the ladder of one feed, NVR or portal once, and shows what every rung said',
  usage: 'URL|TARGET [--user NAME --password env:NAME] [--picture FILE] [--config FILE]',
  example: [
    'ronda probe cam-00012',
    'camera cam-00012 "RT 03/RW 05 Bulusan 1", slot 1 of nvr-0007 (127.18.0.7)',
    '  ok      nvr_api       6.1 ms  Hikvision ISAPI: 1 of 4 slots connected, slot 1 is.',
    '  ok      connect       0.6 ms  Connected.',
    '  ok      keyframe      912 ms  640x360 H.264, 30.6 kB.',
    '  ok      picture               mean 16.0, deviation 0.0',
    'Found: black. Remedy: look at the camera: lens, power of its light, its own web page.',
  ].join('\n'),
  options: {
    ...CONFIG_OPTION,
    user: { type: 'string', value: 'NAME', help: 'user name, for a URL' },
    password: {
      type: 'string',
      value: 'REF',
      help: 'where its password is: env:NAME or file:/path',
    },
    picture: { type: 'string', value: 'FILE', help: 'write the decoded picture there, as JPEG' },
  },
  positionals: [1, 1],
  run,
}

interface Answer {
  readonly id: string
  readonly found: string
  readonly detail?: string | undefined
  readonly remedy: string
  readonly climbed: Climbed
}

async function run({ values, positionals }: Arguments, context: CommandContext): Promise<number> {
  const config = configOf(values)
  const given = credentialsOf(values)
  const goal = await goalOf(positionals[0] ?? '', given, () => cityOf(config))
  switch (goal.kind) {
    case 'portal':
      return await probePortal(goal, context)
    case 'address':
      return await probeAddress(goal, context)
    case 'stream':
    case 'cameras':
      return await probeFeeds(goal, config, given, values['picture'], context)
  }
}

async function probeFeeds(
  goal: Extract<Goal, { kind: 'stream' | 'cameras' }>,
  config: Config,
  given: Credentials | undefined,
  picture: string | boolean | undefined,
  context: CommandContext,
): Promise<number> {
  const { decoder, thresholds } = config.feeds
  const fleet = config.estate === undefined ? undefined : await cityOf(config)
  const climber = new Climber({
    thresholds,
    decoder: decoder === 'none' ? undefined : decoder,
    pictureSide: PICTURE_SIDE,
    ...locationOf(fleet ?? (await cityOf(config)), config.feeds, Date.now()),
  })
  try {
    if (!context.json) context.out(`${goal.title}\n`)
    const answers =
      goal.kind === 'stream'
        ? [await probeStream(goal, climber, config, context)]
        : await probeCameras(goal, climber, config, given, context)
    if (context.signal.aborted) return 130
    keepPicture(answers, picture, context)
    if (climber.decoderLack !== undefined && decoder !== 'none' && !context.json) {
      context.err(
        `No picture was decoded (${decoder}: ${climber.decoderLack}). apt-get install ffmpeg brings a decoder.\n`,
      )
    }
    return answers.every(({ found }) => LIVE_ENOUGH.has(found)) ? 0 : 1
  } finally {
    await climber.close()
  }
}

async function probeStream(
  goal: Extract<Goal, { kind: 'stream' }>,
  climber: Climber,
  config: Config,
  context: CommandContext,
): Promise<Answer> {
  const target = { ...goal.stream, verifyTls: config.feeds.verifyTls }
  const climbed = await climber.stream(target, goal.masks, context.signal)
  return tell(goal.title, climbed, context)
}

async function probeCameras(
  { nvr, cameras }: Extract<Goal, { kind: 'cameras' }>,
  climber: Climber,
  config: Config,
  given: Credentials | undefined,
  context: CommandContext,
): Promise<readonly Answer[]> {
  const credentials = given ?? (await credentialsFor(nvr, config))
  const { verifyTls } = config.feeds
  const said = await climber.nvr(
    nvrTarget({ ...nvr, host: nvr.address, port: nvr.httpPort }, credentials, verifyTls),
    context.signal,
  )
  if (context.json) context.out(`${JSON.stringify({ id: nvr.id, ...said })}\n`)
  else for (const rung of said.rungs) context.out(`${rungLine(rung)}\n`)
  const answers: Answer[] = []
  for (const camera of cameras) {
    if (context.signal.aborted) break
    if (cameras.length > 1 && !context.json)
      context.out(`camera ${camera.id} "${camera.name}", slot ${camera.slot}\n`)
    const climbed = await climbCamera(
      camera,
      nvr,
      said,
      { climber, credentials, verifyTls },
      context,
    )
    answers.push(tell(camera.id, climbed, context))
  }
  return answers
}

async function climbCamera(
  camera: Camera,
  nvr: Nvr,
  said: NvrLook,
  by: {
    readonly climber: Climber
    readonly credentials: Credentials | undefined
    readonly verifyTls: boolean
  },
  context: CommandContext,
): Promise<Climbed> {
  // One refused password is enough: a second one may lock the account.
  if (said.fault === 'auth') return { found: 'auth_failed', detail: 'auth', rungs: [] }
  const slot = slotOf(said, camera.slot)
  if (slot?.connected === 'no') {
    return { found: 'video_loss', detail: slot.reason ?? 'no_video', rungs: [] }
  }
  const address = streamAddress(
    { sub: camera.sub, main: camera.main, slot: camera.slot },
    { host: nvr.address, rtspPort: nvr.rtspPort, tls: nvr.tls, vendor: nvr.vendor },
    by.credentials,
  )
  if ('lack' in address) {
    return {
      found: 'channel_missing',
      rungs: [{ rung: 'describe', result: 'failed', says: address.lack }],
    }
  }
  const masks = (camera.masks ?? []).map(({ x, y, width, height }) => ({
    x: x / 100,
    y: y / 100,
    width: width / 100,
    height: height / 100,
  }))
  return await by.climber.stream({ ...address, verifyTls: by.verifyTls }, masks, context.signal)
}

function tell(id: string, climbed: Climbed, context: CommandContext): Answer {
  const { found, detail, rungs, features } = climbed
  const remedy = remedyFor(found, detail)
  if (context.json) {
    context.out(`${JSON.stringify({ id, found, detail, remedy, rungs, features })}\n`)
  } else {
    const why = detail === undefined ? '' : ` (${detail})`
    const lines = [
      ...rungs.map(rungLine),
      `Found: ${found}${why}.${remedy === '' ? '' : ` Remedy: ${remedy}.`}`,
    ]
    context.out(`${lines.join('\n')}\n`)
  }
  return { id, found, detail, remedy, climbed }
}

/** The first that was decoded. */
function keepPicture(
  answers: readonly Answer[],
  file: string | boolean | undefined,
  context: CommandContext,
): void {
  if (typeof file !== 'string') return
  const jpeg = answers.find(({ climbed }) => climbed.jpeg)?.climbed.jpeg
  if (jpeg === undefined) {
    context.err(`No picture was decoded: ${file} is not written.\n`)
    return
  }
  try {
    writeFileSync(file, jpeg, { mode: 0o600 })
  } catch (cause) {
    throw new RondaError('RND_USAGE', `cannot write ${file}: ${messageOf(cause)}`, {
      remedy: 'name a file in a folder that is there and may be written to',
      cause,
    })
  }
  if (!context.json) context.out(`Picture: ${file}\n`)
}

function credentialsOf({ user, password }: Arguments['values']): Credentials | undefined {
  if (user === undefined && password === undefined) return undefined
  if (typeof user !== 'string' || typeof password !== 'string') {
    throw new RondaError('RND_USAGE', 'only one of --user and --password', {
      remedy: 'give both: --user ronda --password env:RONDA_NVR_PASSWORD',
    })
  }
  return { user, password: resolveSecret(password) }
}

async function credentialsFor(nvr: Nvr, config: Config): Promise<Credentials | undefined> {
  const login = feedLogins(config, { nvrs: [nvr] }).get(nvr.id)
  return login && { user: login.user, password: new Secret(login.password) }
}
