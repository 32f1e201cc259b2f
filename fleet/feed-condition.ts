// What a look at a feed can find, in one word. A ground floor of its own: reasons of states are made of these words too.

/** Conditions that a look at the feed itself can find; the first that applies wins. The words are for ever. */
export const FEED_CONDITIONS = [
  /** The NVR answers echoes, but nothing serves its video. */
  'nvr_service_down',
  /** The NVR refuses our user or password. */
  'auth_failed',
  /** The NVR has no session left for us: says nothing of the camera, which keeps what it was. */
  'nvr_busy',
  /** The NVR knows no such channel. */
  'channel_missing',
  /** The NVR says that nothing is connected in this slot, or the camera behind it fails. */
  'video_loss',
  /** Everything is granted, and no picture data comes. */
  'no_stream',
  /** Data comes, but no whole picture can be made of it. */
  'no_keyframe',
  /** A picture that the recorder made itself: blue, bars, "NO SIGNAL". */
  'no_signal',
  'black',
  /** The picture stands still while its clock may tick. */
  'frozen',
  /** Lens cap or dead light: dark, but with the noise of a sensor. */
  'dark',
  'washed_out',
  /** Shows something else than this camera always did: covered or turned away. */
  'tamper_suspect',
  /** Far fewer frames or bits than this camera's own usual. */
  'degraded',
  'live',
] as const
export type FeedCondition = (typeof FEED_CONDITIONS)[number]

/** Conditions that a portal can have besides those of its picture. */
export const PORTAL_CONDITIONS = [
  /** Its page, playlist or segment does not come. */
  'portal_error',
  /** Its playlist stands still. */
  'portal_stuck',
] as const
export type PortalCondition = (typeof PORTAL_CONDITIONS)[number]

/** What may be published: `nvr_busy` says nothing. */
export type PublishedCondition = Exclude<FeedCondition, 'nvr_busy'> | PortalCondition

/** Conditions that are the NVR's: all its cameras have them together, and one cause is told of them. */
export const NVR_CONDITIONS: ReadonlySet<string> = new Set<FeedCondition>([
  'nvr_service_down',
  'auth_failed',
])

/** Why an NVR says that a slot has no video. */
export const VIDEO_LOSS_REASONS = [
  'no_video',
  'net_unreachable',
  'camera_auth',
  'ip_conflict',
  'stream_fail',
  'bandwidth',
  'not_configured',
  'unsupported',
] as const
export type VideoLossReason = (typeof VIDEO_LOSS_REASONS)[number]

export function isFeedCondition(word: string): word is FeedCondition {
  return (FEED_CONDITIONS as readonly string[]).includes(word)
}

export function isPublishedCondition(word: string): word is PublishedCondition {
  return (
    (isFeedCondition(word) && word !== 'nvr_busy') ||
    (PORTAL_CONDITIONS as readonly string[]).includes(word)
  )
}
