// The file in which a person says what cameras showed: camera,condition[,from[,to]] a line.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { messageOf, RondaError } from '../../fleet/error.ts'
import { FEED_CONDITIONS, type FeedCondition } from '../../fleet/feed-condition.ts'
import type { Problem } from '../../fleet/problem.ts'
import { didYouMean } from '../../fleet/suggest.ts'

export interface Label {
  readonly camera: string
  readonly condition: FeedCondition
  /** Epoch milliseconds; undefined: as far back as is looked, and until now. */
  readonly from: number | undefined
  readonly to: number | undefined
}

const MOST_BYTES = 5_000_000
const HEAD = /^camera\s*,\s*condition\b/i

/** Conditions that a person can see in a picture; the others are not a picture's. */
const SEEN = FEED_CONDITIONS.slice(FEED_CONDITIONS.indexOf('no_signal')).filter(
  (condition) => condition !== 'degraded',
)

/** Every problem at once. Throws RND_USAGE where the file cannot be read at all. `known`: ids of cameras. */
export function readLabels(
  file: string,
  known: ReadonlySet<string>,
): { readonly labels: readonly Label[] } | { readonly problems: readonly Problem[] } {
  const text = textOf(file)
  const labels: Label[] = []
  const problems: Problem[] = []
  const byCamera = new Map<string, readonly { readonly label: Label; readonly line: number }[]>()
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.replace(/#.*$/, '').trim()
    if (line === '' || (labels.length === 0 && HEAD.test(line))) continue
    const read = readLine(line, known)
    if ('label' in read) {
      const { label } = read
      const own = byCamera.get(label.camera) ?? []
      const other = own.find(
        (one) => one.label.condition !== label.condition && meet(one.label, label),
      )
      if (other) {
        const what = `line ${other.line} calls ${label.camera} ${other.label.condition} at the same time`
        const remedy = 'leave one of them out, or give both their times (from, to)'
        problems.push({ file: basename(file), line: index + 1, what, remedy })
      }
      byCamera.set(label.camera, [...own, { label, line: index + 1 }])
      labels.push(label)
    } else {
      for (const [what, remedy] of read.faults) {
        problems.push({ file: basename(file), line: index + 1, what, remedy })
      }
    }
  }
  if (labels.length === 0 && problems.length === 0) {
    const remedy = 'write lines such as cam-00012,black'
    problems.push({ file: basename(file), line: 0, what: 'no label in it', remedy })
  }
  return problems.length > 0 ? { problems } : { labels }
}

function meet(one: Label, other: Label): boolean {
  const { NEGATIVE_INFINITY: ever, POSITIVE_INFINITY: open } = Number
  return (one.from ?? ever) < (other.to ?? open) && (other.from ?? ever) < (one.to ?? open)
}

type Fault = readonly [what: string, remedy: string]

function readLine(
  line: string,
  known: ReadonlySet<string>,
): { readonly label: Label } | { readonly faults: readonly Fault[] } {
  const [camera = '', word = '', from = '', to = '', ...rest] = line
    .split(',')
    .map((cell) => cell.trim())
  const faults: Fault[] = []
  if (rest.length > 0) faults.push(['more than four columns', 'write camera,condition,from,to'])
  if (!known.has(camera)) {
    const close = didYouMean(camera, [...known])
    faults.push([
      `no camera "${camera.slice(0, 64)}"`,
      close ? `did you mean ${close}?` : 'name one of the estate',
    ])
  }
  const condition = SEEN.find((one) => one === word)
  if (condition === undefined) {
    const close = didYouMean(word, SEEN)
    faults.push([
      `"${word.slice(0, 40)}" is no condition that a picture shows`,
      close ? `did you mean ${close}?` : `write one of ${SEEN.join(', ')}`,
    ])
  }
  const [begin, end] = [timeOf(from, faults), timeOf(to, faults)]
  if (begin !== undefined && end !== undefined && begin >= end) {
    faults.push(['from is not before to', 'swap them'])
  }
  if (faults.length > 0 || condition === undefined) return { faults }
  return { label: { camera, condition, from: begin, to: end } }
}

function timeOf(cell: string, faults: Fault[]): number | undefined {
  if (cell === '') return undefined
  const at = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(cell)
    ? Date.parse(cell)
    : Number.NaN
  if (!Number.isNaN(at)) return at
  faults.push([`"${cell.slice(0, 40)}" is no time`, 'write it as 2026-11-23T07:00:00+07:00'])
  return undefined
}

function textOf(file: string): string {
  try {
    const bytes = readFileSync(file)
    if (bytes.length <= MOST_BYTES) return bytes.toString('utf8')
  } catch (cause) {
    throw new RondaError('RND_USAGE', `cannot read ${file}: ${messageOf(cause)}`, {
      remedy: 'name the file with your labels',
      cause,
    })
  }
  throw new RondaError('RND_USAGE', `${file} is larger than 5 MB`, {
    remedy: 'a file of labels has a line for each camera',
  })
}
