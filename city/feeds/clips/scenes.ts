// What the clips of the synthetic city show, as ffmpeg filters. Everything that moves comes round every 12 s.
import type { ClipCodec } from '../annex-b.ts'

export interface Scene {
  readonly name: string
  readonly codecs: readonly ClipCodec[]
  /** Groups of pictures of 2 s that are kept. */
  readonly gops: number
  readonly from: { readonly still: string } | { readonly source: string }
  readonly filters: readonly string[]
  /** Default 26 (H.264), 28 (H.265). */
  readonly crf?: number
}

/** Six groups are one round of everything that moves. */
const LOOP_S = 12
const LIVE_GOPS = 6
const STILL_GOPS = 2

const FONT = '/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf'

/** Sky, a row of houses with windows, a road: drawn once, with the grain of plaster, leaves and asphalt. */
const SKY = '176-Y/3+6*sin(X/47+sin(Y/9))'
const WALLS =
  '70+60*abs(sin(floor(X/64)*2.3))+26*lt(mod(X,32),14)*lt(mod(Y,40),22)+9*sin(X*1.7+Y*0.9)*sin(Y*1.3-X*0.4)'
const ROAD = '84+Y/9+9*sin(X*2.1+Y)*sin(Y*1.9+X*0.3)+60*lt(abs(Y-292),3)*lt(mod(X,60),30)'
const LUMA = `if(lt(Y,100+24*sin(X/90)),${SKY},if(lt(Y,230),${WALLS},${ROAD}))`
const CB = '128+12*lt(Y,50)-6*gt(Y,50)'
const CR = '128+8*gt(Y,55)*lt(Y,115)*sin(floor(X/32))'

/** Stills that scenes are made from. */
export const STILLS: Readonly<Record<string, string>> = {
  houses: `geq=lum='${LUMA}':cb='${CB}':cr='${CR}'`,
}

const clock = text('%{pts\\:gmtime\\:1764000000}', 'x=12:y=10:fontsize=18')
const place = text('KEL. TEMBALANG RW 03', 'x=w-tw-12:y=h-26:fontsize=16')
const overlay = [clock, place]

/** Grey levels by which daylight drifts up and down; its phase makes all six keyframes of a round differ. */
const drift = (levels: number): string =>
  `eq=brightness='${(levels / 255).toFixed(4)}*sin(2*PI*t/${LOOP_S}+0.35)':eval=frame`

const noise = (strength: number): string => `noise=alls=${strength}:allf=t`

/** Something that crosses the picture `times` in a round. */
function crossing(times: number, y: number, size: string, colour: string, back = false): string {
  const way = `mod(t*${times}/${LOOP_S}\\,1)`
  const x = back ? `680-760*${way}` : `-80+760*${way}`
  const [width, height] = size.split('x')
  return `drawbox=x='${x}':y=${y}:w=${width}:h=${height}:color=${colour}:t=fill`
}

const traffic = [
  crossing(3, 250, '70x30', '0x8a2020'),
  crossing(2, 262, '90x40', '0x204a80'),
  crossing(2, 300, '80x36', '0xd0d0c8', true),
  crossing(1, 236, '12x30', '0x302820', true),
]
const headlights = [
  crossing(2, 262, '46x14', '0xf0e8c0'),
  crossing(1, 304, '52x16', '0xf8f0d0', true),
]

const live = { gops: LIVE_GOPS, from: { still: 'houses' } } as const
const flat = (colour: string) => ({ gops: STILL_GOPS, from: { source: `color=c=${colour}:` } })
const h264: readonly ClipCodec[] = ['h264']
const both: readonly ClipCodec[] = ['h264', 'h265']

export const SCENES: readonly Scene[] = [
  {
    ...live,
    name: 'day',
    codecs: both,
    filters: [...traffic, drift(6), noise(3), ...overlay],
    crf: 26,
  },
  {
    ...live,
    name: 'night',
    codecs: both,
    filters: ['eq=brightness=-0.3:contrast=0.3', ...headlights, drift(6), noise(5), ...overlay],
    crf: 26,
  },
  {
    ...live,
    name: 'infrared',
    codecs: h264,
    filters: [
      'eq=brightness=-0.12:contrast=0.5:saturation=0,vignette=PI/5',
      crossing(1, 240, '16x40', '0xb0b0b0'),
      drift(6),
      'noise=c0s=5:c0f=t',
      ...overlay,
    ],
    crf: 26,
  },
  { ...live, name: 'quiet', codecs: h264, filters: [drift(6), ...overlay], crf: 29 },
  {
    ...live,
    name: 'rain',
    codecs: h264,
    filters: [
      'eq=brightness=-0.06:contrast=0.6:saturation=0.5,boxblur=1:1',
      ...Array.from({ length: 6 }, (_, n) => drop(n)),
      crossing(1, 256, '80x34', '0x505860'),
      drift(6),
      noise(4),
      ...overlay,
    ],
    crf: 26,
  },
  { ...flat('black'), name: 'black', codecs: both, filters: [] },
  { ...flat('black'), name: 'black-clock', codecs: both, filters: overlay },
  {
    ...flat('0x0000BE'),
    name: 'no-signal-blue',
    codecs: both,
    filters: [centred('NO SIGNAL', 48)],
  },
  {
    ...flat('black'),
    name: 'no-signal-text',
    codecs: h264,
    filters: [centred('VIDEO LOSS', 40), clock],
  },
  {
    gops: STILL_GOPS,
    from: { source: 'smptebars=' },
    name: 'no-signal-bars',
    codecs: h264,
    filters: [clock],
  },
  {
    gops: STILL_GOPS,
    from: { still: 'houses' },
    name: 'frozen',
    codecs: both,
    filters: overlay,
    crf: 29,
  },
  { ...flat('white'), name: 'white', codecs: h264, filters: [noise(3), ...overlay] },
  { ...flat('black'), name: 'lens-cap', codecs: h264, filters: [noise(5), ...overlay], crf: 26 },
  {
    ...flat('0x6a6258'),
    name: 'covered',
    codecs: h264,
    filters: ['vignette=PI/5', noise(5), ...overlay],
    crf: 26,
  },
]

/** A streak of rain that falls again and again, each at its own place. */
function drop(n: number): string {
  return `drawbox=x=${40 + n * 104}:y='mod(t*${7 + n}/${LOOP_S}*420+${n * 70}\\,420)-40':w=2:h=36:color=0xc8d0d8:t=fill`
}

function text(words: string, where: string): string {
  return `drawtext=fontfile=${FONT}:text='${words}':${where}:fontcolor=white:borderw=1`
}

function centred(words: string, size: number): string {
  return text(words, `x=(w-tw)/2:y=(h-th)/2:fontsize=${size}`)
}
