// The rungs and the evidence of a judgement: what was seen and what it came to, for people.
import type { Rung } from '../feeds/rung.ts'
import type { Confirmed, Finding } from './confirm.ts'
import type { Features } from './picture.ts'

const SIZES = ['bpp', 'qp', 'complexity', 'skip', 'fps', 'kbps', 'loss'] as const
const PICTURE = ['mean', 'sd', 'chroma', 'plain', 'madLast', 'madFirst', 'likeness'] as const
const MINUTE = 60_000

export function bitstreamRung(features: Features, low: boolean, withoutPicture: boolean): Rung {
  const judged = withoutPicture ? '; judged without a picture' : ''
  return {
    rung: 'bitstream',
    result: low ? 'failed' : 'ok',
    says: `${low ? 'so few bits that a machine may have made it' : 'as many bits as a camera makes'}${judged}`,
    seen: { codec: features.codec, ...numbers(features, SIZES) },
  }
}

export function pictureRung(features: Features, says: string, good: boolean): Rung {
  return {
    rung: 'picture',
    result: good ? 'ok' : 'failed',
    says,
    seen: numbers(features, PICTURE),
  }
}

export function skippedPicture(says: string): Rung {
  return { rung: 'picture', result: 'skipped', says }
}

export function confirmRung({ found, at }: Finding, confirmed: Confirmed): Rung {
  const { verdict, suspect, changed, needs } = confirmed
  const published = verdict ? `${verdict.condition} is published` : 'nothing is published yet'
  if (found === 'unknown' || found === 'nvr_busy') {
    return { rung: 'confirm', result: 'skipped', says: `it changes nothing: ${published}` }
  }
  const result = verdict?.condition === 'live' && !suspect ? 'ok' : 'failed'
  if (changed) return { rung: 'confirm', result, says: `from now on ${published}` }
  if (!suspect || !needs) return { rung: 'confirm', result, says: `as before: ${published}` }
  const span = needs.ms > 0 ? ` over ${Math.round(needs.ms / MINUTE)} min` : ''
  return {
    rung: 'confirm',
    result,
    says: `${published}; ${found} takes ${needs.looks} looks${span}`,
    seen: { looks: suspect.looks, seconds: Math.round((at - suspect.since) / 1000) },
  }
}

/** Small and flat, as Transition.evidence. */
export function evidenceOf(
  finding: Finding,
  confirmed: Confirmed,
  features: Features | undefined,
): Readonly<Record<string, string | number>> {
  const { verdict } = confirmed
  const still =
    finding.stillSince !== undefined && verdict?.condition === 'frozen'
      ? { stillMs: finding.at - finding.stillSince }
      : {}
  return {
    ...(finding.detail === undefined ? {} : { detail: finding.detail }),
    ...still,
    ...(features
      ? { codec: features.codec, ...numbers(features, [...SIZES.slice(0, -1), ...PICTURE]) }
      : {}),
  }
}

function numbers(features: Features, names: readonly (keyof Features)[]): Record<string, number> {
  const out: Record<string, number> = {}
  for (const name of names) {
    const value = features[name]
    if (typeof value === 'number') out[name] = Math.round(value * 1000) / 1000
  }
  return out
}
