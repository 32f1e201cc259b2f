// The city board: all blocks in the room that is left on the screen, and the card of the cell pointed at.
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { useCityChanges, useWords } from '../hooks.ts'
import { Block, type Pointed } from './block.tsx'
import { CellCard } from './cell-card.tsx'
import { layOut } from './layout.ts'

/** From this width on the board fits the screen; below it scrolls, one block under the other. */
const WIDE = 900
const PITCH_LEAST = 4
const PITCH_MOST = 22
/** Large enough to be told apart at arm's length, on a phone. */
const PITCH_SCROLLING = 8
/** Below this the board scrolls rather than becoming dust. */
const HEIGHT_LEAST = 480
const BELOW = 8

export function Board({ only }: { readonly only: string }) {
  const city = useCityChanges((change) => change.what === 'board')
  const words = useWords()
  const frame = useRef<HTMLDivElement>(null)
  const size = useRoom(frame)
  const theme = useTheme()
  const [pointed, setPointed] = useState<Pointed>()
  const point = useCallback((next: Pointed | undefined) => setPointed(next), [])
  const { groups } = city
  const layout = useMemo(() => {
    const wide = innerWidth >= WIDE
    return layOut(
      groups.map((group) => group.ids.length),
      {
        width: size.width,
        height: wide ? size.height : Number.POSITIVE_INFINITY,
        ratio: devicePixelRatio,
        pitchLeast: PITCH_LEAST,
        pitchMost: wide ? PITCH_MOST : PITCH_SCROLLING,
      },
    )
  }, [groups, size])
  return (
    <div
      class="board"
      ref={frame}
      style={{ height: `${layout.height}px` }}
      data-ready={groups.length > 0}
    >
      {groups.length === 0 && <p class="loading">{words.t('boardLoading')}</p>}
      {size.width > 0 &&
        groups.map((group, index) => {
          const place = layout.blocks[index]
          if (place === undefined) return null
          const shared = { group, index, place, pitch: layout.pitch, only, theme, point }
          return <Block key={group.areaId} {...shared} />
        })}
      {pointed !== undefined && <CellCard {...pointed} />}
    </div>
  )
}

interface Size {
  readonly width: number
  readonly height: number
}

/** The width of the frame and the height from its top to the foot of the window. */
function useRoom(frame: { readonly current: HTMLDivElement | null }): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const element = frame.current
    if (element === null) return undefined
    const measure = (): void => {
      const box = element.getBoundingClientRect()
      const top = box.top + scrollY
      const width = Math.floor(box.width)
      const height = Math.max(HEIGHT_LEAST, Math.floor(innerHeight - top - BELOW))
      setSize((last) => (last.width === width && last.height === height ? last : { width, height }))
    }
    measure()
    // The head above may grow a banner: then the frame's place changes, not only its size.
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    observer.observe(document.body)
    addEventListener('resize', measure)
    return () => {
      observer.disconnect()
      removeEventListener('resize', measure)
    }
  }, [frame])
  return size
}

/** A number that rises when the browser changes between dark and light. */
function useTheme(): number {
  const [theme, setTheme] = useState(0)
  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)')
    const follow = (): void => setTheme((count) => count + 1)
    dark.addEventListener('change', follow)
    return () => dark.removeEventListener('change', follow)
  }, [])
  return theme
}
