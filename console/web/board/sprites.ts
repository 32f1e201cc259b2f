// Draws each kind of cell once, at the size of the screen's own pixels; painting the city is then copying.
import { STATES } from '../../../fleet/state.ts'
import { colourOf, SHAPES } from './shapes.ts'

export interface Sprites {
  /** Device pixels of one cell, without its gap. */
  readonly size: number
  /** Draws the cell in `state` (position in STATES) of a target of `kind` (U, N, O) at device pixels x, y. */
  draw(context: CanvasRenderingContext2D, state: number, kind: string, x: number, y: number): void
}

/** Sprites for cells of `size` device pixels in the colours that hold at the moment. */
export function buildSprites(size: number): Sprites {
  const styles = getComputedStyle(document.documentElement)
  const made = new Map<string, HTMLCanvasElement>()
  return {
    size,
    draw(context, state, kind, x, y) {
      const key = `${state}${kind === 'N' ? 'N' : 'U'}`
      let sprite = made.get(key)
      if (sprite === undefined) {
        sprite = buildSprite(size, state, kind, styles)
        made.set(key, sprite)
      }
      context.drawImage(sprite, x, y)
    },
  }
}

function buildSprite(
  size: number,
  state: number,
  kind: string,
  styles: CSSStyleDeclaration,
): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = size
  canvas.height = size
  const context = canvas.getContext('2d')
  const name = STATES[state]
  if (context === null || name === undefined) return canvas
  const shape = SHAPES[name]
  context.scale(size / 10, size / 10)
  context.fillStyle = styles.getPropertyValue(colourOf(name, kind))
  context.fill(new Path2D(shape.fill), 'evenodd')
  if (shape.cut !== undefined) {
    context.strokeStyle = styles.getPropertyValue('--ground')
    // Below a pixel the cross would wash out.
    context.lineWidth = Math.max(1.8, 10 / size)
    context.stroke(new Path2D(shape.cut))
  }
  return canvas
}
