import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sortLines } from './bisect.ts'
import type { Action } from './classify.ts'

type Kind = 'good' | 'conflict' | 'malformed' | 'old'
const lineOf = (kind: Kind, i: number): string =>
  ({
    good: `m,id=${i} up=1i 2000000000`,
    conflict: `m,id=${i} up=0.5 2000000000`,
    malformed: `m,id=${i} up= 2000000000`,
    old: `m,id=${i} up=1i ${1000 + i}`,
  })[kind]

/** Answers as influxd 1.6.7 does: one kind of fault hides the next. `manner`: how much it tells of malformed lines. */
function server(manner: 'quotes' | 'first' | 'numbers') {
  const stored = new Set<string>()
  let requests = 0
  const send = (part: readonly string[]): Promise<Action> => {
    requests++
    const has = (mark: RegExp) => part.filter((line) => mark.test(line))
    const malformed = has(/up= /)
    const [conflict, old] = [has(/0\.5/), has(/ 1\d{3}$/)]
    const refused = new Set([...malformed, ...conflict, ...old])
    const isNothing = malformed.length > 0 && manner === 'first'
    if (!isNothing) for (const line of part) if (!refused.has(line)) stored.add(line)
    return Promise.resolve(answer(part, malformed, conflict.length, old.length))
  }
  const answer = (
    part: readonly string[],
    malformed: readonly string[],
    conflicts: number,
    old: number,
  ): Action => {
    const status = 400
    if (malformed.length > 0 && manner === 'first') {
      const said = `unable to parse '${malformed[0]}': missing field value`
      return { do: 'bury', status, said, named: [], isComplete: false }
    }
    if (conflicts > 0) {
      const said =
        'input field "up" on measurement "m" is type float, already exists as type integer'
      return { do: 'bisect', status, said, dropped: conflicts }
    }
    if (old > 0) return { do: 'expire', status, said: 'beyond', dropped: old }
    if (malformed.length === 0) return { do: 'acknowledge' }
    const said = malformed.map((line) => `unable to parse '${line}': missing`).join('\n')
    const named =
      manner === 'numbers'
        ? malformed.map((line) => ({ number: part.indexOf(line) + 1, message: 'no' }))
        : []
    return { do: 'bury', status, said, named, isComplete: manner === 'quotes' }
  }
  return { send, stored, requests: () => requests }
}

const kinds = fc.array(fc.constantFrom<Kind>('good', 'good', 'conflict', 'malformed', 'old'), {
  minLength: 1,
  maxLength: 60,
})

test('whatever the mix, the good are stored, the bad are named, the old are counted', async () => {
  await fc.assert(
    fc.asyncProperty(kinds, fc.constantFrom('quotes', 'first', 'numbers'), async (mix, manner) => {
      const { send, stored, requests } = server(manner)
      const lines = mix.map(lineOf)
      const { bad, expired, stoppedBy } = await sortLines(lines, 's', send)
      const of = (...wanted: Kind[]) => lines.filter((_, i) => wanted.includes(mix[i] as Kind))
      expect(stoppedBy).toBeUndefined()
      expect([...stored].sort()).toEqual(of('good').sort())
      expect(bad.map(({ line }) => line).sort()).toEqual(of('conflict', 'malformed').sort())
      expect(expired).toBe(of('old').length)
      expect(requests()).toBeLessThan(2 * lines.length)
    }),
    { numRuns: 150 },
  )
})

test('hundreds of lines with the same fault among thousands take three requests', async () => {
  const { send, requests } = server('quotes')
  const lines = Array.from({ length: 5000 }, (_, i) =>
    lineOf(i % 10 === 3 ? 'conflict' : 'good', i),
  )
  const { bad } = await sortLines(lines, 's', send)
  expect([bad.length, requests()]).toEqual([500, 3])
})

test('an outage in the middle ends it, and nothing is decided', async () => {
  let requests = 0
  const outage: Action = { do: 'wait', problem: 'unreachable', said: 'gone', halve: true }
  const refused: Action = { do: 'bisect', status: 400, said: 'partial write: x' }
  const sorted = await sortLines(['a', 'b', 'c'], 's', () =>
    Promise.resolve(++requests < 3 ? refused : outage),
  )
  expect(sorted.stoppedBy).toBe(outage)
  expect(requests).toBe(3)
})
