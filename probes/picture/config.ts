// The `feeds.thresholds` part of ronda.yaml: every number that a picture is judged by, all of them optional.
import { z } from 'zod'
import { THRESHOLDS } from './thresholds.ts'

const DAY_MS = 86_400_000

const number = (least: number, most: number) => z.number().min(least).max(most)
const looks = z.int().min(1).max(20)
const milliseconds = z.int().min(0).max(DAY_MS)

const confirmSchema = z.strictObject({
  looks: looks.default(THRESHOLDS.confirm.looks),
  frozenLooks: looks.default(THRESHOLDS.confirm.frozenLooks),
  frozenMs: milliseconds.default(THRESHOLDS.confirm.frozenMs),
  dimLooks: looks.default(THRESHOLDS.confirm.dimLooks),
  dimMs: milliseconds.default(THRESHOLDS.confirm.dimMs),
  goodLooks: looks.default(THRESHOLDS.confirm.goodLooks),
})

/** Gives a whole `Thresholds`. `ronda fit` proposes values for it. */
export const thresholdsSchema = z
  .strictObject({
    lowBpp: number(0, 10).default(THRESHOLDS.lowBpp),
    lowComplexity: number(0, 10).default(THRESHOLDS.lowComplexity),
    stillSkip: number(0, 1).default(THRESHOLDS.stillSkip),
    blackMean: number(16, 235).default(THRESHOLDS.blackMean),
    flatSd: number(0, 50).default(THRESHOLDS.flatSd),
    whiteMean: number(16, 235).default(THRESHOLDS.whiteMean),
    blueChroma: number(0, 180).default(THRESHOLDS.blueChroma),
    plainShare: number(0, 1).default(THRESHOLDS.plainShare),
    signalMad: number(0, 10).default(THRESHOLDS.signalMad),
    frozenMad: number(0, 10).default(THRESHOLDS.frozenMad),
    confirm: confirmSchema.prefault({}),
    tamperLikeness: number(-1, 1).default(THRESHOLDS.tamperLikeness),
    weakFps: number(0, 1).default(THRESHOLDS.weakFps),
    weakKbps: number(0, 1).default(THRESHOLDS.weakKbps),
  })
  .refine(({ blackMean, whiteMean }) => blackMean < whiteMean, {
    path: ['blackMean'],
    message: 'must be below whiteMean',
  })
