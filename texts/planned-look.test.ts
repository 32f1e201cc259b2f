import { expect, test } from 'vitest'
import { plannedLookText } from './planned-look.ts'

const NOW = Date.UTC(2026, 10, 22, 4)
const CLOCK = { now: NOW, timezone: 'Asia/Jakarta' }
const LOOK = { at: NOW - 60_000, sent: 6, lost: 6 }

test.each([
  ['en', 6, /does not answer: of 6 echoes in the minute from 10:59:00 WIB all were lost\.$/],
  ['en', 2, /^It is asked all the same: of 6 echoes in the minute from .* 2 were lost\.$/],
  ['en', 0, /and answers: of 6 echoes .* none was lost\.$/],
  ['id', 6, /tidak menjawab: dari 6 echo dalam satu menit sejak 10:59:00 WIB semuanya hilang\.$/],
  ['id', 0, /, dan menjawab: dari 6 echo .* tidak ada yang hilang\.$/],
] as const)('%s: %i of 6 lost', (language, lost, said) => {
  expect(plannedLookText(language, { ...LOOK, lost }, CLOCK)).toMatch(said)
})
