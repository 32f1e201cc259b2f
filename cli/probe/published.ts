// What the program that runs has published of a target: what one look alone found is held against it.
import type { ApiTargetView } from '../../console/api/response.ts'
import { conditionName } from '../../texts/conditions.ts'
import { formatDuration, formatTime } from '../../texts/times.ts'
import type { Config } from '../config.ts'
import { askRunning } from '../data-folder.ts'

export interface Published {
  readonly condition: string
  readonly state: string
  /** Epoch milliseconds: since when it is in this state. */
  readonly since: number
}

/** Undefined: nothing runs, or it does not look at feeds, or does not answer now. */
export async function publishedOf(config: Config, id: string): Promise<Published | undefined> {
  try {
    const answer = await askRunning(config, `/api/targets/${encodeURIComponent(id)}?hours=1`)
    if (answer.type !== 'body' || answer.body === undefined) return undefined
    const { condition, state, since } = (answer.body as ApiTargetView).target
    return condition === undefined ? undefined : { condition, state, since: Date.parse(since) }
  } catch {
    // Another token, say: the look itself stands without it.
    return undefined
  }
}

/** `black; down since 10:33:50 WIB (3 min 46 s)`. `now`: epoch milliseconds. */
export function publishedText(
  { condition, state, since }: Published,
  timezone: string,
  now: number,
): string {
  const when = formatTime('en', since, timezone, now)
  return `${conditionName('en', condition)}; ${state} since ${when} (${formatDuration('en', now - since)})`
}
