// The head of every room: the city, how the round goes, the search box and the switch of languages.
import { LANGUAGE_NAMES, LANGUAGES, type Language } from '../../../texts/language.ts'
import { useCityChanges, useNow, useWords } from '../hooks.ts'
import { boardLink, feedsLink, incidentsLink, plannedLink, seriesLink } from '../route.ts'
import { troubledFeeds } from './feed-look.ts'
import { plannedHold, plannedNow } from './planned-now.ts'
import { Search } from './search.tsx'

export function Head({ choose }: { readonly choose: (language: Language) => void }) {
  const words = useWords()
  return (
    <header class="head">
      <a class="brand" href={boardLink} aria-label={words.t('toBoard')}>
        <svg class="brand-mark" viewBox="0 0 12 12" aria-hidden="true">
          <path d="M0 0h3v3H0zM4.5 0h3v3h-3zM9 0h3v3H9zM0 4.500h3v3H0zM9 4.500h3v3H9zM0 9h3v3H0zM4.5 9h3v3h-3zM9 9h3v3H9z" />
          <path class="brand-spot" d="M4 4h4v4H4z" />
        </svg>
        Ronda
      </a>
      <Pulse />
      <ToIncidents />
      <ToFeeds />
      <ToPlanned />
      <ToSeries />
      <Search />
      <fieldset class="languages" aria-label={words.t('language')}>
        {LANGUAGES.map((language) => (
          <button
            key={language}
            type="button"
            lang={language}
            title={LANGUAGE_NAMES[language]}
            aria-pressed={language === words.language}
            onClick={() => choose(language)}
          >
            {language.toUpperCase()}
          </button>
        ))}
      </fieldset>
    </header>
  )
}

/** The way to all incidents, with how many are open. */
function ToIncidents() {
  const city = useCityChanges(({ what }) => what === 'summary' || what === 'incidents')
  const words = useWords()
  const open = city.summary?.openIncidents ?? 0
  return (
    <a class="to-incidents" href={incidentsLink}>
      {words.t('incidents')} <b class={open > 0 ? 'down' : ''}>{words.count(open)}</b>
    </a>
  )
}

/** The way to the feed board, with how many cameras do not show what they should; nothing while nobody looks at them. */
function ToFeeds() {
  const city = useCityChanges(({ what }) => what === 'summary')
  const words = useWords()
  const feeds = city.summary?.feeds
  if (feeds === undefined) return null
  const troubled = troubledFeeds(feeds)
  const count = words.count(troubled)
  return (
    <a class="to-feeds" href={feedsLink({})} title={words.t('feedsMark', { count })}>
      {words.t('feeds')} <b class={troubled > 0 ? 'down' : ''}>{count}</b>
    </a>
  )
}

/** The way to what is switched off on purpose, with how many targets are so now. */
function ToPlanned() {
  const city = useCityChanges(({ what }) => what === 'summary')
  const words = useWords()
  const now = useNow(5000)
  const count = words.count(plannedNow(city))
  const title = plannedHold(city, words, now) ?? words.t('plannedNow', { count })
  return (
    <a class="to-planned" href={plannedLink} title={title}>
      {words.t('planned')} <b>{count}</b>
    </a>
  )
}

/** Notices that are told in the room of the time series with all that belongs to them. */
const SERIES_NOTICE = /^(series|spool)-/

/** The way to the time series, with a mark where something about them needs a look. */
function ToSeries() {
  const city = useCityChanges(({ what }) => what === 'summary')
  const words = useWords()
  const troubled = city.summary?.notices.some(({ text }) => SERIES_NOTICE.test(text)) ?? false
  return (
    <a class="to-series" href={seriesLink}>
      {words.t('series')}
      {troubled && (
        <b class="down" role="img" aria-label={words.t('seriesMark')} title={words.t('seriesMark')}>
          {' '}
          !
        </b>
      )}
    </a>
  )
}

/** The city, whether the round is walked, how many rounds since when. */
function Pulse() {
  const city = useCityChanges((change) => change.what === 'summary' || change.what === 'connection')
  const words = useWords()
  const now = useNow(1000)
  const { summary } = city
  if (summary === undefined) return <div class="pulse" />
  const time = words.time(summary.startedAt, now)
  const rounds = words.t('roundsSince', { rounds: words.count(summary.rounds), time })
  return (
    <div class="pulse">
      <strong class="city">{summary.city}</strong>
      <span class={`beat ${city.connection === 'live' ? summary.state : 'lost'}`}>
        {words.t(city.connection === 'live' ? summary.state : 'streamLost')}
      </span>
      <span class="rounds" title={rounds}>
        {rounds}
      </span>
      <time class="clock">{words.time(now, now)}</time>
    </div>
  )
}
