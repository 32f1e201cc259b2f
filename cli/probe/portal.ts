// `ronda probe` of what residents see: a portal's page or live video.
import { lookAtPortal } from '../../probes/portal/portal.ts'
import { PORTAL_LIMITS, type PortalFault } from '../../probes/portal/portal-look.ts'
import type { CommandContext } from '../command.ts'
import type { Goal } from './goal.ts'
import { rungLine } from './rung-lines.ts'

const REMEDIES: Readonly<Record<PortalFault, string>> = {
  refused: 'nothing listens there: is the server up, and the port right?',
  unreachable: 'look at the name, at DNS and at the route',
  timeout: 'look at the server and at firewalls on the way',
  tls: 'mend the certificate: browsers refuse it too',
  status: 'look at the server: it refuses the address, or fails on it',
  protocol: 'what answers is no web server, or no live video (HLS) that Ronda reads',
  too_much: 'the answer is far larger than a page or a segment',
  redirects: 'mend the redirects: they lead nowhere',
  no_segments: 'nothing is on: start the stream at the relay',
  segment_missing:
    'the list names what is not there: look at the disk and at the packager of the relay',
  stuck: 'the packager of the relay stands still: look at its source and restart it',
  aborted: 'try again',
}

/** Exit code 0 where it shows what it should, 1 where not. */
export async function probePortal(
  { title, url }: Extract<Goal, { readonly kind: 'portal' }>,
  context: CommandContext,
): Promise<number> {
  const look = await lookAtPortal({ url, before: undefined, limits: PORTAL_LIMITS }, context.signal)
  if (context.signal.aborted) return 130
  const { fault, kind, rungs } = look
  const noPicture = kind === 'hls' && look.stream?.keyframe === undefined
  const found = fault ?? (noPicture ? 'no_keyframe' : 'live')
  const remedy = fault ? REMEDIES[fault] : ''
  if (context.json) {
    const { stream: _, ...rest } = look
    context.out(`${JSON.stringify({ url, found, remedy, ...rest })}\n`)
  } else {
    const what =
      fault === undefined && kind === 'page'
        ? 'It is a page, and it comes. Give the address of a playlist (.m3u8) to have its video looked at.'
        : `Found: ${found}.${remedy === '' ? '' : ` Remedy: ${remedy}.`}`
    context.out(`${[title, ...rungs.map(rungLine), what].join('\n')}\n`)
  }
  return found === 'live' ? 0 : 1
}
