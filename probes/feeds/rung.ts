// One step of the ladder and what it showed: the evidence that people are given, from the cheapest question to the last.

export const RUNGS = [
  /** The NVR's own answer about its slots. */
  'nvr_api',
  /** Of a portal: what its address gives, the list of what is on, and a piece of video. */
  'page',
  'playlist',
  'segment',
  'connect',
  'tls',
  'options',
  'describe',
  'setup',
  'play',
  /** The first RTP packet. */
  'data',
  'keyframe',
  /** What the sizes of the frames say, before anything is decoded. */
  'bitstream',
  /** What the decoded keyframe says. */
  'picture',
  /** What this look comes to together with those before it. */
  'confirm',
] as const
export type RungName = (typeof RUNGS)[number]

export interface Rung {
  readonly rung: RungName
  /** `skipped`: not needed, or not possible here; `says` has the reason. */
  readonly result: 'ok' | 'failed' | 'skipped'
  /** Milliseconds that it took; absent where nothing was waited for. */
  readonly ms?: number
  /** A short English sentence without secrets, at most 200 characters. */
  readonly says: string
  /** What was seen, small and flat: status codes, sizes, features. Text from a network is cut to 100 characters. */
  readonly seen?: Readonly<Record<string, string | number>>
}
