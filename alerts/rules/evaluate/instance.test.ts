import { describe, expect, test } from 'vitest'
import { advance, type Finding, type Instance, type Timing } from './instance.ts'

const MINUTE = 60_000
const NEW: Instance = {
  labels: {},
  resultKey: '',
  state: 'Normal',
  isMeant: false,
  since: 0,
  evaluatedAt: 0,
  values: {},
}
const PLAIN: Timing = { forS: 0, keepFiringForS: 0, noData: 'NoData', onError: 'Error' }

/** The states of an instance that is evaluated every minute; `n` normal, `a` alerting, `-` no data, `e` error. */
function states(findings: string, timing: Partial<Timing>): string[] {
  const meant: Readonly<Record<string, Finding>> = {
    n: 'normal',
    a: 'alerting',
    '-': 'no-data',
    e: 'error',
  }
  let instance = NEW
  return [...findings].map((letter, minute) => {
    const finding = meant[letter] ?? 'normal'
    instance = advance(instance, finding, minute * MINUTE, { ...PLAIN, ...timing }, {})
    return instance.state[0] ?? ''
  })
}

test('without "for" it fires at once, and ends at once', () => {
  expect(states('naan', {}).join('')).toBe('NAAN')
})

test('"for" is waited out from the first time that it holds; a break begins it anew', () => {
  expect(states('aaaa', { forS: 120 }).join('')).toBe('PPAA')
  expect(states('aanaaa', { forS: 120 }).join('')).toBe('PPNPPA')
})

test('it fires on while it recovers, and again without waiting', () => {
  expect(states('annn', { keepFiringForS: 120 }).join('')).toBe('ARRN')
  expect(states('aananna', { forS: 60, keepFiringForS: 120 }).join('')).toBe('PARARRA')
  // What was never told has nothing to recover from.
  expect(states('an', { forS: 60, keepFiringForS: 120 }).join('')).toBe('PN')
})

describe('no data', () => {
  test('is a state of its own, and waits for nothing', () => {
    const timing = { noData: 'NoData', forS: 60, keepFiringForS: 60 } as const
    expect(states('aa--aa', timing).join('')).toBe('PANNPA')
    expect(advance(NEW, 'no-data', 0, { ...PLAIN, ...timing }, {}).state).toBe('NoData')
  })

  test('that means OK ends it as a normal evaluation does', () => {
    expect(states('a-', { noData: 'OK' }).join('')).toBe('AN')
    expect(states('a--', { noData: 'OK', keepFiringForS: 60 }).join('')).toBe('ARN')
  })

  test('that means Alerting waits as what is alerting', () => {
    expect(states('n---', { noData: 'Alerting', forS: 120 }).join('')).toBe('NPPA')
  })

  test('that keeps the last state keeps it, and time goes on', () => {
    expect(states('n-', { noData: 'KeepLast' }).join('')).toBe('NN')
    expect(states('a--', { noData: 'KeepLast' }).join('')).toBe('AAA')
    expect(states('a--', { noData: 'KeepLast', forS: 120 }).join('')).toBe('PPA')
    expect(states('an--', { noData: 'KeepLast', keepFiringForS: 120 }).join('')).toBe('ARRN')
  })
})

describe('an error', () => {
  test('is a state of its own', () => {
    expect(states('aeen', { onError: 'Error', keepFiringForS: 300 }).join('')).toBe('AEEN')
  })

  test.each([
    ['OK', 'AN'],
    ['Alerting', 'AA'],
    ['KeepLast', 'AA'],
  ] as const)('that means %s', (onError, wanted) => {
    expect(states('ae', { onError }).join('')).toBe(wanted)
  })
})

test('what is only meant is known from what the numbers say', () => {
  const kept = advance(
    { ...NEW, state: 'Alerting' },
    'no-data',
    MINUTE,
    { ...PLAIN, noData: 'KeepLast' },
    {},
  )
  expect(kept).toMatchObject({ state: 'Alerting', isMeant: true, since: 0, evaluatedAt: MINUTE })
  expect(advance(kept, 'alerting', 2 * MINUTE, PLAIN, {})).toMatchObject({ isMeant: false })
  expect(advance(NEW, 'error', 0, PLAIN, {})).toMatchObject({ state: 'Error', isMeant: false })
})
