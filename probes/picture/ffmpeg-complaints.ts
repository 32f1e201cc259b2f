// What ffmpeg said about the tracks of a batch: whom it names is not clean, whatever picture came of it.

/** ffmpeg 4 to 6 say `Error while decoding stream #0:3: ...`, `Cannot determine format of input stream 0:3 after EOF`
 * and `pipe:0: corrupt decoded frame in stream 3`; later ones begin the line with `[vist#0:3/h264 @ ...]`. */
const NAMED = [
  /(?:decoding|input) stream #?0:(\d+)/,
  /corrupt decoded frame in stream (\d+)/,
  /\[vist#0:(\d+)\//,
]
const CORRUPT = /corrupt decoded frame/

export interface Complaints {
  /** Positions in the batch, from 0. */
  readonly named: ReadonlySet<number>
  /** A picture was patched up, and it was not said whose. */
  readonly unnamed: boolean
}

/** `log`: standard error at level `warning`. */
export function complaintsIn(log: string): Complaints {
  const named = new Set<number>()
  let unnamed = false
  for (const line of log.split('\n')) {
    const found = NAMED.map((pattern) => pattern.exec(line)?.[1]).find((n) => n !== undefined)
    if (found !== undefined) named.add(Number(found))
    else if (CORRUPT.test(line)) unnamed = true
  }
  return { named, unnamed }
}
