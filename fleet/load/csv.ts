// Reads one CSV file row by row: header checked once, every row handed on as cells by column.
import { type InfoRecord, parse } from 'csv-parse/sync'
import type { Problem } from '../problem.ts'
import { shown } from '../schema/fault.ts'
import type { Cells } from '../schema/kind.ts'
import { didYouMean } from '../suggest.ts'
import { unknownKey } from './issues.ts'
import { LIMITS } from './limits.ts'

/** What a reader needs to know of a kind, and where its records go. */
export interface Sink {
  readonly columns: readonly string[]
  readonly required: readonly string[]
  readonly lists: ReadonlySet<string>
  /** The cell, or an equal text that is kept already: owners, areas and models come again in thousands of cells. */
  keep(column: string, cell: string): string
  /** Some record of the file could not be read: what refers to it is not at fault. */
  lost(): void
  /** The estate has as many records as it may have: nothing more is read. */
  readonly full: boolean
  record(cells: Cells, line: number, keyLines?: ReadonlyMap<string, number>): void
}

export function readCsv(file: string, text: string, sink: Sink, problems: Problem[]): void {
  const problem = (line: number, what: string, remedy: string): void => {
    if (sink.full) return
    problems.push({ file, line, what, remedy })
    sink.lost()
  }
  let header: Header | undefined
  let skipped = -1
  const onRecord = (row: string[], { lines }: InfoRecord): null => {
    if (header === undefined) header = readHeader(file, lines, row, sink, problems)
    else if (header.usable && !sink.full) {
      const cells = cellsOf(row, lines, header, sink, problem)
      if (cells) sink.record(cells, lines)
    }
    return null
  }
  parse(readableLines(text, problem), {
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    trim: true,
    comment: '#',
    comment_no_infix: true,
    on_record: onRecord,
    on_skip: (error) => {
      const line = Number(error?.['lines'] ?? 0)
      // The parser may stumble more than once over one line.
      if (line === skipped) return undefined
      skipped = line
      problem(line, 'a quote inside a cell', 'quote the whole cell and double the quotes inside')
      return undefined
    },
  })
  if (header === undefined) {
    problem(0, 'no header line', `begin with: ${sink.columns.join(',')}`)
  }
}

interface Header {
  readonly names: readonly string[]
  readonly usable: boolean
}

function readHeader(
  file: string,
  line: number,
  names: readonly string[],
  sink: Sink,
  problems: Problem[],
): Header {
  const place = { file, line }
  if (names.length === 1 && names[0]?.includes(';')) {
    const what = 'columns are separated by semicolons'
    problems.push({ ...place, what, remedy: 'save the file with commas between columns' })
    sink.lost()
    return { names, usable: false }
  }
  for (const [index, name] of names.entries()) {
    if (!sink.columns.includes(name)) {
      problems.push(unknownKey(name, place, 'column', sink.columns))
    } else if (names.indexOf(name) < index) {
      problems.push({ ...place, what: `column ${shown(name)} twice`, remedy: 'remove one of them' })
    }
  }
  const missing = sink.required.filter((name) => !names.includes(name))
  // A mistyped name was said already, with the right one beside it.
  const mistyped = new Set(names.map((name) => didYouMean(name, sink.columns)))
  for (const name of missing) {
    if (mistyped.has(name)) continue
    problems.push({ ...place, what: `required column "${name}" is missing`, remedy: 'add it' })
  }
  // With an unknown column the rest can still be read; without a required one every row would say so again.
  const usable = missing.length === 0 && new Set(names).size === names.length
  if (!usable) sink.lost()
  return { names, usable }
}

function cellsOf(
  row: readonly string[],
  line: number,
  { names }: Header,
  sink: Sink,
  problem: (line: number, what: string, remedy: string) => void,
): Cells | undefined {
  if (row.length !== names.length) {
    // Cells of such a row may stand under the wrong name: none of them is looked at or shown.
    const remedy =
      row.length < names.length
        ? 'add the missing commas'
        : 'remove the extra commas, or put quotes around a cell that holds one'
    problem(line, `${row.length} cells where the header has ${names.length}`, remedy)
    return undefined
  }
  const cells: Record<string, string | readonly string[]> = {}
  for (let i = 0; i < row.length; i++) {
    const cell = row[i] ?? ''
    const name = names[i] ?? ''
    if (cell === '' || !sink.columns.includes(name)) continue
    if (cell.length > LIMITS.cell) {
      problem(line, `cell "${name}" is longer than ${LIMITS.cell} characters`, 'shorten it')
      return undefined
    }
    cells[name] = sink.lists.has(name) ? splitList(cell) : sink.keep(name, cell)
  }
  return cells
}

/** Several values in one cell: apart by spaces or semicolons. */
export function splitList(cell: string): string[] {
  return cell.split(/[\s;]+/).filter((part) => part !== '')
}

/**
 * Empties lines that are too long, and those with an odd number of quotes: no cell of an estate holds a line break, so
 * there a quote was left open, and the parser would swallow all that follows as one cell.
 */
function readableLines(
  text: string,
  problem: (line: number, what: string, remedy: string) => void,
): string {
  const kept: string[] = []
  let keptTo = 0
  let line = 0
  let quote = text.indexOf('"')
  for (let from = 0; from <= text.length; ) {
    const found = text.indexOf('\n', from)
    const to = found < 0 ? text.length : found
    line++
    if (line > LIMITS.lines) {
      problem(line, `more than ${LIMITS.lines.toLocaleString('en')} lines`, 'split the file')
      return kept.join('') + text.slice(keptTo, from)
    }
    let quotes = 0
    for (; quote >= 0 && quote < to; quote = text.indexOf('"', quote + 1)) quotes++
    const fault = lineFault(text, from, to, quotes)
    if (fault) {
      problem(line, fault.what, fault.remedy)
      kept.push(text.slice(keptTo, from))
      keptTo = to
    }
    from = to + 1
  }
  return kept.length === 0 ? text : kept.join('') + text.slice(keptTo)
}

function lineFault(text: string, from: number, to: number, quotes: number) {
  if (to - from > LIMITS.line) {
    return { what: `a line longer than ${LIMITS.line} characters`, remedy: 'shorten it' }
  }
  if (quotes % 2 === 0 || text.slice(from, to).trimStart().startsWith('#')) return undefined
  return { what: 'a quote that is not closed', remedy: 'close it on the same line' }
}
