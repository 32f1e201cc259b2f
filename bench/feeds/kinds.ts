// The labelled kinds of picture: what each shows at a minute, frame by frame, and what must be published of it.
import type { FeedCondition } from '../../fleet/feed-condition.ts'
import {
  blank,
  box,
  glow,
  HEIGHT,
  light,
  type Picture,
  packed,
  randomOf,
  street,
  WIDTH,
} from './scene.ts'

export interface Kind {
  readonly name: string
  readonly label: FeedCondition
  readonly night: boolean
  /** Strength of the sensor's noise, as ffmpeg's `noise` filter counts it: of luma, and whether chroma has it too. */
  readonly noise: number
  readonly colourNoise?: boolean
  readonly clock: boolean
  /** Large words in the middle. */
  readonly words?: string
  /** Frames of the segment that begins at `minute`. */
  readonly frames: (seed: number, minute: number, count: number) => Iterable<Buffer>
}

/**
 * Daylight changes by a few per cent within minutes even under an even sky. Here less: one part in a hundred over a
 * quarter of an hour and some thin cloud, of which the camera's exposure leaves all, as it does below its own steps.
 */
function daylight(minute: number, seed: number): number {
  return 1 + 0.0012 * minute + 0.008 * Math.sin(minute / 3.1 + seed)
}

function still(make: (seed: number, minute: number) => Picture) {
  return function* (seed: number, minute: number, count: number): Iterable<Buffer> {
    const frame = packed(make(seed, minute))
    for (let index = 0; index < count; index++) yield frame
  }
}

/** A still scene with things drawn over it in each frame. `t`: seconds since minute 0. */
function moving(
  make: (seed: number, minute: number) => Picture,
  draw: (luma: Float32Array, t: number, random: () => number) => void,
) {
  return function* (seed: number, minute: number, count: number): Iterable<Buffer> {
    const scene = make(seed, minute)
    for (let index = 0; index < count; index++) {
      const frame = { ...scene, luma: scene.luma.slice() }
      draw(frame.luma, minute * 60 + index / 15, randomOf(seed * 7919 + minute * 131 + index))
      yield packed(frame)
    }
  }
}

function day(seed: number, minute: number): Picture {
  const scene = street(seed, minute)
  light(scene, daylight(minute, seed))
  return scene
}

function car(luma: Float32Array, t: number): void {
  const x = ((t * 140) % 1100) - 150
  box(luma, x, 250, 90, 34, 60)
  box(luma, x + 18, 232, 50, 20, 150)
  box(luma, 560 - ((t * 40) % 700), 235, 14, 40, 40)
}

function nightStreet(seed: number): Picture {
  const scene = street(seed, 0)
  light(scene, 0.16, 0, 0.5)
  glow(scene.luma, 130, 120, 60, 70)
  glow(scene.luma, 470, 130, 50, 55)
  return scene
}

function infrared(seed: number): Picture {
  const scene = street(seed, 0)
  light(scene, 0.3, 0, 0)
  glow(scene.luma, 320, 230, 150, 70)
  return scene
}

function fog(seed: number, minute: number): Picture {
  const scene = day(seed, minute)
  light(scene, 0.14, 135, 0.2)
  const drift = minute * 3
  glow(scene.luma, 200 + drift, 120, 160, 9)
  glow(scene.luma, 480 - drift, 200, 120, -7)
  return scene
}

function glare(seed: number, minute: number): Picture {
  const scene = day(seed, minute)
  light(scene, 0.6, 70)
  glow(scene.luma, 300 + minute * 1.6, 110 - minute * 0.8, 130, 190)
  return scene
}

function masked(seed: number, minute: number): Picture {
  const scene = day(seed, minute)
  box(scene.luma, 0, 90, 430, 270, 16)
  scene.u.fill(128)
  scene.v.fill(128)
  return scene
}

function lowLight(seed: number): Picture {
  const scene = street(seed, 0)
  light(scene, 0.1, 4, 0.8)
  return scene
}

function rain(luma: Float32Array, _t: number, random: () => number): void {
  for (let drop = 0; drop < 220; drop++) {
    const [x, y, long] = [random() * WIDTH, random() * HEIGHT, 8 + random() * 16]
    box(luma, x, y, 1, long, 175)
  }
}

function headlights(luma: Float32Array, t: number): void {
  const x = 640 - ((t * 110) % 900)
  glow(luma, x, 255, 45, 190)
  glow(luma, x + 40, 255, 45, 190)
  box(luma, x - 4, 251, 8, 8, 235)
}

function* pan(seed: number, minute: number, count: number): Iterable<Buffer> {
  const wide = 1280
  const scene = street(seed, minute, wide)
  light(scene, daylight(minute, seed))
  for (let index = 0; index < count; index++) {
    const t = minute * 60 + index / 15
    yield packed(scene, wide, Math.round(320 + 300 * Math.sin(t / 11)) & ~1)
  }
}

function bars(): Picture {
  const picture = blank(WIDTH, 16)
  // 75 % bars of ITU-R BT.601: luma, U, V.
  const tones: readonly (readonly [number, number, number])[] = [
    [180, 128, 128],
    [162, 44, 142],
    [131, 156, 44],
    [112, 72, 58],
    [84, 184, 198],
    [65, 100, 212],
    [35, 212, 114],
  ]
  const wide = WIDTH / tones.length
  tones.forEach(([tone, u, v], index) => {
    box(picture.luma, index * wide, 0, wide, HEIGHT, tone)
    for (let y = 0; y < HEIGHT / 2; y++) {
      const [from, to] = [Math.round((index * wide) / 2), Math.round(((index + 1) * wide) / 2)]
      picture.u.fill(u, (y * WIDTH) / 2 + from, (y * WIDTH) / 2 + to)
      picture.v.fill(v, (y * WIDTH) / 2 + from, (y * WIDTH) / 2 + to)
    }
  })
  return picture
}

const live = (
  name: string,
  noise: number,
  frames: Kind['frames'],
  more: Partial<Kind> = {},
): Kind => ({ name, label: 'live', night: false, noise, clock: false, frames, ...more })

const bad = (
  name: string,
  label: FeedCondition,
  frames: Kind['frames'],
  more: Partial<Kind> = {},
): Kind => ({ name, label, night: false, noise: 0, clock: false, frames, ...more })

/** The twelve that must never be published black, no_signal or frozen. */
export const LIVE_KINDS: readonly Kind[] = [
  live('day', 6, moving(day, car)),
  live('night-street', 8, still(nightStreet), { night: true }),
  live('infrared', 10, still(infrared), { night: true }),
  live('quiet-denoised', 0, still(day)),
  live('fog', 2, still(fog)),
  live('rain', 4, moving(day, rain)),
  live('pan', 4, pan),
  live('headlights', 7, moving(nightStreet, headlights), { night: true }),
  live('sun-glare', 3, still(glare)),
  live('privacy-mask', 3, still(masked)),
  live('overlay-clock', 3, still(day), { clock: true }),
  live('low-light-colour', 9, still(lowLight), { night: true, colourNoise: true }),
]

/** Those that must be found after the confirm, under their own word. */
export const BAD_KINDS: readonly Kind[] = [
  bad(
    'black',
    'black',
    still(() => blank(WIDTH, 16)),
  ),
  bad(
    'black-clock',
    'black',
    still(() => blank(WIDTH, 16)),
    { clock: true },
  ),
  bad(
    'no-signal-blue',
    'no_signal',
    still(() => blank(WIDTH, 35, 212, 114)),
    {
      words: 'NO SIGNAL',
    },
  ),
  bad(
    'no-signal-text',
    'no_signal',
    still(() => blank(WIDTH, 16)),
    {
      words: 'VIDEO LOSS',
      clock: true,
    },
  ),
  bad(
    'no-signal-grey',
    'no_signal',
    still(() => blank(WIDTH, 104)),
    { words: 'NO VIDEO' },
  ),
  bad('no-signal-bars', 'no_signal', still(bars), { clock: true }),
  bad(
    'frozen-clock',
    'frozen',
    still((seed) => day(seed, 0)),
    { clock: true },
  ),
  bad(
    'white',
    'washed_out',
    still(() => blank(WIDTH, 235)),
    { noise: 3, clock: true },
  ),
  bad(
    'lens-cap',
    'dark',
    still(() => blank(WIDTH, 16)),
    { noise: 6, clock: true },
  ),
]
