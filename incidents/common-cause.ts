// Whether what died lately has an attribute in common that what lives has not: a 2 by 2 comparison for each value.

/** Targets of one kind that share a value, among all of that kind that could have died. */
export interface Share {
  /** Died lately, with the value and in all. */
  readonly failed: number
  readonly allFailed: number
  /** Could have died: living ones and those that died lately. */
  readonly total: number
  readonly all: number
}

/** Fewer than this have a common cause only by chance, or none worth one page. */
export const LEAST_FAILED = 5
/** Of those that have the value, so many must have failed: a handful of a large provider is no outage of it. */
export const LEAST_SHARE = 0.05
/** Or so many: a large provider that loses its lines one after the other is not to be told line by line before. */
export const ENOUGH_FAILED = 30
/** Times the share of those that do not have it: a slight difference in a large group is real, but no cause. */
export const LEAST_LIFT = 5
/**
 * Log-likelihood ratio. Chance gives 20 once in 500 million comparisons; the reference city has 373 to make. In 1,500
 * draws of 20 to 3,000 of its 13,431 lines and NVRs at random the largest was 11.6.
 */
export const LEAST_EVIDENCE = 20
/** Cameras of one recorder: so many, and more than half of those that it has. */
export const LEAST_OF_RECORDER = 2
/** So many cameras that show the same are one cause, even where they have nothing else in common. */
export const LEAST_ALIKE = ENOUGH_FAILED
/** So many are worth waiting for that. */
export const COMPANY_ALIKE = 4
/** So many with such evidence are worth waiting a little longer for the others. */
export const COMPANY = 3
export const COMPANY_EVIDENCE = 6

export function isCommonCause(share: Share): boolean {
  return (
    share.failed >= LEAST_FAILED &&
    share.failed >= Math.min(LEAST_SHARE * share.total, ENOUGH_FAILED) &&
    lifted(share) &&
    evidence(share) >= LEAST_EVIDENCE
  )
}

/** Not yet a common cause, but too many to be each on their own. */
export function isCompany(share: Share): boolean {
  return share.failed >= COMPANY && lifted(share) && evidence(share) >= COMPANY_EVIDENCE
}

/** Of the cameras of one recorder. */
export function isRecorderCause(share: Share): boolean {
  return (
    share.failed >= LEAST_OF_RECORDER &&
    share.failed * 2 > share.total &&
    (share.total === share.all || lifted(share))
  )
}

function lifted({ failed, allFailed, total, all }: Share): boolean {
  const others = all - total
  // Who all have the value cannot be told from those without it.
  return others > 0 && failed * others >= LEAST_LIFT * (allFailed - failed) * total
}

/**
 * How much better "those with the value fail at their own rate" explains what is seen than "all fail at one rate", in
 * nats (half of the G statistic). It weighs reach against specificity: a provider that covers all victims beats a
 * kelurahan that covers some, a kelurahan that died wholly beats the provider of most of its lines.
 */
export function evidence({ failed, allFailed, total, all }: Share): number {
  const rate = allFailed / all
  return against(failed, total, rate) + against(allFailed - failed, all - total, rate)
}

function against(failed: number, total: number, rate: number): number {
  return term(failed, total * rate) + term(total - failed, total * (1 - rate))
}

function term(seen: number, expected: number): number {
  return seen === 0 ? 0 : seen * Math.log(seen / expected)
}
