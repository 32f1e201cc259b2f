// What a camera is seen to be, in words: the conditions of feeds, and those that are not the feed's own.
import type { Condition } from '../fleet/condition.ts'
import { type FeedCondition, isFeedCondition } from '../fleet/feed-condition.ts'
import { FEED_TEXTS } from './feeds.ts'
import { type Language, LOCALES } from './language.ts'
import { isPortalCondition, PORTAL_TEXTS, portalFaultText } from './portals.ts'
import { videoLossText } from './recorder.ts'
import { formatCount } from './times.ts'

interface ConditionText {
  readonly name: string
  /** A clause without a full stop. */
  readonly clause: string
}

type OwnCondition = Exclude<Condition, FeedCondition>

export const CONDITION_TEXTS: Readonly<
  Record<Language, Readonly<Record<OwnCondition, ConditionText>>>
> = {
  en: {
    suspended: { name: 'suspended', clause: 'it is switched off on purpose' },
    maintenance: { name: 'maintenance', clause: 'it is being worked on, as planned' },
    unknown: { name: 'not known', clause: 'nothing is known of its picture at the moment' },
    uplink_down: { name: 'uplink is down', clause: 'the line that its NVR hangs on is down' },
    nvr_unreachable: { name: 'NVR is down', clause: 'its NVR does not answer' },
  },
  id: {
    suspended: { name: 'dinonaktifkan', clause: 'sengaja dimatikan' },
    maintenance: { name: 'pemeliharaan', clause: 'sedang dikerjakan sesuai rencana' },
    unknown: { name: 'tidak diketahui', clause: 'saat ini gambarnya tidak dapat diketahui' },
    uplink_down: { name: 'uplink mati', clause: 'saluran tempat NVR-nya bergantung mati' },
    nvr_unreachable: { name: 'NVR mati', clause: 'NVR-nya tidak menjawab' },
  },
}

/** The short name of a condition; an unknown word as it is. */
export function conditionName(language: Language, condition: string): string {
  if (isFeedCondition(condition)) return FEED_TEXTS[language][condition].name
  if (isPortalCondition(condition)) return PORTAL_TEXTS[language][condition].name
  return ownText(language, condition)?.name ?? condition
}

/** `the picture is black`; an unknown word as it is. */
export function conditionClause(language: Language, condition: string): string {
  if (isFeedCondition(condition)) return FEED_TEXTS[language][condition].bare
  return ownText(language, condition)?.clause ?? condition
}

/** What a look found in detail: `the camera cannot be reached`, `nothing listens at its address`. */
export function foundDetail(language: Language, found: string, detail: string): string {
  return isPortalCondition(found)
    ? portalFaultText(language, detail)
    : videoLossText(language, detail)
}

/** `live 13,901, black 12, frozen 3`: live first, then the most frequent; those of which there is none are left out. */
export function conditionCounts(
  language: Language,
  counts: Readonly<Record<string, number>>,
): string {
  const parts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([a, n], [b, m]) => Number(b === 'live') - Number(a === 'live') || m - n)
    .map(([condition, count]) => {
      return `${conditionName(language, condition)} ${formatCount(language, count)}`
    })
  return new Intl.ListFormat(LOCALES[language], { type: 'unit' }).format(parts)
}

function ownText(language: Language, condition: string): ConditionText | undefined {
  const texts: Readonly<Partial<Record<string, ConditionText>>> = CONDITION_TEXTS[language]
  return Object.hasOwn(texts, condition) ? texts[condition] : undefined
}
