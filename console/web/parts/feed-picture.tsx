// One kept picture of a camera; a word in its place where it cannot be had.
import { useState } from 'preact/hooks'
import { useWords } from '../hooks.ts'
import { picturePath } from '../route.ts'

interface FeedPictureProps {
  /** Id of the camera. */
  readonly of: string
  readonly kind: 'good' | 'bad'
  /** As the API gave it; undefined: the newest. */
  readonly at?: string
  readonly alt: string
  /** In a list: fetched only when it comes near the window. */
  readonly small?: boolean
}

/** Give it a `key` that changes with the picture. */
export function FeedPicture({ of, kind, at, alt, small = false }: FeedPictureProps) {
  const words = useWords()
  const [gone, setGone] = useState(false)
  if (gone) return <span class="quiet">{words.t(small ? 'noPicture' : 'noPictureHere')}</span>
  return (
    <img
      class={small ? 'feed-picture small' : 'feed-picture'}
      src={picturePath(of, kind, at)}
      alt={alt}
      width={small ? 96 : 640}
      height={small ? 54 : 360}
      loading={small ? 'lazy' : 'eager'}
      decoding="async"
      onError={() => setGone(true)}
    />
  )
}
