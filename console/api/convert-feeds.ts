// Feeds as the API says them: from epoch milliseconds to ISO 8601.
import type { FeedsSummary, FeedView, PictureView, RecorderView } from '../feed-view.ts'
import type { ApiFeed, ApiFeeds, ApiPicture, ApiRecorder } from './feed-response.ts'
import { iso } from './iso.ts'

export function feedOut({ rungs, ...feed }: FeedView): ApiFeed {
  return {
    ...feed,
    at: iso(feed.at),
    features: { ...feed.features },
    rungs: rungs.map(({ seen, ...rung }) => ({ ...rung, ...(seen ? { seen: { ...seen } } : {}) })),
  }
}

export function pictureOut(picture: PictureView): ApiPicture {
  return { ...picture, at: iso(picture.at) }
}

export function recorderOut(recorder: RecorderView): ApiRecorder {
  const { storage, authUntil, ...rest } = recorder
  return {
    ...rest,
    at: iso(recorder.at),
    slots: [...recorder.slots],
    ...(storage ? { storage: { ...storage, disks: [...storage.disks] } } : {}),
    ...(authUntil === undefined ? {} : { authUntil: iso(authUntil) }),
  }
}

export function feedsOut({ decoder, ...feeds }: FeedsSummary): ApiFeeds {
  return { ...feeds, ...(decoder === undefined ? {} : { decoder }) }
}
