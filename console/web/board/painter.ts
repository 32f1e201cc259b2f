// Paints the cells of one block on its canvas; only what changed is painted again.
import { STATES } from '../../../fleet/state.ts'
import type { Group } from '../live-city.ts'
import { buildSprites, type Sprites } from './sprites.ts'

/** Cells that are filtered out stay visible as a shade of the city. */
const FAINT = 0.14

export interface Look {
  /** CSS pixels from one cell to the next. */
  readonly pitch: number
  readonly columns: number
  /** The state that the legend narrows the board to; empty is all. */
  readonly only: string
  /** Position of the cell under the pointer or the keyboard. */
  readonly cursor: number | undefined
  /** Raised when the colours of the page change. */
  readonly theme: number
}

/** Sizes the canvas for `group` and paints every cell. `ratio` is device pixels for each CSS pixel. */
export function paintBlock(
  canvas: HTMLCanvasElement,
  group: Group,
  look: Look,
  ratio: number,
): void {
  const pitch = Math.max(2, Math.round(look.pitch * ratio))
  const sprites = spritesFor(pitch, look.theme)
  const width = Math.min(look.columns, group.ids.length) * pitch
  const height = Math.ceil(group.ids.length / look.columns) * pitch
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width
    canvas.height = height
    canvas.style.width = `${width / ratio}px`
    canvas.style.height = `${height / ratio}px`
  }
  const context = canvas.getContext('2d')
  if (context === null) return
  context.clearRect(0, 0, width, height)
  for (let index = 0; index < group.ids.length; index++) {
    const state = group.states[index] ?? 0
    context.globalAlpha = look.only === '' || look.only === STATES[state] ? 1 : FAINT
    const x = (index % look.columns) * pitch
    const y = Math.floor(index / look.columns) * pitch
    sprites.draw(context, state, group.kinds.charAt(index), x, y)
  }
  context.globalAlpha = 1
  if (look.cursor !== undefined) paintRing(context, look.cursor, look.columns, pitch, 2)
}

/** Rings the cells that have just changed, so that the eye finds them among thousands. */
export function paintFresh(
  canvas: HTMLCanvasElement,
  fresh: ReadonlySet<number>,
  look: Look,
  ratio: number,
): void {
  const context = canvas.getContext('2d')
  const pitch = Math.max(2, Math.round(look.pitch * ratio))
  if (context === null) return
  for (const index of fresh) paintRing(context, index, look.columns, pitch, 1)
}

/** The cell at CSS pixels x, y of the canvas; with `reach`, the nearest troubled one within so many pixels instead. */
export function cellAt(
  group: Group,
  look: Look,
  x: number,
  y: number,
  reach: number,
): number | undefined {
  const column = Math.floor(x / look.pitch)
  const line = Math.floor(y / look.pitch)
  const index = line * look.columns + column
  const hit = column >= 0 && column < look.columns && index < group.ids.length && index >= 0
  if (reach <= 0 || (hit && group.states[index] !== 0)) return hit ? index : undefined
  const cells = Math.ceil(reach / look.pitch)
  let nearest = hit ? index : undefined
  let least = reach
  for (let l = line - cells; l <= line + cells; l++) {
    for (
      let c = Math.max(0, column - cells);
      c <= Math.min(look.columns - 1, column + cells);
      c++
    ) {
      const other = l * look.columns + c
      if (l < 0 || other >= group.ids.length || group.states[other] === 0) continue
      const far = Math.hypot((c + 0.5) * look.pitch - x, (l + 0.5) * look.pitch - y)
      if (far >= least) continue
      least = far
      nearest = other
    }
  }
  return nearest
}

function paintRing(
  context: CanvasRenderingContext2D,
  index: number,
  columns: number,
  pitch: number,
  width: number,
): void {
  const x = (index % columns) * pitch
  const y = Math.floor(index / columns) * pitch
  context.strokeStyle = inkNow()
  context.lineWidth = Math.max(width, Math.round((width * pitch) / 10))
  context.strokeRect(x - 0.5, y - 0.5, pitch, pitch)
}

function inkNow(): string {
  return getComputedStyle(document.documentElement).getPropertyValue('--ink')
}

let kept: { key: string; sprites: Sprites } | undefined

/** All blocks have one pitch and one theme, so one set of sprites serves them. */
function spritesFor(pitch: number, theme: number): Sprites {
  const key = `${pitch}/${theme}`
  if (kept?.key !== key) {
    const gap = Math.max(1, Math.round(pitch / 7))
    kept = { key, sprites: buildSprites(pitch - gap) }
  }
  return kept.sprites
}
