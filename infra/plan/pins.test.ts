import { expect, it } from 'vitest'
import { stackSchema } from '../config.ts'
import { GRAFANA_KEY_COMMAND, MEDIAMTX, pinProblems } from './pins.ts'

const REST = {
  ...{ domain: 'ronda.example.org', link: { type: 'none' }, budget: { monthlyUsd: 500 } },
  alarms: { emails: ['noc@example.org'] },
}
const SHA = 'a'.repeat(64)

it("asks for the sum of Grafana's key by the one command that prints it, and for nothing else", () => {
  const problems = pinProblems(stackSchema.parse(REST), 'Pulumi.test.yaml')
  expect(problems).toEqual([
    expect.objectContaining({
      file: 'Pulumi.test.yaml',
      remedy: `npm run preview -- --stack test --pin writes it; or write the 64 digits that this prints: ${GRAFANA_KEY_COMMAND}`,
    }),
  ])
  expect(pinProblems(stackSchema.parse({ ...REST, grafana: { keySha256: SHA } }), 'x')).toEqual([])
})

it('runs the MediaMTX that is pinned, or the one that the configuration names', () => {
  expect(stackSchema.parse(REST).relay.mediamtx).toEqual(MEDIAMTX)
  const mediamtx = { version: '1.21.1', sha256: SHA }
  expect(stackSchema.parse({ ...REST, relay: { mediamtx } }).relay.mediamtx).toEqual(mediamtx)
  const half = stackSchema.safeParse({ ...REST, relay: { mediamtx: { version: '1.21.1' } } })
  expect(half.success).toBe(false)
})
