// The session description (SDP, RFC 8866) of a clip.
import type { Clip } from './clips.ts'
import { PAYLOAD_TYPE } from './rtp-frames.ts'

export function describeClip({ codec, parameterSets }: Clip, address: string): string {
  const set = (type: number): string =>
    Buffer.from(parameterSets.get(type) ?? []).toString('base64')
  const sps = parameterSets.get(7)
  const format =
    codec === 'h264'
      ? `packetization-mode=1;profile-level-id=${Buffer.from(sps?.subarray(1, 4) ?? []).toString('hex')};` +
        `sprop-parameter-sets=${set(7)},${set(8)}`
      : `sprop-vps=${set(32)};sprop-sps=${set(33)};sprop-pps=${set(34)}`
  return [
    'v=0',
    `o=- 1 1 IN IP4 ${address}`,
    's=Media Presentation',
    `c=IN IP4 ${address}`,
    't=0 0',
    'a=control:*',
    `m=video 0 RTP/AVP ${PAYLOAD_TYPE}`,
    `a=rtpmap:${PAYLOAD_TYPE} ${codec.toUpperCase()}/90000`,
    `a=fmtp:${PAYLOAD_TYPE} ${format}`,
    'a=control:trackID=1',
    '',
  ].join('\r\n')
}
