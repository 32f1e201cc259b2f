// Draws a street as a camera sees it at a given minute: light that drifts, shadows that wander, things that move.

export const WIDTH = 640
export const HEIGHT = 360
export const FPS = 15

/** One plane each, limited range; chroma half as wide and high. */
export interface Picture {
  readonly luma: Float32Array
  readonly u: Float32Array
  readonly v: Float32Array
}

/** Numbers in 0..1 that are the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function blank(width: number, luma: number, u = 128, v = 128): Picture {
  return {
    luma: new Float32Array(width * HEIGHT).fill(luma),
    u: new Float32Array((width * HEIGHT) / 4).fill(u),
    v: new Float32Array((width * HEIGHT) / 4).fill(v),
  }
}

/**
 * A street at full daylight: sky, houses with windows, a road, trees, and the shadows of the houses as of `minute`. A
 * house of 6 m throws its shadow 25 cm further in five minutes of a clear afternoon, about 5 pixels of this view.
 */
export function street(seed: number, minute: number, width = WIDTH): Picture {
  const random = randomOf(seed)
  const picture = blank(width, 0)
  const { luma } = picture
  const grain = texture(random, width)
  for (let y = 0; y < HEIGHT; y++) {
    const ground = y > 210
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      const value = grain[at] ?? 0
      luma[at] = ground ? 95 + value * 34 : 190 - y * 0.25 + value * 10
    }
  }
  paint(picture, width, 0, 0, width, 210, 6, -4)
  for (let left = -20; left < width; ) {
    const wide = 50 + Math.floor(random() * 70)
    const top = 70 + Math.floor(random() * 70)
    const tone = 70 + random() * 90
    fill(luma, grain, width, left, top, left + wide, 225, tone, 22)
    paint(picture, width, left, top, left + wide, 225, -6 + random() * 8, 2 + random() * 8)
    for (let y = top + 10; y < 200; y += 24) {
      for (let x = left + 8; x < left + wide - 12; x += 20) {
        fill(luma, grain, width, x, y, x + 9, y + 13, tone * 0.45, 10)
      }
    }
    const reach = wide * 0.4 + minute + random() * 30
    shade(luma, width, left + reach, 225, wide * 0.8, 40, 0.62)
    left += wide + 8 + Math.floor(random() * 30)
  }
  for (let tree = 0; tree < 5; tree++) {
    const [cx, cy, size] = [random() * width, 215 + random() * 20, 18 + random() * 22]
    blob(luma, grain, width, cx, cy, size, 60)
    paint(picture, width, cx - size, cy - size, cx + size, cy + size, -8, -8)
  }
  return picture
}

/** Light over all: `gain` from black, then `offset`; colours fade with `saturation`. */
export function light(picture: Picture, gain: number, offset = 0, saturation = 1): void {
  const { luma, u, v } = picture
  for (let at = 0; at < luma.length; at++) {
    luma[at] = 16 + ((luma[at] ?? 0) - 16) * gain + offset
  }
  for (let at = 0; at < u.length; at++) {
    u[at] = 128 + ((u[at] ?? 0) - 128) * saturation
    v[at] = 128 + ((v[at] ?? 0) - 128) * saturation
  }
}

/** Brightness that falls off around (cx, cy): a lamp, an infrared ring, the sun. */
export function glow(luma: Float32Array, cx: number, cy: number, radius: number, by: number): void {
  const reach = radius * 3
  const [top, bottom] = [Math.max(0, Math.floor(cy - reach)), Math.min(HEIGHT, cy + reach)]
  const [left, right] = [Math.max(0, Math.floor(cx - reach)), Math.min(WIDTH, cx + reach)]
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const near = ((x - cx) ** 2 + (y - cy) ** 2) / (radius * radius)
      const at = y * WIDTH + x
      luma[at] = (luma[at] ?? 0) + by * Math.exp(-near)
    }
  }
}

export function box(
  luma: Float32Array,
  left: number,
  top: number,
  wide: number,
  high: number,
  tone: number,
): void {
  for (let y = Math.max(0, Math.round(top)); y < Math.min(HEIGHT, top + high); y++) {
    const from = Math.min(WIDTH, Math.max(0, Math.round(left)))
    const to = Math.min(WIDTH, Math.max(0, Math.round(left + wide)))
    luma.fill(tone, y * WIDTH + from, y * WIDTH + to)
  }
}

/** As an encoder takes it: yuv420p, `from` pixels from the left of a picture `width` wide. */
export function packed({ luma, u, v }: Picture, width = WIDTH, from = 0): Buffer {
  const out = Buffer.alloc((WIDTH * HEIGHT * 3) / 2)
  let at = 0
  const rows = (plane: Float32Array, high: number, wide: number, full: number, left: number) => {
    for (let y = 0; y < high; y++) {
      for (let x = 0; x < wide; x++) {
        const value = plane[y * full + left + x] ?? 0
        out[at++] = Math.max(16, Math.min(240, Math.round(value)))
      }
    }
  }
  rows(luma, HEIGHT, WIDTH, width, from)
  rows(u, HEIGHT / 2, WIDTH / 2, width / 2, from >> 1)
  rows(v, HEIGHT / 2, WIDTH / 2, width / 2, from >> 1)
  return out
}

/** Value noise of four octaves, -1 to 1. */
function texture(random: () => number, width: number): Float32Array {
  const out = new Float32Array(width * HEIGHT)
  for (const [cell, weight] of [
    [40, 0.4],
    [14, 0.3],
    [5, 0.2],
    [2, 0.1],
  ] as const) {
    const wide = Math.ceil(width / cell) + 2
    const knots = Float32Array.from(
      { length: wide * (Math.ceil(HEIGHT / cell) + 2) },
      () => random() * 2 - 1,
    )
    for (let y = 0; y < HEIGHT; y++) {
      const row = Math.floor(y / cell)
      const fy = y / cell - row
      for (let x = 0; x < width; x++) {
        const column = Math.floor(x / cell)
        const fx = x / cell - column
        const at = row * wide + column
        const upper = (knots[at] ?? 0) * (1 - fx) + (knots[at + 1] ?? 0) * fx
        const lower = (knots[at + wide] ?? 0) * (1 - fx) + (knots[at + wide + 1] ?? 0) * fx
        const place = y * width + x
        out[place] = (out[place] ?? 0) + weight * (upper * (1 - fy) + lower * fy)
      }
    }
  }
  return out
}

function fill(
  luma: Float32Array,
  grain: Float32Array,
  width: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
  tone: number,
  rough: number,
): void {
  for (let y = Math.max(0, top); y < Math.min(HEIGHT, bottom); y++) {
    for (let x = Math.max(0, left); x < Math.min(width, right); x++) {
      const at = y * width + x
      luma[at] = tone + (grain[at] ?? 0) * rough
    }
  }
}

function shade(
  luma: Float32Array,
  width: number,
  left: number,
  top: number,
  wide: number,
  high: number,
  by: number,
): void {
  for (let y = top; y < Math.min(HEIGHT, top + high); y++) {
    const lean = (y - top) * 0.8
    const from = Math.max(0, Math.round(left + lean))
    for (let x = from; x < Math.min(width, left + wide + lean); x++) {
      const at = y * width + x
      luma[at] = (luma[at] ?? 0) * by
    }
  }
}

function blob(
  luma: Float32Array,
  grain: Float32Array,
  width: number,
  cx: number,
  cy: number,
  size: number,
  tone: number,
): void {
  for (let y = Math.max(0, Math.floor(cy - size)); y < Math.min(HEIGHT, cy + size); y++) {
    for (let x = Math.max(0, Math.floor(cx - size)); x < Math.min(width, cx + size); x++) {
      const at = y * width + x
      const rim = size * (0.85 + (grain[at] ?? 0) * 0.3)
      if ((x - cx) ** 2 + (y - cy) ** 2 < rim * rim) luma[at] = tone + (grain[at] ?? 0) * 40
    }
  }
}

function paint(
  { u, v }: Picture,
  width: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
  du: number,
  dv: number,
): void {
  for (let y = Math.max(0, top >> 1); y < Math.min(HEIGHT, bottom) / 2; y++) {
    for (let x = Math.max(0, left >> 1); x < Math.min(width, right) / 2; x++) {
      const at = y * (width / 2) + x
      u[at] = 128 + du
      v[at] = 128 + dv
    }
  }
}
