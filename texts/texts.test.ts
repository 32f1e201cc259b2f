import { expect, test } from 'vitest'
import { AREA_LEVELS, TARGET_KINDS } from '../fleet/model.ts'
import { ALERT_WORDS } from './alert-templates.ts'
import { EVIDENCE_TEXTS } from './evidence.ts'
import { NVR_FAULT_TEXTS, SHOWS_TEXTS } from './feeds.ts'
import { CAUSE_TEXTS } from './icmp.ts'
import {
  ATTRIBUTE_TEXTS,
  INCIDENT_FRAMES,
  INCIDENT_REASON_TEXTS,
  INCIDENT_STATE_TEXTS,
  STEP_TEXTS,
} from './incidents.ts'
import { KIND_TEXTS, LEVEL_TEXTS } from './kinds.ts'
import { either, LANGUAGES, languageOf, placeholders } from './language.ts'
import { NOTICE_TEXTS, PLANNED_HOLD_TEXTS } from './notices.ts'
import { PAGE_TEXTS } from './page/page.ts'
import { PLANNED_FRAMES } from './planned.ts'
import { HANGING_FRAMES, NOT_KEPT_TEXTS } from './planned-answers.ts'
import { PLANNED_LOOK_TEXTS } from './planned-look.ts'
import { PORTAL_FAULT_TEXTS, PORTAL_SHOWS_TEXTS, PORTAL_TEXTS } from './portals.ts'
import { REASON_TEXTS } from './reasons.ts'
import { SENTENCE_FRAMES } from './sentence.ts'
import {
  SERIES_LOSS_TEXTS,
  SERIES_PART_TEXTS,
  SERIES_PROBLEM_TEXTS,
  SERIES_STATE_TEXTS,
} from './series.ts'
import { STATE_TEXTS } from './states.ts'
import { DURATION_UNITS } from './times.ts'

const ALL = {
  ALERT_WORDS,
  ATTRIBUTE_TEXTS,
  CAUSE_TEXTS,
  DURATION_UNITS,
  EVIDENCE_TEXTS,
  HANGING_FRAMES,
  INCIDENT_FRAMES,
  INCIDENT_REASON_TEXTS,
  INCIDENT_STATE_TEXTS,
  KIND_TEXTS,
  LEVEL_TEXTS,
  NOTICE_TEXTS,
  NOT_KEPT_TEXTS,
  NVR_FAULT_TEXTS,
  PAGE_TEXTS,
  PLANNED_FRAMES,
  PLANNED_HOLD_TEXTS,
  PLANNED_LOOK_TEXTS,
  REASON_TEXTS,
  SENTENCE_FRAMES,
  SERIES_LOSS_TEXTS,
  SERIES_PART_TEXTS,
  SERIES_PROBLEM_TEXTS,
  SERIES_STATE_TEXTS,
  SHOWS_TEXTS,
  PORTAL_TEXTS,
  PORTAL_SHOWS_TEXTS,
  PORTAL_FAULT_TEXTS,
  STATE_TEXTS,
  STEP_TEXTS,
}

/** Every text with its path: `down.name` -> `mati`. */
function flat(node: unknown, path = ''): Map<string, string> {
  if (typeof node === 'string') return new Map([[path, node]])
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(node ?? {})) {
    for (const [below, text] of flat(value, `${path}.${key}`)) found.set(below, text)
  }
  return found
}

test.each(Object.entries(ALL))(
  '%s: both languages have the same keys and placeholders',
  (_, texts) => {
    const [first, ...others] = LANGUAGES.map((language) => flat(texts[language]))
    expect(first?.size).toBeGreaterThan(0)
    for (const other of others) {
      expect([...other.keys()]).toEqual([...(first?.keys() ?? [])])
      for (const [key, text] of other) {
        expect(text.trim(), key).not.toBe('')
        expect(placeholders(text), key).toEqual(placeholders(first?.get(key) ?? ''))
      }
    }
  },
)

test('a bare reason needs no evidence', () => {
  for (const language of LANGUAGES) {
    for (const { bare } of Object.values(REASON_TEXTS[language]))
      expect(placeholders(bare)).toEqual([])
  }
})

test('every kind and level of the estate has a name', () => {
  expect(Object.keys(KIND_TEXTS.en)).toEqual([...TARGET_KINDS])
  expect(Object.keys(LEVEL_TEXTS.en)).toEqual([...AREA_LEVELS])
})

test('one of several is said in both languages', () => {
  expect(either('en', ['down', 'unreachable'])).toBe('down or unreachable')
  expect(either('id', ['mati', 'tak terjangkau'])).toBe('mati atau tak terjangkau')
})

test('a target is no point: that word is for the position of a camera', () => {
  for (const text of flat(PAGE_TEXTS.id).values()) expect(text).not.toMatch(/titik/i)
})

test('the language is the first preferred one that the house speaks', () => {
  expect(languageOf(['jv', 'en-US', 'id'])).toBe('en')
  expect(languageOf(['in-ID'])).toBe('id')
  expect(languageOf(['fr', 'de'])).toBe('id')
})
