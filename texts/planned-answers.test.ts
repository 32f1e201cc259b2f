import { expect, test } from 'vitest'
import { hangingText } from './planned-answers.ts'

test('one is named, of several the first', () => {
  const one = { targets: ['nvr-1'], on: 'node-1', by: 'suspension' } as const
  expect(hangingText('en', one)).toBe(
    'nvr-1 hangs on node-1, which stays suspended: while that is off, nvr-1 is unreachable and pages nobody',
  )
  expect(hangingText('en', { ...one, targets: ['nvr-1', 'nvr-2'], by: 'maintenance' })).toBe(
    'nvr-1 and 1 more hang on node-1, which stays in maintenance: while that is off, they are unreachable and page nobody',
  )
  expect(hangingText('id', one)).toMatch(/^nvr-1 bergantung pada node-1, yang tetap dinonaktifkan:/)
})
