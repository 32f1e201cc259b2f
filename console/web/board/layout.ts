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
export const HEADER = 22
export const PADDING = 8
/** Width by height that a block should have: a little lying, so that its name fits above it. */
const SHAPE = 1.5
/** A block must hold its name: more generous where there is room. */
const leastWidth = (width: number): number => Math.min(180, Math.max(148, width / 9))

/** Blocks keep their order, in rows of one height; the largest pitch that fits, then the best shape is taken. */
export function layOut(counts: readonly number[], room: Room): Layout {
  let best: { pitch: number; rows: readonly Row[]; offShape: number } | undefined
  const mostRows = Number.isFinite(room.height) ? Math.min(counts.length, 12) : 1
  for (let rowCount = 1; rowCount <= mostRows; rowCount++) {
    const split = splitEvenly(counts, rowCount)
    const pitch = largestPitch(split, room)
    const aspect = (room.width * rowCount * rowCount) / (counts.length * room.height)
    const offShape = Math.abs(Math.log(aspect / SHAPE))
    if (pitch === undefined || pitch < (best?.pitch ?? 0)) continue
    if (pitch === best?.pitch && offShape > best.offShape) continue
    const rows = split
      .map((row) => fitRow(row, pitch, room.width))
      .filter((row) => row !== undefined)
    best = { pitch, rows, offShape }
  }
  if (best === undefined) return stack(counts, room)
  return place(best.pitch, best.rows, room)
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

function largestPitch(split: readonly (readonly number[])[], room: Room): number | undefined {
  const step = 1 / room.ratio
  let most: number | undefined
  for (let pitch = room.pitchLeast; pitch <= room.pitchMost + 1e-9; pitch += step) {
    if (!fits(split, pitch, room)) break
    most = pitch
  }
  return most
}

function fits(split: readonly (readonly number[])[], pitch: number, room: Room): boolean {
  let height = 0
  for (const counts of split) {
    const row = fitRow(counts, pitch, room.width)
    if (row === undefined) return false
    height += row.lines * pitch + HEADER + PADDING
  }
  return height <= room.height
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

/** Cuts `counts` into `rowCount` runs whose sums are as even as a single pass can make them. */
function splitEvenly(counts: readonly number[], rowCount: number): readonly (readonly number[])[] {
  const total = counts.reduce((sum, count) => sum + count, 0)
  const rows: number[][] = [[]]
  let sum = 0
  counts.forEach((count, index) => {
    const goal = (total * rows.length) / rowCount
    const left = counts.length - index
    const row = rows.at(-1)
    const full = sum + count / 2 > goal || left <= rowCount - rows.length
    if (row !== undefined && row.length > 0 && full && rows.length < rowCount) rows.push([count])
    else row?.push(count)
    sum += count
  })
  return rows
}
