import { expect, test } from 'vitest'
import { placeholders } from './language.ts'
import { NOTIFICATION_FRAMES, notificationText, SEVERITY_TEXTS } from './notifications.ts'

test('both languages have the same frames with the same placeholders', () => {
  expect(Object.keys(NOTIFICATION_FRAMES.id)).toEqual(Object.keys(NOTIFICATION_FRAMES.en))
  for (const [key, text] of Object.entries(NOTIFICATION_FRAMES.en)) {
    const other = NOTIFICATION_FRAMES.id[key as keyof typeof NOTIFICATION_FRAMES.id]
    expect(other.trim(), key).not.toBe('')
    expect(placeholders(other), key).toEqual(placeholders(text))
  }
  expect(Object.keys(SEVERITY_TEXTS.id)).toEqual(Object.keys(SEVERITY_TEXTS.en))
})

test('a frame is filled', () => {
  expect(notificationText('id', 'attachedList', { count: '4.470' })).toBe(
    'Daftar lengkap (4.470) ada di berkas terlampir.',
  )
})
