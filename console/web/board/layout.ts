// Where each kecamatan's block stands and how large a cell may be, so that the whole city fits the room it is given.

export interface BlockPlace {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Cells in one row. */
  readonly columns: number
}

export interface Layout {
  /** From one cell to the next, in CSS pixels, a whole number of device pixels. */
  readonly pitch: number
  readonly height: number
  readonly blocks: readonly BlockPlace[]
}

export interface Room {
  readonly width: number
  /** Infinity where the page may scroll: the pitch is then `pitchMost`. */
  readonly height: number
  /** Device pixels for each CSS pixel. */
  readonly ratio: number
  readonly pitchLeast: number
  readonly pitchMost: number
}

/** Height of a block's name above its cells, and the space around a block, in CSS pixels. */
export const HEADER = 21
export const PADDING = 6
/** Width by height that a block should have: a little lying, so that its name fits above it. */
const SHAPE = 1.5
/** Rows of blocks; more would be more names than cells. */
const MOST_ROWS = 12
/** A block must hold its name: more generous where there is room. */
const leastWidth = (width: number): number => Math.min(180, Math.max(148, width / 9))

/** Blocks keep their order, in rows of one height; the largest pitch that fits, then the best shape is taken. */
export function layOut(counts: readonly number[], room: Room): Layout {
  if (!Number.isFinite(room.height)) return stack(counts, room)
  const steps = Math.round((room.pitchMost - room.pitchLeast) * room.ratio)
  for (let step = steps; step >= 0; step--) {
    const pitch = room.pitchLeast + step / room.ratio
    const rows = bestRows(counts, pitch, room)
    if (rows !== undefined) return place(pitch, rows, room)
  }
  return stack(counts, room)
}

interface Row {
  readonly counts: readonly number[]
  /** Rows of cells in it. */
  readonly lines: number
  readonly widths: readonly number[]
}

/** One block below the other, as wide as the room: for narrow screens, and where nothing else fits. */
function stack(counts: readonly number[], room: Room): Layout {
  const pitch = Number.isFinite(room.height) ? room.pitchLeast : room.pitchMost
  const columns = Math.max(1, Math.floor((room.width - PADDING) / pitch))
  const rows = counts.map((count) => ({
    counts: [count],
    lines: Math.ceil(count / columns),
    widths: [room.width],
  }))
  return place(pitch, rows, room)
}

/** What is left over of the height goes between the rows, what is left of a row's width into its blocks. */
function place(pitch: number, rows: readonly Row[], room: Room): Layout {
  const blocks: BlockPlace[] = []
  const natural = rows.reduce((sum, row) => sum + row.lines * pitch + HEADER + PADDING, 0)
  const left = Number.isFinite(room.height) ? Math.max(0, room.height - natural) : 0
  const gap = rows.length > 1 ? Math.floor(left / rows.length) : 0
  let y = 0
  for (const row of rows) {
    const used = row.widths.reduce((sum, each) => sum + each, 0)
    const spare = (room.width - used) / row.widths.length
    const height = row.lines * pitch + HEADER + PADDING
    let x = 0
    for (const least of row.widths) {
      const wide = least + spare
      const columns = Math.max(1, Math.floor((wide - PADDING) / pitch + 1e-6))
      blocks.push({ x, y, width: wide, height, columns })
      x += wide
    }
    y += height + gap
  }
  return { pitch, height: y, blocks }
}

/** Of all ways to cut the blocks into rows that fit the height, the one whose blocks come nearest to SHAPE. */
function bestRows(
  counts: readonly number[],
  pitch: number,
  room: Room,
): readonly Row[] | undefined {
  let best: { rows: readonly Row[]; offShape: number } | undefined
  for (const rows of lowestRows(counts, pitch, room)) {
    const aspect = (room.width * rows.length ** 2) / (counts.length * room.height)
    const offShape = Math.abs(Math.log(aspect / SHAPE))
    if (offShape < (best?.offShape ?? Number.POSITIVE_INFINITY)) best = { rows, offShape }
  }
  return best?.rows
}

/** For each number of rows, the lowest way to cut the blocks into so many, where that fits the height. */
function lowestRows(counts: readonly number[], pitch: number, room: Room): (readonly Row[])[] {
  interface Cut {
    readonly height: number
    readonly rows: readonly Row[]
  }
  const found: (readonly Row[])[] = []
  // After `n` rows, the lowest cut of the first `end` blocks.
  let cuts = new Map<number, Cut>([[0, { height: 0, rows: [] }]])
  for (let n = 1; n <= Math.min(counts.length, MOST_ROWS); n++) {
    const next = new Map<number, Cut>()
    for (const [start, cut] of cuts) {
      for (let end = start + 1; end <= counts.length; end++) {
        const row = fitRow(counts.slice(start, end), pitch, room.width)
        if (row === undefined) break
        const height = cut.height + row.lines * pitch + HEADER + PADDING
        if (height > room.height) continue
        if (height < (next.get(end)?.height ?? Number.POSITIVE_INFINITY)) {
          next.set(end, { height, rows: [...cut.rows, row] })
        }
      }
    }
    const whole = next.get(counts.length)
    if (whole !== undefined) found.push(whole.rows)
    cuts = next
  }
  return found
}

/** The fewest lines with which the row's blocks fit beside each other; undefined where their names do not. */
function fitRow(counts: readonly number[], pitch: number, width: number): Row | undefined {
  const least = leastWidth(width)
  if (counts.length * least > width) return undefined
  const widthsAt = (lines: number): number[] =>
    counts.map((count) => Math.max(least, Math.ceil(count / lines) * pitch + PADDING))
  const wide = (lines: number): number => widthsAt(lines).reduce((sum, each) => sum + each, 0)
  let low = 1
  let high = Math.max(1, ...counts)
  while (low < high) {
    const middle = (low + high) >> 1
    if (wide(middle) <= width) high = middle
    else low = middle + 1
  }
  return { counts, lines: low, widths: widthsAt(low) }
}
