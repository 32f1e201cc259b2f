// Which stream an RTSP path asks for, in the manner of each vendor.

export type StreamPath =
  | { readonly kind: 'slot'; readonly slot: number }
  | { readonly kind: 'clip'; readonly name: string }

/** Hikvision 102 is slot 1, second stream; of the others the number is the slot's. */
const SLOTS = [
  /^\/Streaming\/Channels\/(\d{1,3})0\d(?!\d)/i,
  /^\/cam\/realmonitor\?(?:.*&)?channel=(\d{1,3})(?!\d)/i,
  /^\/profile(\d{1,3})\//,
  /^\/ch(\d{1,3})\//,
]

/** `uri` as in the request line; what a control attribute appended does not matter. */
export function readStreamPath(uri: string): StreamPath | undefined {
  const path = uri.replace(/^rtsps?:\/\/[^/]*/i, '')
  for (const pattern of SLOTS) {
    const slot = pattern.exec(path)?.[1]
    if (slot !== undefined) return { kind: 'slot', slot: Number(slot) }
  }
  const name = /^\/feed\/([a-z0-9.-]+)/.exec(path)?.[1]
  return name === undefined ? undefined : { kind: 'clip', name }
}
