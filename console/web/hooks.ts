// What rooms have in common: the city, the words in the reader's language, the time, the place in the address bar.
import { createContext } from 'preact'
import {
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
} from 'preact/hooks'
import type { State } from '../../fleet/state.ts'
import { kindName, levelName } from '../../texts/kinds.ts'
import { fill, type Language, languageOf, type Values } from '../../texts/language.ts'
import { PAGE_TEXTS, type PageKey } from '../../texts/page/page.ts'
import { stateName } from '../../texts/states.ts'
import {
  formatCount,
  formatDuration,
  formatMegabytes,
  formatRtt,
  formatShare,
  formatTime,
} from '../../texts/times.ts'
import { keep, readKept } from './kept.ts'
import type { Change, LiveCity } from './live-city.ts'

export const CityContext = createContext<LiveCity | undefined>(undefined)
export const LanguageContext = createContext<Language>('id')

export function useCity(): LiveCity {
  const city = useContext(CityContext)
  if (city === undefined) throw new Error('a room outside of the city')
  return city
}

/** The city, and a new rendering whenever `wanted` says so of a change. */
export function useCityChanges(wanted: (change: Change) => boolean): LiveCity {
  const city = useCity()
  const [, again] = useReducer((count: number) => count + 1, 0)
  const latest = useRef(wanted)
  latest.current = wanted
  useEffect(() => city.listen((change) => latest.current(change) && again(undefined)), [city])
  return city
}

/** Calls `then` when one of the targets that `wanted` names has changed, at most once in `everyMs`. */
export function useTargetChanges(
  wanted: (ids: readonly string[]) => boolean,
  then: () => void,
  everyMs: number,
): void {
  const touches = useCallback(
    (change: Change) => change.what === 'board' || (change.what === 'cells' && wanted(change.ids)),
    [wanted],
  )
  useTouched(touches, then, everyMs)
}

/**
 * Calls `then` when an incident has changed, or the one with this id, at most once in `everyMs`; also when the line to the
 * server is back, because what happened meanwhile was not heard.
 */
export function useIncidentChanges(then: () => void, everyMs: number, id?: string): void {
  const city = useCity()
  const touches = useCallback(
    (change: Change) =>
      change.what === 'incidents'
        ? id === undefined || change.ids.includes(id)
        : change.what === 'connection' && city.connection === 'live',
    [city, id],
  )
  useTouched(touches, then, everyMs)
}

/** Calls `then` after a change that touches, at most once in `everyMs`. */
function useTouched(touches: (change: Change) => boolean, then: () => void, everyMs: number): void {
  const city = useCity()
  useEffect(() => {
    let timer = 0
    const unlisten = city.listen((change) => {
      if (timer !== 0 || !touches(change)) return
      timer = window.setTimeout(() => {
        timer = 0
        then()
      }, everyMs)
    })
    return () => {
      unlisten()
      window.clearTimeout(timer)
    }
  }, [city, touches, then, everyMs])
}

/** Calls `then` every `everyMs`, for what changes without a word of it. */
export function useEvery(everyMs: number, then: () => void): void {
  useEffect(() => {
    const timer = window.setInterval(then, everyMs)
    return () => window.clearInterval(timer)
  }, [everyMs, then])
}

/** Epoch milliseconds, new every `everyMs`. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), everyMs)
    return () => window.clearInterval(timer)
  }, [everyMs])
  return now
}

export interface Words {
  readonly language: Language
  readonly timezone: string
  /** A text of texts/page. */
  t(key: PageKey, values?: Values): string
  state(state: State): string
  kind(kind: string, count?: number): string
  level(level: string): string
  count(count: number): string
  megabytes(bytes: number): string
  rtt(rttUs: number): string
  share(share: number): string
  /** `at` as the API gives it. */
  time(at: string | number, now: number, options?: { readonly zone?: boolean }): string
  duration(durationMs: number): string
}

/** Everything that is said, in the reader's language and the city's zone. */
export function useWords(): Words {
  const language = useContext(LanguageContext)
  const timezone = useCity().summary?.timezone ?? 'UTC'
  return useMemo(() => wordsOf(language, timezone), [language, timezone])
}

function wordsOf(language: Language, timezone: string): Words {
  return {
    language,
    timezone,
    t: (key, values) => fill(PAGE_TEXTS[language][key], values ?? {}),
    state: (state) => stateName(language, state),
    kind: (kind, count) => kindName(language, kind, count),
    level: (level) => levelName(language, level),
    count: (count) => formatCount(language, count),
    megabytes: (bytes) => formatMegabytes(language, bytes),
    rtt: (rttUs) => formatRtt(language, rttUs),
    share: (share) => formatShare(language, share),
    time: (at, now, options) =>
      formatTime(language, typeof at === 'number' ? at : Date.parse(at), timezone, now, options),
    duration: (durationMs) => formatDuration(language, durationMs),
  }
}

const LANGUAGE_KEY = 'ronda.language'

/** The reader's choice, kept in this browser; before any choice, what the browser prefers. */
export function useLanguage(): readonly [Language, (language: Language) => void] {
  const [language, setLanguage] = useState(() => {
    const kept = readKept(LANGUAGE_KEY)
    return languageOf(kept === undefined ? navigator.languages : [kept])
  })
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const choose = (chosen: Language): void => {
    setLanguage(chosen)
    keep(LANGUAGE_KEY, chosen)
  }
  return [language, choose]
}
