// A part of a camera's picture that is not looked at: `x,y,width,height` in whole percents.
import { z } from 'zod'
import type { Mask } from '../model.ts'
import { fault, shown } from './fault.ts'

export const mask = z.string().transform((value, context): Mask => {
  const parts = /^(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})$/.exec(value)?.slice(1).map(Number)
  const [x = 0, y = 0, width = 0, height = 0] = parts ?? []
  const inside = width > 0 && height > 0 && x + width <= 100 && y + height <= 100
  if (inside) return { x, y, width, height }
  const message = fault(
    `bad mask ${shown(value)}`,
    'write x,y,width,height in percent of the picture, such as 0,90,40,10, inside it',
  )
  context.issues.push({ code: 'custom', message, input: value })
  return z.NEVER
})

/** As it is read. */
export function maskText({ x, y, width, height }: Mask): string {
  return `${x},${y},${width},${height}`
}

/** Share of the picture, 0 to 1, that no mask covers. */
export function shareLeft(masks: readonly Mask[]): number {
  let open = 0
  for (let y = 0; y < 100; y++) {
    for (let x = 0; x < 100; x++) if (!masks.some((one) => covers(one, x, y))) open++
  }
  return open / 10_000
}

function covers({ x, y, width, height }: Mask, atX: number, atY: number): boolean {
  return atX >= x && atX < x + width && atY >= y && atY < y + height
}
