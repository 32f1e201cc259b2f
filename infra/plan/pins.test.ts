import { expect, it } from 'vitest'
import { stackSchema } from '../config.ts'
import { pinProblems } from './pins.ts'

const REST = {
  ...{ domain: 'ronda.example.org', link: { type: 'none' }, budget: { monthlyUsd: 500 } },
  alarms: { emails: ['noc@example.org'] },
}
const SHA = 'a'.repeat(64)

function lacks(relay: object, grafana: object): string[] {
  const config = stackSchema.parse({ ...REST, relay, grafana })
  return pinProblems(config, 'Pulumi.test.yaml').map(({ what }) => what.split(':')[1] ?? '')
}

it('says all that is not pinned, and asks for no MediaMTX where nobody watches', () => {
  expect(lacks({}, {})).toEqual(['relay.mediamtx', 'grafana.keySha256'])
  expect(lacks({ viewers: 0 }, {})).toEqual(['grafana.keySha256'])
  expect(lacks({ mediamtx: { version: '1.20.1', sha256: SHA } }, { keySha256: SHA })).toEqual([])
})
