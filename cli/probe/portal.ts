// `ronda probe` of what residents see: a portal's page or live video.
import { lookAtPortal } from '../../probes/portal/portal.ts'
import { PORTAL_LIMITS, type PortalFault } from '../../probes/portal/portal-look.ts'
import type { CommandContext } from '../command.ts'
import type { Climbed, Climber } from './climb.ts'
import type { Goal } from './goal.ts'
import { broken, rungLines } from './lines.ts'
import { remedyFor } from './remedy.ts'

const REMEDIES: Readonly<Record<PortalFault, string>> = {
  refused: 'nothing listens there: is the server up, and the port the right one',
  unreachable: 'look at the name, at DNS and at the route',
  timeout: 'look at the server and at firewalls on the way',
  tls: 'mend the certificate, or give http:// where nothing is encrypted',
  status: 'look at the server: it refuses the address, or fails on it',
  protocol: 'what answers is no web server, or no live video (HLS) that Ronda reads',
  too_much: 'the answer is far larger than a page or a segment: look at what the address gives',
  redirects: 'mend the redirects: they lead nowhere',
  no_segments: 'nothing is on: start the stream at the relay',
  segment_missing:
    'the list names what is not there: look at the disk and at the packager of the relay',
  stuck: 'the packager of the relay stands still: look at its source and restart it',
  aborted: 'try again',
}

const PAGE =
  'It is a page, and it comes. Give the address of a playlist (.m3u8) to have its video looked at.'

/** Exit code 0 where it shows what it should, 1 where not. */
export async function probePortal(
  { title, url }: Extract<Goal, { readonly kind: 'portal' }>,
  climber: Climber,
  context: CommandContext,
): Promise<{ readonly code: number; readonly climbed: readonly Climbed[] }> {
  const { signal } = context
  const look = await lookAtPortal({ url, before: undefined, limits: PORTAL_LIMITS }, signal)
  const { fault, kind, rungs, stream } = look
  const isVideo = fault === undefined && kind === 'hls'
  const climbed = isVideo && stream?.keyframe ? await climber.judge(stream, [], signal) : undefined
  const found = fault ?? (isVideo ? (climbed?.found ?? 'no_keyframe') : 'live')
  const answer = { code: found === 'live' ? 0 : 1, climbed: climbed ? [climbed] : [] }
  if (signal.aborted) return answer
  // A page wants no login, and nothing of the synthetic city is asked through one.
  const circumstances = { hasLogin: true, isUnserved: false }
  const remedy = fault
    ? REMEDIES[fault]
    : remedyFor(
        climbed?.found ?? (found === 'live' ? 'live' : 'no_keyframe'),
        undefined,
        circumstances,
      )
  const seen = climbed
    ? [...rungs, ...climbed.rungs.filter((rung) => !rungs.includes(rung))]
    : rungs
  if (context.json) {
    const { stream: _, ...rest } = look
    context.out(
      `${JSON.stringify({ url: title, found, remedy, ...rest, rungs: seen, features: climbed?.features })}\n`,
    )
    return answer
  }
  const lines = [
    ...seen.flatMap(rungLines),
    ...(fault === undefined && kind === 'page' ? broken('', PAGE) : broken('Found: ', `${found}.`)),
    ...(remedy === '' ? [] : broken('Remedy: ', `${remedy}.`)),
  ]
  context.out(`${lines.join('\n')}\n`)
  return answer
}
