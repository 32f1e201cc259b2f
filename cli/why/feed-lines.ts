// What `ronda why` says of the feed of a camera or a portal: its condition, the last look rung by rung, and where its pictures are seen.
import type { ApiFeed, ApiPicture, ApiRung } from '../../console/api/feed-response.ts'
import { conditionName, foundDetail } from '../../texts/conditions.ts'
import { evidenceText } from '../../texts/evidence.ts'
import type { Clock, Evidence } from '../../texts/sentence.ts'
import { formatDuration, formatTime } from '../../texts/times.ts'

interface Feed {
  readonly condition?: string | undefined
  readonly feed?: ApiFeed | undefined
  readonly pictures?: readonly ApiPicture[] | undefined
}

/** `page`: where the program shows the camera. */
export function feedLines(
  { condition, feed, pictures = [] }: Feed,
  page: string | undefined,
  clock: Clock,
): string[] {
  const now = condition === undefined ? '' : `${conditionName('en', condition)}; `
  const kept = pictures.map((picture) => pictureText(picture, clock)).join(', ')
  return [
    `  feed: ${now}${feed === undefined ? 'not looked at since the start' : lookText(feed, clock)}`,
    ...(feed === undefined ? [] : rungLines(feed.rungs)),
    ...(kept === '' ? [] : [`  pictures: ${kept}${page === undefined ? '' : `, see ${page}`}`]),
  ]
}

/** What was seen when the state changed, in one line; nothing where nothing was kept of it. */
export function seenLine(evidence: Evidence): string[] {
  const parts = Object.entries(evidence).map(([key, value]) => {
    const [name, shown] = evidenceText('en', key, value)
    return `${name} ${shown}`
  })
  return parts.length === 0 ? [] : [`  seen: ${parts.join(', ')}`]
}

function lookText({ at, found, detail }: ApiFeed, { timezone, now }: Clock): string {
  const time = Date.parse(at)
  const ago = formatDuration('en', now - time)
  const what = `${conditionName('en', found)}${detail === undefined ? '' : ` (${foundDetail('en', found, detail)})`}`
  return `the look of ${formatTime('en', time, timezone, now)} (${ago} ago) found ${what}`
}

/** Columns that line up: result, milliseconds, rung, its sentence. */
function rungLines(rungs: readonly ApiRung[]): string[] {
  const waits = rungs.map(({ ms }) => (ms === undefined ? '' : `${Math.round(ms)} ms`))
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map((text) => text.length))
  const [result, wait, name] = [
    widest(rungs.map((rung) => rung.result)),
    widest(waits),
    widest(rungs.map(({ rung }) => rung)),
  ]
  return rungs.map((rung, i) => {
    const took = (waits[i] ?? '').padStart(wait)
    return `    ${rung.result.padEnd(result)}  ${took}  ${rung.rung.padEnd(name)}  ${rung.says}`
  })
}

function pictureText({ kind, at, condition }: ApiPicture, { timezone, now }: Clock): string {
  const what = kind === 'bad' ? ` (${conditionName('en', condition)})` : ''
  return `${kind} of ${formatTime('en', Date.parse(at), timezone, now)}${what}`
}
