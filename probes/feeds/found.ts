// What a stream's fault says of its camera, before any picture is looked at.
import type { FeedCondition } from '../../fleet/feed-condition.ts'
import type { StreamLook } from '../rtsp/stream-look.ts'
import type { Rung } from './rung.ts'

export interface Found {
  /** `unknown`: our own fault. Undefined: a keyframe came, and the picture decides. */
  readonly found: FeedCondition | 'unknown' | undefined
  readonly detail?: string
}

/** Our own machine was out of something: it says nothing of what was asked. */
const OWN_CODES = /\b(EMFILE|ENFILE|ENOBUFS|ENOMEM|EADDRNOTAVAIL|EADDRINUSE|EAI_AGAIN)\b/

export function foundByStream(look: StreamLook): Found {
  const own = ownFault(look.rungs)
  if (look.fault !== undefined && own !== undefined) return { found: 'unknown', detail: own }
  if (look.fault === undefined) return { found: undefined }
  return { found: conditionOf(look), detail: detailOf(look) }
}

/** The errno of our own that a failed rung names, if any does. */
export function ownFault(rungs: readonly Rung[]): string | undefined {
  for (const { result, says, seen } of rungs) {
    if (result !== 'failed') continue
    const code = OWN_CODES.exec(`${says} ${Object.values(seen ?? {}).join(' ')}`)?.[1]
    if (code) return code
  }
  return undefined
}

function detailOf({ fault, status }: StreamLook): string {
  return fault === 'status' ? `status ${status ?? '?'}` : String(fault)
}

function conditionOf(look: StreamLook): FeedCondition | 'unknown' | undefined {
  switch (look.fault) {
    case undefined:
      return undefined
    case 'refused':
    case 'unreachable':
    case 'connect_timeout':
    case 'tls':
      return 'nvr_service_down'
    case 'closed':
    case 'reply_timeout':
    case 'protocol':
      return answered(look) ? 'no_stream' : 'nvr_service_down'
    case 'too_much':
      if (reached(look, 'data')) return 'no_keyframe'
      return answered(look) ? 'no_stream' : 'nvr_service_down'
    case 'auth':
      return 'auth_failed'
    case 'no_channel':
      return 'channel_missing'
    case 'busy':
      return 'nvr_busy'
    case 'status':
    case 'no_video':
    case 'no_data':
      return 'no_stream'
    case 'no_keyframe':
      return 'no_keyframe'
    case 'aborted':
      return 'unknown'
  }
}

/** It answered a request as an RTSP server does, so that something serves video there. */
function answered(look: StreamLook): boolean {
  return (
    look.status !== undefined ||
    reached(look, 'options') ||
    reached(look, 'describe') ||
    reached(look, 'setup') ||
    reached(look, 'play')
  )
}

function reached({ rungs }: StreamLook, name: Rung['rung']): boolean {
  return rungs.some(({ rung, result }) => rung === name && result === 'ok')
}
