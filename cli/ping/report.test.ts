import { expect, it } from 'vitest'
import type { EchoSocket } from '../../probes/icmp/echo-socket.ts'
import type { SweepResult } from '../../probes/icmp/sweep-result.ts'
import { ALIVE, DEAD, REFUSED, UNSENDABLE, WAITING } from '../../probes/icmp/sweep-state.ts'
import { makeBar } from './bar.ts'
import { printTargets, summaryForPeople, summaryOf } from './report.ts'

const socket: Pick<EchoSocket, 'kind' | 'limits' | 'reporterAddress'> = {
  kind: 'raw',
  limits: [],
  reporterAddress: (reporter) => `10.255.255.${reporter}`,
}

const result: SweepResult = {
  count: 5,
  state: Uint8Array.of(ALIVE, DEAD, REFUSED, UNSENDABLE, WAITING),
  tries: Uint8Array.of(1, 2, 2, 0, 1),
  rttUs: Float32Array.of(1234.4, Number.NaN, Number.NaN, Number.NaN, Number.NaN),
  cause: Uint16Array.of(0, 0, (3 << 8) | 13, 0, 0),
  reporter: Uint16Array.of(0, 0, 9, 0, 0),
  errno: Uint8Array.of(0, 0, 0, 101, 0),
  alive: 1,
  dead: 1,
  refused: 1,
  unsendable: 1,
  undecided: 1,
  stats: { sent: 6, received: 1, stray: 4, errors: 2, blocked: 0 },
  duplicates: 3,
  late: 0,
  stale: 0,
  dropped: 2,
  unsure: ['dropped-here', 'clock-step'],
  wallMs: 2005.4,
}

function printed(json: boolean): string {
  let text = ''
  const out = (more: string): void => {
    text += more
  }
  printTargets(
    result,
    socket as EchoSocket,
    (i) => `host-${i}`,
    () => false,
    json,
    out,
  )
  return text
}

it('prints one object a target, and nothing of those not decided', () => {
  expect(
    printed(true)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    { target: 'host-0', alive: true, rttUs: 1234, tries: 1, cause: null, reporter: null },
    { target: 'host-1', alive: false, rttUs: null, tries: 2, cause: null, reporter: null },
    {
      target: 'host-2',
      alive: false,
      rttUs: null,
      tries: 2,
      cause: 'administratively prohibited (3/13)',
      reporter: '10.255.255.9',
    },
    {
      target: 'host-3',
      alive: false,
      rttUs: null,
      tries: 0,
      cause: 'cannot be sent to (ENETUNREACH)',
      reporter: null,
    },
  ])
})

it('prints lines for people', () => {
  expect(
    printed(false)
      .split('\n')
      .map((line) => line.replace(/ +/g, ' ')),
  ).toEqual([
    'host-0 alive 1.23 ms',
    'host-1 dead 2 tries',
    'host-2 dead 2 tries administratively prohibited (3/13), says 10.255.255.9',
    'host-3 dead cannot be sent to (ENETUNREACH)',
    '',
  ])
})

it('sums up, and says why the sweep is not to be believed', () => {
  const summary = summaryOf(result, socket as EchoSocket, 1)
  expect(summary).toMatchObject({ targets: 5, rttUs: { min: 1234, p50: 1234, max: 1234 } })
  expect(summaryForPeople({ ...summary, targets: 27_431 })).toBe(
    '27,431 targets: 1 alive, 3 dead (1 reported unreachable, 1 could not be sent to), 1 not decided\n' +
      '6 echoes sent, 1 answers in 2.00 s by raw, 3 duplicates, 4 stray\n' +
      'round trip: least 1.23 ms, median 1.23 ms, p99 1.23 ms, most 1.23 ms\n' +
      'not sure: answers were dropped on this machine, so some of the dead may live; use a lower --rate\n' +
      "not sure: the system's clock was set meanwhile: no round-trip time is known\n",
  )
})

it('draws a bar on one line, not too often, and takes it away', () => {
  const drawn: string[] = []
  const bar = makeBar((text) => drawn.push(text))
  bar.clear()
  bar.show(5, 10)
  bar.show(6, 10)
  bar.clear()
  bar.clear()
  expect(drawn).toEqual(['\r\x1b[K[###############...............] 5 of 10 decided', '\r\x1b[K'])
})
