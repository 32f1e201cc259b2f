// `ronda probe` of a camera, or of an NVR with all its cameras: its own word first, then one stream after the other.
import type { Camera } from '../../fleet/model.ts'
import { Secret } from '../../fleet/secret.ts'
import type { Credentials } from '../../probes/auth/credentials.ts'
import type { FeedCamera, FeedNvr, FeedPlan } from '../../probes/feeds/plan.ts'
import type { Rung } from '../../probes/feeds/rung.ts'
import { streamAddress } from '../../probes/feeds/stream-address.ts'
import { slotOf } from '../../probes/feeds/visit-rungs.ts'
import type { NvrLook } from '../../probes/nvr/nvr-look.ts'
import type { CommandContext } from '../command.ts'
import type { Config } from '../config.ts'
import { isMadeUp } from '../run/feeds/city.ts'
import { findRunning } from '../running.ts'
import type { Climbed, Climber } from './climb.ts'
import type { Goal } from './goal.ts'
import { rungLines } from './lines.ts'
import { publishedOf } from './published.ts'
import { tell } from './told.ts'

type CameraGoal = Extract<Goal, { readonly kind: 'cameras' }>

const FORBIDDEN = 403
/** Found of one camera, they hold for every one that is asked at the same place. */
const OF_THE_PLACE: ReadonlySet<string> = new Set(['auth_failed', 'nvr_service_down'])

export interface CamerasMeans {
  readonly config: Config
  /** Somebody wants to see it: where the stream gives no picture, the NVR is asked for its own. */
  readonly wantsPicture: boolean
  readonly context: CommandContext
}

/** What each camera came to, in their order. After an interruption those that were not asked are left out. */
export async function probeCameras(
  { fleet: { cameras, timezone } }: CameraGoal,
  plan: FeedPlan,
  climber: Climber,
  { config, wantsPicture, context }: CamerasMeans,
): Promise<{ readonly climbed: readonly Climbed[]; readonly fault: NvrLook['fault'] }> {
  const [known] = plan.nvrs as readonly [FeedNvr]
  const credentials = known.credentials && {
    user: known.credentials.user,
    password: new Secret(known.credentials.password),
  }
  const said = await askNvr(known, credentials, climber, context.signal)
  const { fault } = said
  if (context.signal.aborted) return { climbed: [], fault }
  if (context.json) context.out(`${JSON.stringify({ id: known.id, ...said })}\n`)
  else for (const rung of said.rungs) context.out(`${rungLines(rung).join('\n')}\n`)
  const places = new Map<string, Climbed>()
  const done: Climbed[] = []
  const remedies = new Set<string>()
  const isUnserved = isMadeUp(config) && findRunning(config.data) === undefined
  for (const [i, camera] of cameras.entries()) {
    const of = { nvr: known, credentials, said, places, climber, signal: context.signal }
    const feed = plan.cameras[i] as FeedCamera
    const seen = await climb(feed, of)
    const climbed = wantsPicture ? await withStill(seen, feed.slot, of) : seen
    if (context.signal.aborted) break
    done.push(climbed)
    tell(
      {
        id: camera.id,
        climbed,
        circumstances: { hasLogin: credentials !== undefined, isUnserved },
        published: await publishedOf(config, camera.id),
        timezone,
        ...(cameras.length > 1 ? { among: { title: titleOf(camera), remedies } } : {}),
      },
      context,
    )
  }
  return { climbed: done, fault }
}

/** Not where the place refused us or serves nothing: it would only be asked in vain once more. */
async function withStill(climbed: Climbed, slot: number, at: At): Promise<Climbed> {
  const { nvr, credentials, climber, signal } = at
  if (climbed.jpeg || OF_THE_PLACE.has(climbed.found) || credentials === undefined) return climbed
  const still = await climber.still({ ...nvr, port: nvr.httpPort, credentials }, slot, signal)
  return { ...climbed, ...still, rungs: [...climbed.rungs, ...still.rungs] }
}

async function askNvr(
  nvr: FeedNvr,
  credentials: Credentials | undefined,
  climber: Climber,
  signal: AbortSignal,
): Promise<NvrLook> {
  // Without a password its API would only refuse us, and its own log would call that an attack.
  if (credentials !== undefined || nvr.vendor === 'other') {
    return await climber.nvr({ ...nvr, port: nvr.httpPort, credentials }, signal)
  }
  const says = 'Not asked: no user and password for it are known.'
  const rungs: Rung[] = [{ rung: 'nvr_api', result: 'skipped', says }]
  return { at: Date.now(), fault: 'unsupported', slots: [], rungs }
}

interface At {
  readonly nvr: FeedNvr
  readonly credentials: Credentials | undefined
  readonly said: NvrLook
  /** What holds for all cameras at a host and port. */
  readonly places: Map<string, Climbed>
  readonly climber: Climber
  readonly signal: AbortSignal
}

async function climb(camera: FeedCamera, at: At): Promise<Climbed> {
  const { nvr, credentials, said, places, climber, signal } = at
  // One refused password is enough: a second one may lock the account.
  if (said.fault === 'auth' && said.status !== FORBIDDEN) {
    return notAsked('auth_failed', 'auth', 'Not asked: the NVR refused our user or password.')
  }
  const slot = slotOf(said, camera.slot)
  if (slot?.connected === 'no') {
    const says = `Not asked: the NVR itself has no video in slot ${camera.slot}.`
    return notAsked('video_loss', slot.reason ?? 'no_video', says)
  }
  const address = streamAddress(camera, nvr, credentials)
  if ('lack' in address) {
    const rungs: readonly Rung[] = [{ rung: 'describe', result: 'failed', says: address.lack }]
    return { found: 'channel_missing', rungs }
  }
  const place = `${address.host} ${address.port}`
  const before = places.get(place)
  if (before) {
    const says = `Not asked: another camera of ${address.host} just came to this.`
    return notAsked(before.found, before.detail, says)
  }
  const climbed = await climber.stream(address, camera.masks, signal)
  if (climbed.status === FORBIDDEN && climbed.found === 'auth_failed' && said.fault === undefined) {
    return { ...climbed, found: 'no_stream', detail: 'forbidden' }
  }
  if (OF_THE_PLACE.has(climbed.found)) places.set(place, climbed)
  return climbed
}

function notAsked(found: Climbed['found'], detail: string | undefined, says: string): Climbed {
  const rungs: readonly Rung[] = [{ rung: 'connect', result: 'skipped', says }]
  return { found, ...(detail === undefined ? {} : { detail }), rungs }
}

function titleOf({ id, name, slot }: Camera): string {
  return `slot ${slot} ${id} "${name}"`
}
