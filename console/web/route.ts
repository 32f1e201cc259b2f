// The place in the address bar: every room has an address that can be shared, behind a `#`.
import { useEffect, useState } from 'preact/hooks'

export type Route =
  | { readonly room: 'board' }
  | { readonly room: 'area'; readonly id: string; readonly filter: Filter }
  | { readonly room: 'target'; readonly id: string; readonly hours: number }
  | { readonly room: 'targets'; readonly filter: Filter }
  | { readonly room: 'feeds'; readonly filter: FeedFilter }
  | { readonly room: 'incidents' }
  | { readonly room: 'incident'; readonly id: string }
  | { readonly room: 'planned' }
  | { readonly room: 'series' }
  | { readonly room: 'dead-letters'; readonly target: string }
  | { readonly room: 'lost' }

/** What a list of targets is narrowed to; empty is no filter. */
export interface Filter {
  readonly state: string
  readonly kind: string
  readonly q: string
}

/** What the feed board is narrowed to; empty is no filter. */
export interface FeedFilter {
  /** Conditions, separated by commas; empty: all but live. */
  readonly condition: string
  /** Id of a kecamatan. */
  readonly area: string
  readonly class: string
}

/** Spans of the chart that are offered, in hours. */
export const SPANS = [1, 24, 168, 720] as const
const DEFAULT_SPAN = 24

/** `#/area/genuk?state=down` and its like. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2)
  const search = new URLSearchParams(query)
  const [room = '', id = ''] = path.split('/').filter(Boolean).map(decode)
  const filter = {
    state: search.get('state') ?? '',
    kind: search.get('kind') ?? '',
    q: search.get('q') ?? '',
  }
  if (room === '') return { room: 'board' }
  if (room === 'area' && id !== '') return { room: 'area', id, filter }
  if (room === 'target' && id !== '') {
    const hours = SPANS.find((span) => String(span) === search.get('hours'))
    return { room: 'target', id, hours: hours ?? DEFAULT_SPAN }
  }
  if (room === 'targets') return { room: 'targets', filter }
  if (room === 'feeds') {
    const [condition, area, klass] = ['condition', 'area', 'class'].map((name) => search.get(name))
    return {
      room: 'feeds',
      filter: { condition: condition ?? '', area: area ?? '', class: klass ?? '' },
    }
  }
  if (room === 'planned') return { room: 'planned' }
  if (room === 'series') return { room: 'series' }
  if (room === 'dead-letters') {
    return { room: 'dead-letters', target: search.get('target') ?? '' }
  }
  if (room === 'incidents') return { room: 'incidents' }
  if (room === 'incident' && id !== '') return { room: 'incident', id }
  return { room: 'lost' }
}

export const boardLink = '#/'
export const areaLink = (id: string, filter?: Partial<Filter>): string =>
  `#/area/${encodeURIComponent(id)}${queryOf(filter ?? {})}`
export const targetLink = (id: string, hours: number = DEFAULT_SPAN): string =>
  `#/target/${encodeURIComponent(id)}${queryOf({ hours: hours === DEFAULT_SPAN ? '' : String(hours) })}`
export const targetsLink = (filter: Partial<Filter>): string => `#/targets${queryOf(filter)}`

export const feedsLink = (filter: Partial<FeedFilter>): string => `#/feeds${queryOf({ ...filter })}`

export const incidentsLink = '#/incidents'
export const incidentLink = (id: string): string => `#/incident/${encodeURIComponent(id)}`

export const plannedLink = '#/planned'

export const seriesLink = '#/series'
/** What one database refused. */
export const deadLettersLink = (target: string): string => `#/dead-letters${queryOf({ target })}`

/** Where the API has a picture of a camera; `at`: the one of that time, as the API gave it. */
export const picturePath = (id: string, kind: 'good' | 'bad', at?: string): string =>
  `api/targets/${encodeURIComponent(id)}/picture/${kind}${queryOf({ at })}`

/** Where the API has what is planned. */
export const plannedPath = (id: string): string => `api/planned/${encodeURIComponent(id)}`

/** Where the API has the incident. */
export const incidentPath = (id: string): string => `api/incidents/${encodeURIComponent(id)}`
/** Where the API has everything that the incident takes along. */
export const affectedPath = (id: string): string => `${incidentPath(id)}/affected`

/** `?a=1&b=2` of what is not empty; nothing where all is. */
export function queryOf(values: Readonly<Record<string, string | undefined>>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) if (value) search.set(name, value)
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

/** Goes to `link` as if it had been clicked. */
export function go(link: string): void {
  location.hash = link
}

/** Changes the address without a new step in the browser's history: for what is typed. */
export function refine(link: string): void {
  history.replaceState(null, '', link)
  dispatchEvent(new HashChangeEvent('hashchange'))
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash))
  useEffect(() => {
    const follow = (): void => setRoute(parseRoute(location.hash))
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  return route
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
