import { expect, test } from 'vitest'
import { CONDITIONS } from '../fleet/condition.ts'
import { VIDEO_LOSS_REASONS } from '../fleet/feed-condition.ts'
import { RUNGS } from '../probes/feeds/rung.ts'
import { NVR_FAULTS } from '../probes/nvr/nvr-look.ts'
import type { Features } from '../probes/picture/picture.ts'
import { CONDITION_TEXTS, conditionClause, conditionCounts, conditionName } from './conditions.ts'
import { evidenceText } from './evidence.ts'
import { LANGUAGES, placeholders } from './language.ts'
import { FEED_PAGE_TEXTS } from './page/feeds.ts'
import {
  CONNECTED_TEXTS,
  FAULT_WORDS,
  RECORDER_FAULT_TEXTS,
  recorderFaultText,
  STORAGE_TEXTS,
  VIDEO_LOSS_TEXTS,
  videoLossText,
} from './recorder.ts'
import {
  FEATURE_TEXTS,
  featureText,
  RUNG_RESULT_TEXTS,
  RUNG_TEXTS,
  RUNG_WORDS,
  rungName,
} from './rungs.ts'

test.each(
  Object.entries({
    CONDITION_TEXTS,
    CONNECTED_TEXTS,
    FEATURE_TEXTS,
    FEED_PAGE_TEXTS,
    RECORDER_FAULT_TEXTS,
    RUNG_RESULT_TEXTS,
    RUNG_TEXTS,
    STORAGE_TEXTS,
    VIDEO_LOSS_TEXTS,
  }),
)('%s: both languages have the same keys and placeholders', (_, { en, id }) => {
  expect(Object.keys(id)).toEqual(Object.keys(en))
  const other: Readonly<Record<string, unknown>> = id
  for (const [key, text] of Object.entries<unknown>(en)) {
    expect(placeholders(JSON.stringify(other[key])), key).toEqual(
      placeholders(JSON.stringify(text)),
    )
  }
})

test('every word of the ladder, of an NVR and of a condition is said', () => {
  expect(RUNG_WORDS).toEqual(RUNGS)
  expect(FAULT_WORDS).toEqual(NVR_FAULTS)
  for (const language of LANGUAGES) {
    expect(Object.keys(VIDEO_LOSS_TEXTS[language])).toEqual([...VIDEO_LOSS_REASONS])
    for (const condition of CONDITIONS) {
      expect(conditionName(language, condition)).not.toMatch(/_/)
      expect(conditionClause(language, condition)).not.toMatch(/[_{]/)
    }
  }
})

test('every feature that a look may have has a name', () => {
  const all: Required<Features> = {
    ...{ codec: 'h264', width: 640, height: 360, bpp: 0.8, qp: 26, complexity: 0.8, skip: 0.25 },
    ...{ fps: 15, kbps: 400, loss: 0, mean: 110, sd: 40, chroma: 4, plain: 0.1 },
    ...{ madLast: 2, madFirst: 2, likeness: 0.9 },
  }
  for (const language of LANGUAGES) {
    expect(Object.keys(FEATURE_TEXTS[language]).sort()).toEqual(Object.keys(all).sort())
  }
  expect(featureText('en', 'plain', 0.1)).toEqual(['share of plain area', '10.00 %'])
  expect(featureText('id', 'plain', 0.1)).toEqual(['luas yang polos', '10,00 %'])
})

test('a word that is not known stays as it is', () => {
  expect(conditionName('en', 'toString')).toBe('toString')
  expect(conditionClause('id', 'purple')).toBe('purple')
  expect(rungName('en', 'knock')).toBe('knock')
  expect(recorderFaultText('en', 'constructor')).toBe('constructor')
  expect(videoLossText('id', 'eaten')).toBe('eaten')
  expect(featureText('en', 'toString', 'x')).toEqual(['toString', 'x'])
})

test('cameras by condition: live first, then the most frequent', () => {
  const counts = { black: 3, suspended: 1200, live: 12_797, frozen: 0 }
  expect(conditionCounts('en', counts)).toBe('live 12,797, suspended 1,200, black 3')
  expect(conditionCounts('id', counts)).toBe('hidup 12.797, dinonaktifkan 1.200, hitam 3')
})

test('a feature is shown with what it is measured in', () => {
  expect(featureText('en', 'bpp', 0.00312)).toEqual(['keyframe, bits per pixel', '0.003'])
  expect(featureText('id', 'loss', 0.0123)).toEqual(['paket hilang', '1,23 %'])
  expect(featureText('en', 'codec', 'h264')).toEqual(['codec', 'h264'])
})

test('evidence of a feed is said in words, that of echoes as before', () => {
  expect(evidenceText('en', 'detail', 'no_video')).toEqual(['in detail', 'no video signal'])
  expect(evidenceText('id', 'detail', 'timeout')).toEqual(['rincian', 'timeout'])
  expect(evidenceText('en', 'stillMs', 960_000)).toEqual(['has not changed for', '16 min'])
  expect(evidenceText('en', 'loss', 0.5)).toEqual(['packets lost', '50.00 %'])
  expect(evidenceText('en', 'sd', 0.1)).toEqual(['spread of brightness', '0.1'])
  expect(evidenceText('en', 'rttUs', 1240)).toEqual(['round trip (µs)', '1240'])
})
