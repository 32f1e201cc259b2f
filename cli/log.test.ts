import { expect, test } from 'vitest'
import type { CommandContext } from './command.ts'
import { createLogger } from './log.ts'

function lines(json: boolean, level: 'debug' | 'warn') {
  const written: string[] = []
  const context: CommandContext = {
    json,
    tty: false,
    signal: new AbortController().signal,
    out: () => {},
    err: (text) => written.push(text),
  }
  return { log: createLogger(context, level), written }
}

test('people get time, level, sentence and what was meant; machines get JSON', () => {
  const people = lines(false, 'debug')
  people.log.warn({ code: 'ENOSPC' }, 'the store cannot write')
  expect(people.written[0]).toMatch(
    /^\d\d:\d\d:\d\d warn {2}the store cannot write {2}code=ENOSPC\n$/,
  )
  const machines = lines(true, 'debug')
  machines.log.info({ rounds: 1 }, 'first round')
  expect(JSON.parse(machines.written[0] ?? '')).toMatchObject({
    level: 30,
    rounds: 1,
    msg: 'first round',
  })
})

test('below the level nothing is said', () => {
  const { log, written } = lines(false, 'warn')
  log.info({}, 'quiet')
  expect(written).toEqual([])
})
