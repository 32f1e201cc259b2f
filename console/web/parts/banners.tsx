// What everybody must know before believing a screen: stream lost, probe blind, store or a receiver in trouble, city synthetic.
import { noticeText } from '../../../texts/notices.ts'
import { useCityChanges, useNow, useWords, type Words } from '../hooks.ts'
import type { LiveCity } from '../live-city.ts'

interface Banner {
  readonly level: 'info' | 'warning' | 'error'
  readonly text: string
  readonly name: string
}

export function Banners() {
  const city = useCityChanges((change) => change.what === 'summary' || change.what === 'connection')
  const words = useWords()
  const now = useNow(1000)
  const banners = bannersOf(city, words, now)
  if (banners.length === 0) return null
  const loud = banners.filter((banner) => banner.level !== 'info')
  const quiet = banners.filter((banner) => banner.level === 'info')
  return (
    <div class="banners">
      {loud.map((banner) => (
        <p
          key={banner.name}
          class={`banner ${banner.level}`}
          role="alert"
          data-banner={banner.name}
        >
          {banner.text}
        </p>
      ))}
      {quiet.length > 0 && (
        <p class="banner info" data-banner="info">
          {quiet.map((banner) => banner.text).join(' ')}
        </p>
      )}
    </div>
  )
}

function bannersOf(city: LiveCity, words: Words, now: number): readonly Banner[] {
  const { summary, connection, heardAt } = city
  const banners: Banner[] = []
  if (connection === 'lost') {
    const text =
      heardAt === 0
        ? words.t('neverHeard')
        : words.t('stale', {
            time: words.time(heardAt, now),
            duration: words.duration(now - heardAt),
          })
    banners.push({ level: 'error', name: 'stale', text })
  }
  if (summary === undefined) return banners
  const said = new Set(summary.notices.map((notice) => notice.text))
  if (summary.state === 'blind' && !said.has('blind')) {
    banners.push({ level: 'error', name: 'blind', text: noticeText(words.language, 'blind') })
  }
  if (summary.state === 'starting' && !said.has('starting')) {
    banners.push({ level: 'info', name: 'starting', text: noticeText(words.language, 'starting') })
  }
  if (!summary.store.writable) {
    banners.push({ level: 'error', name: 'store', text: storeText(summary.store, words, now) })
  }
  // Before its first word about itself it is not known whether it decodes.
  const { looksPerMinute = 0, decoder } = summary.feeds ?? {}
  if (looksPerMinute > 0 && decoder === undefined) {
    banners.push({ level: 'warning', name: 'no-decoder', text: words.t('noDecoder') })
  }
  for (const { level, text, values } of summary.notices) {
    // Said above, with its numbers.
    if (text === 'store-cannot-write') continue
    const name = [text, values?.['receiver'] ?? values?.['name'] ?? []].flat().join(' ')
    const clock = { now, timezone: words.timezone }
    banners.push({ level, name, text: noticeText(words.language, text, values, clock) })
  }
  return banners
}

function storeText(
  store: NonNullable<LiveCity['summary']>['store'],
  words: Words,
  now: number,
): string {
  const parts = [noticeText(words.language, 'store-cannot-write')]
  if (store.failingSince !== undefined) {
    parts.push(words.t('storeSince', { time: words.time(store.failingSince, now) }))
  }
  if (store.lastError !== undefined) parts.push(`(${store.lastError})`)
  return parts.join(' ')
}
