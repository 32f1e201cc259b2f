// What waits to be decoded, and when it goes: full batches at once, others after a while, few at a time.
import type { Keyframe } from '../rtsp/stream-look.ts'
import type { Decoded } from './picture.ts'

export interface QueueOptions {
  /** Most keyframes of a batch. */
  readonly batch: number
  /** Milliseconds until a batch goes that did not fill. */
  readonly waitMs: number
  /** Most batches at the same time. */
  readonly atOnce: number
  /** Position by position. */
  readonly decode: (
    keyframes: readonly Keyframe[],
    jpegSide: number | undefined,
  ) => Promise<readonly (Decoded | undefined)[]>
}

interface Waiting {
  readonly keyframe: Keyframe
  readonly jpegSide: number | undefined
  readonly since: number
  readonly resolve: (decoded: Decoded | undefined) => void
}

/** A further batch begins beside one that runs when so many whole batches wait, or one waits so many times `waitMs`. */
const CROWD_BATCHES = 2
const BESIDE_WAITS = 4
/** Waiting or being decoded. */
const MOST_WAITING = 1000
/** Memory of a child: each keyframe of a batch has a decoder of its own. Thirty-two of 704x576, or one of 3840x2160. */
const MOST_PIXELS = 32 * 704 * 576
const MOST_BYTES = 16_000_000

export class DecoderQueue {
  readonly #options: QueueOptions
  /** With and without JPEG apart, each in the order in which it came. */
  readonly #lines = new Map<number | undefined, Waiting[]>()
  readonly #running = new Set<Promise<void>>()
  #waiting = 0
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(options: QueueOptions) {
    this.#options = options
  }

  get waiting(): number {
    return this.#waiting
  }

  add(keyframe: Keyframe, jpegSide: number | undefined): Promise<Decoded | undefined> {
    if (this.#closed || this.#waiting >= MOST_WAITING) return Promise.resolve(undefined)
    return new Promise((resolve) => {
      const line = this.#lines.get(jpegSide) ?? []
      this.#lines.set(jpegSide, line)
      line.push({ keyframe, jpegSide, since: performance.now(), resolve })
      this.#waiting++
      this.#send()
    })
  }

  /** What waits is undefined at once; resolves when what runs has ended. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    for (const line of this.#lines.values()) this.#settle(line, [])
    this.#lines.clear()
    await Promise.all(this.#running)
  }

  #send(): void {
    clearTimeout(this.#timer)
    if (this.#closed) return
    const now = performance.now()
    for (let line = this.#next(now); line !== undefined; line = this.#next(now)) {
      this.#run(take(line, this.#options.batch))
    }
    // When a batch ends, this runs again anyway.
    const [first] =
      this.#running.size < this.#options.atOnce ? (this.#longestWaiting(() => true, 1) ?? []) : []
    if (first === undefined) return
    this.#timer = setTimeout(() => this.#send(), Math.max(1, first.since + this.#patienceMs - now))
  }

  /** The line whose turn it is. Beside a batch that runs only what would wait for long: each child takes its memory. */
  #next(now: number): Waiting[] | undefined {
    const { batch, atOnce } = this.#options
    if (this.#running.size >= atOnce) return undefined
    const isAlone = this.#running.size === 0
    const inLines = [...this.#lines.values()].reduce((sum, { length }) => sum + length, 0)
    return this.#longestWaiting(
      (first) => now - first.since >= this.#patienceMs,
      isAlone || inLines >= CROWD_BATCHES * batch ? batch : Number.POSITIVE_INFINITY,
    )
  }

  get #patienceMs(): number {
    return this.#options.waitMs * (this.#running.size === 0 ? 1 : BESIDE_WAITS)
  }

  /** Of the lines that are full or due, the one whose first has waited longest. */
  #longestWaiting(isDue: (first: Waiting) => boolean, batch: number): Waiting[] | undefined {
    let longest: Waiting[] | undefined
    for (const [jpegSide, line] of this.#lines) {
      const [first] = line
      if (first === undefined) this.#lines.delete(jpegSide)
      else if (line.length >= batch || isDue(first)) {
        if (first.since < (longest?.[0]?.since ?? Number.POSITIVE_INFINITY)) longest = line
      }
    }
    return longest
  }

  #run(taken: readonly Waiting[]): void {
    const keyframes = taken.map(({ keyframe }) => keyframe)
    const running = this.#options
      .decode(keyframes, taken[0]?.jpegSide)
      .catch(() => [])
      .then((decoded) => {
        this.#running.delete(running)
        this.#settle(taken, decoded)
        this.#send()
      })
    this.#running.add(running)
  }

  #settle(taken: readonly Waiting[], decoded: readonly (Decoded | undefined)[]): void {
    this.#waiting -= taken.length
    for (const [position, { resolve }] of taken.entries()) resolve(decoded[position])
  }
}

/** From the front, at least one, no more than a child has memory for. */
function take(line: Waiting[], batch: number): readonly Waiting[] {
  let pixels = 0
  let bytes = 0
  let count = 0
  for (const { keyframe } of line.slice(0, batch)) {
    pixels += keyframe.width * keyframe.height
    bytes += keyframe.data.length
    if (count > 0 && (pixels > MOST_PIXELS || bytes > MOST_BYTES)) break
    count++
  }
  return line.splice(0, count)
}
