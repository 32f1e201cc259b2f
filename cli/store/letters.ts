// Dead letters one by one, from the running program or from the spool that it left, and how many there are of each kind.
import { deadLettersOut } from '../../console/api/convert-series.ts'
import type { ApiDeadLetters } from '../../console/api/series-response.ts'
import type { Config } from '../config.ts'
import { askRunning } from '../data-folder.ts'
import { lookIntoSpool } from './kept-series.ts'

export type Letter = ApiDeadLetters['rows'][number]

/** Letters that are refused for the same reason by the same database. */
export interface LetterGroup {
  readonly target: string
  readonly status: number
  /** What the database said, without what differs from letter to letter. */
  readonly reason: string
  readonly count: number
  /** When the last one was refused, as the API says it. */
  readonly lastAt: string
}

export interface Letters {
  readonly total: number
  /** The largest first. */
  readonly groups: readonly LetterGroup[]
  /** The newest first. */
  readonly rows: readonly Letter[]
}

const PAGE = 1000
/** The spool keeps at most a hundred pages of letters. */
const MOST_PAGES = 200

/** All of `target`, or of all databases; of each letter only the newest `most` are kept. */
export async function readLetters(
  config: Config,
  { running, target, most }: { running: boolean; target: string | undefined; most: number },
): Promise<Letters> {
  const groups = new Map<string, LetterGroup>()
  let rows: readonly Letter[] = []
  let total = 0
  let after: number | undefined = 0
  for (let page = 0; page < MOST_PAGES && after !== undefined; page++) {
    const found: ApiDeadLetters = running
      ? await askedPage(config, target, after)
      : keptPage(config, target, after)
    for (const letter of found.rows) count(groups, letter)
    total += found.rows.length
    rows = [...found.rows.toReversed(), ...rows].slice(0, most)
    after = found.next
  }
  return { total, groups: [...groups.values()].sort((a, b) => b.count - a.count), rows }
}

/** What is quoted from a line, and how many others shared its fate, differs from letter to letter. */
export function reasonOf(message: string): string {
  return message
    .replace(/'[^']{20,}'/g, "'…'")
    .replace(/\s*\bdropped=\d+/g, '')
    .trim()
}

function count(groups: Map<string, LetterGroup>, letter: Letter): void {
  const { target, status, message, at } = letter
  const reason = reasonOf(message)
  const key = JSON.stringify([target, status, reason])
  const before = groups.get(key)?.count ?? 0
  groups.set(key, { target, status, reason, count: before + 1, lastAt: at })
}

async function askedPage(
  config: Config,
  target: string | undefined,
  after: number,
): Promise<ApiDeadLetters> {
  const of = target === undefined ? '' : `&target=${encodeURIComponent(target)}`
  const path = `/api/series/dead-letters?limit=${PAGE}&after=${after}${of}`
  const answer = await askRunning(config, path)
  const body = answer.type === 'body' ? (answer.body as ApiDeadLetters | undefined) : undefined
  return body ?? { rows: [] }
}

function keptPage(config: Config, target: string | undefined, after: number): ApiDeadLetters {
  const query = { after, most: PAGE, ...(target === undefined ? {} : { target }) }
  const letters = lookIntoSpool(config, (spool) => spool.deadLetters(query))
  return deadLettersOut(letters ?? [], PAGE)
}
