// What a person does about what a probe found: one line, the likeliest first.
import type { FeedCondition } from '../../fleet/feed-condition.ts'

const BY_DETAIL: Readonly<Record<string, string>> = {
  refused:
    'nothing listens there: look at the port, and whether RTSP is switched on in the recorder',
  connect_timeout: 'no answer at all: look at the address, the line, and firewalls on the way',
  unreachable:
    'there is no way there from this machine: look at the address or name, and at the route',
  tls: 'it does not speak TLS there, or its certificate is refused: try rtsp:// (in the estate: tls: no)',
  protocol: 'no RTSP server answers there, but something else, as a web page: look at the port',
  reply_timeout: "it takes connections and does not answer: restart the recorder's video service",
  closed: 'it hangs up: look at its list of allowed addresses, and at its load',
  no_video:
    'the stream has no video that Ronda reads (H.264, H.265): look at the codec of the channel',
  too_much: 'more came than a sub-stream has: is it a stream of video at all?',
  forbidden: 'give the user of Ronda the right to see this channel live',
}

const BY_CONDITION: Readonly<Record<FeedCondition, string>> = {
  nvr_service_down: 'look at the recorder: address, port, and whether RTSP is switched on',
  auth_failed:
    'set the right user and password; wait before you try again, recorders lock accounts after a few refusals',
  nvr_busy: 'the recorder has no session left: close other viewers, or try again later',
  channel_missing: 'the recorder has no such channel: look at the slot and the path (main, sub)',
  video_loss: 'look at the camera and its cable: the recorder itself does not see it',
  no_stream: 'the recorder grants the stream and sends nothing: look at the camera behind it',
  no_keyframe:
    'data comes without a whole picture: look at the line (loss) and at the key frame interval',
  no_signal: 'the recorder shows its own picture: look at the camera and its cable',
  black: 'look at the camera: lens, power of its light, its own web page',
  frozen: 'restart the camera: its picture stands still while the recorder goes on',
  dark: 'look at the lens (a cap, spider webs) and at the light of the place',
  washed_out: 'look at exposure and at the sun in the lens',
  tamper_suspect: 'compare with the last good picture: was it turned or covered?',
  degraded: 'look at the load of the recorder and at loss on the line',
  live: '',
}

const NO_LOGIN =
  'it wants a user and a password and none are known: give --user NAME --password env:NAME, or set them in nvrs.csv'
const NOTHING_RUNS =
  'the feeds of the synthetic city are served only while "ronda run" runs: start it, and probe again'

export interface Circumstances {
  /** False: nothing was there to log in with. */
  readonly hasLogin: boolean
  /** The city is made up, and nothing that serves it runs. */
  readonly isUnserved: boolean
}

/** Empty where nothing is to be done. `detail`: the fault in the probe's own word. */
export function remedyFor(
  found: FeedCondition | 'unknown',
  detail: string | undefined,
  { hasLogin, isUnserved }: Circumstances,
): string {
  if (found === 'live') return ''
  if (found === 'auth_failed' && !hasLogin) return NO_LOGIN
  if (found === 'nvr_service_down' && isUnserved) return NOTHING_RUNS
  // A reason of a loss may have the same word as a fault of a stream.
  const own = detail === undefined || found === 'video_loss' ? undefined : BY_DETAIL[detail]
  if (own !== undefined) return own
  return found === 'unknown'
    ? 'nothing can be said of it from here: this machine was short of something, try again'
    : BY_CONDITION[found]
}
