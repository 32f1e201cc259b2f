// What waits goes out in the order it came in, and never takes more room than was said.
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Transition } from '../../fleet/state.ts'
import { incident, step } from '../../test/contracts/kept.ts'
import { audit, mark, row } from '../../test/contracts/store-notifier.ts'
import { emptyRows } from '../minute-rows.ts'
import type { Change } from '../store.ts'
import { sizeOfCore } from './change-size.ts'
import { WaitingLine, type WaitingMinute } from './waiting-line.ts'

describe('WaitingLine', () => {
  it('hands out changes in order, then minutes, each once', () => {
    const line = new WaitingLine()
    for (let at = 0; at < 2_500; at++) line.addChange({ transitions: [transition(at)] })
    line.addMinute({ at: 60_000, ids: ['a'], rows: emptyRows(1) })
    line.addChange({ gaps: [{ reason: 'blind', from: 1, to: 2 }] })
    expect(line.transitions).toBe(2_501)
    const opened = step('opened', incident('a', { affected: ['nvr-1', 'uplink-1'] }))
    line.addChange({ incidents: [opened] })
    expect(line.transitions).toBe(2_501 + 4)

    const { changes, minutes } = drain(line)
    expect(changes.flatMap(({ transitions = [] }) => transitions)).toEqual(
      Array.from({ length: 2_500 }, (_, at) => transition(at)),
    )
    expect(changes.flatMap(({ gaps = [] }) => gaps)).toEqual([{ reason: 'blind', from: 1, to: 2 }])
    expect(changes.flatMap(({ incidents = [] }) => incidents)).toEqual([opened])
    expect(minutes).toEqual([60_000])
    expect(line.empty).toBe(true)
    expect(line.transitions).toBe(0)
  })

  it('keeps what could not be written', () => {
    const line = new WaitingLine()
    line.addChange({ transitions: [transition(1)] })
    const refuse = () => {
      throw new Error('full')
    }
    expect(() => line.writeOldest({ changes: refuse, minute: refuse })).toThrow('full')
    expect(line.transitions).toBe(1)
    expect(drain(line).changes).toHaveLength(1)
  })

  it('drops the oldest beyond its bounds and counts them', () => {
    const line = new WaitingLine({ transitions: 3_000, minutes: 2 })
    for (let at = 0; at < 3_500; at++) line.addChange({ transitions: [transition(at)] })
    for (const at of [0, 1, 2]) line.addMinute({ at, ids: [], rows: emptyRows(0) })
    expect(line.transitions).toBeLessThanOrEqual(3_000)
    expect(line.transitions + line.droppedTransitions).toBe(3_500)
    expect(line.droppedMinutes).toBe(1)
    const { changes, minutes } = drain(line)
    expect(changes[0]?.transitions?.[0]?.at).toBe(line.droppedTransitions)
    expect(minutes).toEqual([1, 2])
  })
})

describe('WaitingLine with messages', () => {
  /** Bytes that cannot be packed: about three quarters of a byte for each character. */
  const noise = (characters: number): string => randomBytes((characters * 3) / 4).toString('base64')
  const told = (n: number, characters: number): Change => ({
    transitions: [transition(n)],
    incidents: [step('settled', incident(`inc-${n}`, {}))],
    outbox: [row(`inc-${n}`, n, { body: noise(characters) })],
    documents: [{ collection: 'notices', key: 'last', body: n === 3 ? undefined : `${n}` }],
  })

  it('gives every change back as it came, with what is removed', () => {
    const line = new WaitingLine()
    const all = [told(1, 400), told(2, 400_000), told(3, 400)]
    for (const change of all) line.addChange(change)
    line.addChange({ outboxMarks: [mark('inc-1', 'sent')], audit: [audit('s-1', 1)] })
    expect(line.transitions).toBeGreaterThan(2_000)
    const { changes } = drain(line)
    const parts = changes.flatMap(({ outbox = [] }) => outbox)
    expect(parts).toEqual(all.flatMap(({ outbox = [] }) => outbox))
    const documents = changes.flatMap((change) => change.documents ?? [])
    expect(documents.map(({ body }) => body)).toEqual(['1', '2', undefined])
    expect(changes.at(-1)).toEqual({
      outboxMarks: [mark('inc-1', 'sent')],
      audit: [audit('s-1', 1)],
    })
    expect(line.transitions).toBe(0)
  })

  it('adds up the parts of a minute, unless the targets have changed meanwhile', () => {
    const line = new WaitingLine()
    const ids = ['a', 'b']
    const part = (sent: number) => ({ ...emptyRows(2), sent: Uint16Array.of(sent, 0) })
    for (const at of [0, 0, 60_000]) line.addMinute({ at, ids, rows: part(3) })
    line.addMinute({ at: 60_000, ids: ['b', 'a'], rows: part(1) })
    expect(line.minutes).toBe(3)

    const written: [number, number[]][] = []
    const minute = ({ at, rows }: WaitingMinute) => void written.push([at, [...rows.sent]])
    while (line.writeOldest({ changes: () => {}, minute }));
    expect(written).toEqual([
      [0, [6, 0]],
      [60_000, [3, 0]],
      [60_000, [1, 0]],
    ])
  })

  it('gives up minutes first, then transitions, and whole incidents with their messages last', () => {
    const line = new WaitingLine({ bytes: 1_000_000 })
    for (let at = 0; at < 2_000; at++) line.addChange({ transitions: [transition(at)] })
    for (const at of [0, 1, 2]) line.addMinute({ at, ids: [], rows: emptyRows(0) })
    for (let n = 1; n <= 3; n++) line.addChange(told(n, 400_000))
    expect(line.droppedMinutes).toBe(0)
    line.addChange(told(4, 400_000))
    expect(line.droppedMinutes).toBe(3)
    expect(line.droppedTransitions).toBe(2_004 + sizeOfCore(told(1, 400_000)))
    const { changes, minutes } = drain(line)
    expect(minutes).toEqual([])
    expect(changes.flatMap(({ transitions = [] }) => transitions)).toEqual([])
    for (const part of ['outbox', 'incidents', 'documents'] as const) {
      expect(changes.flatMap((change): readonly unknown[] => change[part] ?? [])).toHaveLength(3)
    }
    expect(line.empty).toBe(true)
  })

  it('keeps messages where only transitions are too many', () => {
    const line = new WaitingLine({ transitions: 2_000 })
    line.addChange(told(1, 400))
    for (let at = 0; at < 9_000; at++) line.addChange({ transitions: [transition(at)] })
    expect(line.droppedTransitions).toBeGreaterThan(6_000)
    const { changes } = drain(line)
    expect(changes.flatMap(({ outbox = [] }) => outbox)).toHaveLength(1)
    expect(changes.flatMap(({ transitions = [] }) => transitions).at(-1)?.at).toBe(8_999)
  })
})

function drain(line: WaitingLine): { changes: Change[]; minutes: number[] } {
  const changes: Change[] = []
  const minutes: number[] = []
  const write = {
    changes: (all: readonly Change[]) => void changes.push(...all),
    minute: ({ at }: { at: number }) => void minutes.push(at),
  }
  while (line.writeOldest(write)) expect(changes.length).toBeLessThan(10_000)
  return { changes, minutes }
}

function transition(at: number): Transition {
  return {
    targetId: 'a',
    at,
    decidedAt: at,
    from: 'up',
    to: 'down',
    reason: 'all-lost',
    evidence: {},
  }
}
