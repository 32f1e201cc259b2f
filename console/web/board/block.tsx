// One kecamatan on the board: its name as a link, its counts, and one cell for each uplink and NVR.
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { STATES } from '../../../fleet/state.ts'
import { useCity, useWords, type Words } from '../hooks.ts'
import type { Group } from '../live-city.ts'
import { StateMark } from '../parts/state-mark.tsx'
import { areaLink, go, targetLink, targetsLink } from '../route.ts'
import type { BlockPlace } from './layout.ts'
import { cellAt, type Look, paintBlock, paintFresh } from './painter.ts'

/** A finger is not a mouse: how far from a tap a troubled cell may be, in CSS pixels. */
const FINGER_REACH = 14

/** How long a cell that has just changed is ringed. */
const FRESH_MS = 3000

export interface Pointed {
  readonly id: string
  /** Where the card may stand, in the window. */
  readonly x: number
  readonly y: number
}

interface Props {
  readonly group: Group
  readonly index: number
  readonly place: BlockPlace
  readonly pitch: number
  readonly only: string
  readonly theme: number
  readonly point: (pointed: Pointed | undefined) => void
}

export function Block({ group, index, place, pitch, only, theme, point }: Props) {
  const words = useWords()
  const name = group.areaId === '' ? capital(words.kind('node', 2)) : group.name
  const what = useMemo(() => whatOf(group, words), [group, words])
  const canvas = useRef<HTMLCanvasElement>(null)
  const [cursor, setCursor] = useState<number>()
  const look: Look = { pitch, columns: place.columns, only, cursor, theme }
  useRepaint(canvas, group, index, look)

  const show = (cell: number | undefined): void => {
    setCursor(cell)
    const box = canvas.current?.getBoundingClientRect()
    const id = cell === undefined ? undefined : group.ids[cell]
    if (cell === undefined || id === undefined || box === undefined) {
      point(undefined)
      return
    }
    const x = box.left + ((cell % place.columns) + 0.5) * pitch
    const y = box.top + (Math.floor(cell / place.columns) + 1) * pitch
    point({ id, x, y })
  }
  const under = (event: PointerEvent): number | undefined => {
    const box = canvas.current?.getBoundingClientRect()
    if (box === undefined) return undefined
    const reach = event.pointerType === 'mouse' ? 0 : FINGER_REACH
    return cellAt(group, look, event.clientX - box.left, event.clientY - box.top, reach)
  }
  // A tap shows the card, the card is the link; a mouse has shown it already and clicks through.
  const press = (event: MouseEvent): void => {
    const id = cursor === undefined ? undefined : group.ids[cursor]
    if (event instanceof PointerEvent && event.pointerType === 'touch') show(under(event))
    else if (id !== undefined) go(targetLink(id))
  }
  const key = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') show(undefined)
    const next = step(event.key, cursor, place.columns, group.ids.length)
    if (next === undefined) return
    event.preventDefault()
    show(next)
  }
  return (
    <section class="block" data-area={group.areaId} style={boxOf(place)}>
      <h2 title={`${name}: ${what}`}>
        <a class="block-name" href={linkOf(group)}>
          {name}
        </a>
        <BlockCounts group={group} />
      </h2>
      <button
        type="button"
        class="cells"
        aria-label={words.t('cellsOf', { name, what })}
        onPointerMove={(event) => event.pointerType === 'mouse' && show(under(event))}
        onPointerLeave={(event) => event.pointerType === 'mouse' && show(undefined)}
        onFocus={(event) => event.currentTarget.matches(':focus-visible') && show(cursor ?? 0)}
        onBlur={() => show(undefined)}
        onClick={press}
        onKeyDown={key}
      >
        <canvas ref={canvas} />
      </button>
    </section>
  )
}

const KINDS = [
  ['U', 'uplink'],
  ['N', 'nvr'],
  ['O', 'node'],
] as const

/** `389 uplinks, 548 NVRs` */
function whatOf({ kinds }: Group, words: Words): string {
  return KINDS.map(([letter, kind]) => ({ kind, count: kinds.split(letter).length - 1 }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${words.count(count)} ${words.kind(kind, count)}`)
    .join(', ')
}

/** Nodes that serve the whole city lie in no area. */
function linkOf({ areaId }: Group): string {
  return areaId === '' ? targetsLink({ kind: 'node' }) : areaLink(areaId)
}

function boxOf({ x, y, width, height }: BlockPlace) {
  return { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` }
}

/** How many there are, and how many of each troubled state. */
function BlockCounts({ group }: { readonly group: Group }) {
  const words = useWords()
  return (
    <span class="block-counts">
      {STATES.map((state, position) => {
        const count = group.counts[position] ?? 0
        if (count === 0 || (state !== 'down' && state !== 'unreachable')) return null
        return (
          <span key={state} class={`count ${state}`} title={words.state(state)}>
            <StateMark state={state} /> {words.count(count)}
          </span>
        )
      })}
      <span class="total">{words.count(group.ids.length)}</span>
    </span>
  )
}

/** Paints now, and again in the next frame after a change of this block's cells; what changed stays ringed a while. */
function useRepaint(
  canvas: { readonly current: HTMLCanvasElement | null },
  group: Group,
  index: number,
  look: Look,
): void {
  const city = useCity()
  const [, again] = useState(0)
  const fresh = useRef(new Set<number>())
  const last = useRef(look)
  last.current = look
  const paint = useCallback(() => {
    if (canvas.current === null) return
    paintBlock(canvas.current, group, last.current, devicePixelRatio)
    paintFresh(canvas.current, fresh.current, last.current, devicePixelRatio)
  }, [canvas, group])
  useEffect(() => {
    let frame = 0
    let timer = 0
    const unlisten = city.listen((change) => {
      const changed = change.what === 'cells' ? change.cells.get(index) : undefined
      if (changed === undefined) return
      for (const cell of changed) fresh.current.add(cell)
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(paint)
      window.clearTimeout(timer)
      timer = window.setTimeout(() => {
        fresh.current.clear()
        paint()
      }, FRESH_MS)
      again((count) => count + 1)
    })
    return () => {
      unlisten()
      cancelAnimationFrame(frame)
      window.clearTimeout(timer)
      fresh.current.clear()
    }
  }, [city, index, paint])
  const { pitch, columns, only, cursor, theme } = look
  useEffect(paint, [paint, pitch, columns, only, cursor, theme])
}

/** Where an arrow leads; undefined for other keys and beyond the edge. */
function step(
  key: string,
  cursor: number | undefined,
  columns: number,
  count: number,
): number | undefined {
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
  }
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  const move = moves[key]
  if (move === undefined) return undefined
  if (cursor === undefined) return 0
  const next = cursor + move
  return next >= 0 && next < count ? next : undefined
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
