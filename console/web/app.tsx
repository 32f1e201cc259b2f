// The frame around all rooms: head, banners, and the room that the address names.
import { useEffect } from 'preact/hooks'
import { CityContext, LanguageContext, useCityChanges, useLanguage, useWords } from './hooks.ts'
import type { LiveCity } from './live-city.ts'
import { Banners } from './parts/banners.tsx'
import { Head } from './parts/head.tsx'
import { AreaRoom } from './rooms/area-room.tsx'
import { BoardRoom } from './rooms/board-room.tsx'
import { DeadLettersRoom } from './rooms/dead-letters-room.tsx'
import { FeedsRoom } from './rooms/feeds-room.tsx'
import { IncidentRoom } from './rooms/incident-room.tsx'
import { IncidentsRoom } from './rooms/incidents-room.tsx'
import { PlannedRoom } from './rooms/planned-room.tsx'
import { SeriesRoom } from './rooms/series-room.tsx'
import { TargetRoom } from './rooms/target-room.tsx'
import { TargetsRoom } from './rooms/targets-room.tsx'
import { boardLink, type Route, useRoute } from './route.ts'

export function App({ city }: { readonly city: LiveCity }) {
  const [language, choose] = useLanguage()
  return (
    <CityContext.Provider value={city}>
      <LanguageContext.Provider value={language}>
        <Frame choose={choose} />
      </LanguageContext.Provider>
    </CityContext.Provider>
  )
}

function Frame({ choose }: Pick<Parameters<typeof Head>[0], 'choose'>) {
  const route = useRoute()
  const city = useCityChanges((change) => change.what === 'summary')
  const place = city.summary?.city
  useTitle(route, place)
  const room = `${route.room}/${'id' in route ? route.id : ''}`
  useEffect(() => scrollTo(0, 0), [room])
  return (
    <>
      <Head choose={choose} />
      <Banners />
      <main class={`room ${route.room}`}>
        <Room route={route} />
      </main>
    </>
  )
}

function Room({ route }: { readonly route: Route }) {
  const words = useWords()
  switch (route.room) {
    case 'board':
      return <BoardRoom />
    case 'area':
      return <AreaRoom key={route.id} id={route.id} filter={route.filter} />
    case 'target':
      return <TargetRoom key={route.id} id={route.id} hours={route.hours} />
    case 'targets':
      return <TargetsRoom filter={route.filter} />
    case 'feeds':
      return <FeedsRoom filter={route.filter} />
    case 'incidents':
      return <IncidentsRoom />
    case 'incident':
      return <IncidentRoom key={route.id} id={route.id} />
    case 'planned':
      return <PlannedRoom />
    case 'series':
      return <SeriesRoom />
    case 'dead-letters':
      return <DeadLettersRoom key={route.target} target={route.target} />
    case 'lost':
      return (
        <p class="empty">
          {words.t('noSuchRoom')} <a href={boardLink}>{words.t('toBoard')}</a>
        </p>
      )
  }
}

function useTitle(route: Route, place: string | undefined): void {
  const what = 'id' in route ? `${route.id} · ` : ''
  useEffect(() => {
    document.title = `${what}${place === undefined ? '' : `${place} · `}Ronda`
  }, [what, place])
}
