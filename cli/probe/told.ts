// What a climb came to, told: a line of JSON, or the rungs, what was found, and what to do.
import { videoLossText } from '../../texts/recorder.ts'
import type { CommandContext } from '../command.ts'
import type { Climbed } from './climb.ts'
import { broken, rungLines } from './lines.ts'
import { type Published, publishedText } from './published.ts'
import { type Circumstances, remedyFor } from './remedy.ts'

export interface Told {
  /** Of the camera, or the URL. */
  readonly id: string
  readonly climbed: Climbed
  readonly circumstances: Circumstances
  readonly published?: Published | undefined
  readonly timezone: string
  /** One of several, shown short; absent: alone. `remedies` are those that were told: once is enough. */
  readonly among?: { readonly title: string; readonly remedies: Set<string> }
}

export function tell(told: Told, context: CommandContext): void {
  const { id, climbed, circumstances, published } = told
  const { found, detail, rungs, features } = climbed
  const remedy = remedyFor(found, detail, circumstances)
  if (context.json) {
    context.out(`${JSON.stringify({ id, found, detail, remedy, published, rungs, features })}\n`)
    return
  }
  const lines = told.among ? shortLines(told, told.among, remedy) : longLines(told, remedy)
  context.out(`${lines.join('\n')}\n`)
}

function longLines(told: Told, remedy: string): readonly string[] {
  const { climbed, published, timezone } = told
  return [
    ...climbed.rungs.flatMap(rungLines),
    ...broken('Found: ', `${foundText(climbed)}, of this look alone.`),
    ...(published
      ? broken('Published: ', `${publishedText(published, timezone, Date.now())}.`)
      : []),
    ...(remedy === '' ? [] : broken('Remedy: ', `${remedy}.`)),
  ]
}

/** What went well is left out: an NVR with many cameras still fits on a screen. */
function shortLines(
  { climbed, published }: Told,
  { title, remedies }: NonNullable<Told['among']>,
  remedy: string,
): readonly string[] {
  const isTold = remedy === '' || remedies.has(remedy)
  remedies.add(remedy)
  const differs = published !== undefined && published.condition !== climbed.found
  const held = differs ? ` (published: ${published.condition})` : ''
  return [
    ...broken('  ', `${title}: ${foundText(climbed)}${held}`),
    ...climbed.rungs.filter(({ result }) => result !== 'ok').flatMap(rungLines),
    ...(isTold ? [] : broken('          Remedy: ', `${remedy}.`)),
  ]
}

/** The condition's word, and what no rung above says. */
function foundText({ found, detail, rungs }: Climbed): string {
  if (detail === undefined) return found
  if (found === 'video_loss') return `video_loss (${videoLossText('en', detail)})`
  const isSaid = !detail.includes(' ') || rungs.some(({ says }) => says.includes(detail))
  return isSaid && found !== 'unknown' ? found : `${found} (${detail})`
}
