// The causes that people are told of, as of now: one row of each.
import { type Condition, selectFrom } from '../../../store/schema/influxql.ts'
import { MORE } from '../../../store/schema/told-measurements.ts'
import type { House } from '../../house/house.ts'
import { WIDER_KINDS } from '../../panels/places.ts'

export const CHOSEN = [
  { tag: 'kec', variable: 'kec' },
  { tag: 'kind', variable: 'kind' },
] as const

/** Of the chosen kecamatan and kinds, each with its tags, to be selected from; those that are over have `causes` 0. */
export function outagesNow(house: House) {
  return selectFrom(
    house.from('outage', 'raw'),
    ({ last }) => ({
      affected: last('affected'),
      cameras: last('cameras'),
      causes: last('causes'),
      age: last('age_s'),
      acked: last('acked'),
    }),
    {
      time: { lastMs: 30_000 },
      where: CHOSEN,
      by: ['cause', 'kind', 'reason', 'condition', 'kec', 'owner', 'isp', 'severity'],
    },
  )
}

type OutageTag = 'cause' | 'kind'

/** Targets, what targets have in common or was planned, and what stands for the many beyond the list. */
const PARTS = {
  target: [
    ...WIDER_KINDS.map((kind) => ({ tag: 'kind', isNot: kind }) as const),
    { tag: 'cause', isNot: MORE },
  ],
  wider: [{ tag: 'kind', isOneOf: WIDER_KINDS }],
  more: [
    ...WIDER_KINDS.map((kind) => ({ tag: 'kind', isNot: kind }) as const),
    { tag: 'cause', is: MORE },
  ],
} as const satisfies Record<string, readonly Condition<never, OutageTag>[]>

/** Rows for a table: in column `target` where there is one to look at, else in column `wider`. */
export function outageRows(house: House, part: keyof typeof PARTS): string {
  return selectFrom(
    outagesNow(house),
    ({ field, tag }) => ({
      severity: tag('severity'),
      [part === 'target' ? 'target' : 'wider']: tag('cause'),
      kind: tag('kind'),
      reason: tag('reason'),
      condition: tag('condition'),
      kec: tag('kec'),
      owner: tag('owner'),
      isp: tag('isp'),
      affected: field('affected'),
      cameras: field('cameras'),
      age: field('age'),
      acked: field('acked'),
    }),
    { where: [...PARTS[part], { field: 'causes', sign: '>', value: 0 }] },
  ).ql
}
