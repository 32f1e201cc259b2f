import { expect, test } from 'vitest'
import { synthesizeFleet } from '../synthetic/synthesize.ts'
import { buildTopology } from '../topology.ts'
import { resolveScope } from './coverage.ts'
import { hangingAmong } from './hanging.ts'

const FLEET = synthesizeFleet({ seed: 7, scale: 0.01 })
const TOPOLOGY = buildTopology(FLEET)
const NVR = FLEET.nvrs[0]?.id ?? ''
const LINE = TOPOLOGY.parentOf(NVR)?.id ?? ''
const NODE = TOPOLOGY.parentOf(LINE)?.id ?? ''

function hanging(targets: readonly string[], except: readonly string[]) {
  const covered = new Set(resolveScope({ targets, except }, TOPOLOGY))
  return hangingAmong(except, TOPOLOGY, (at) => (covered.has(at) ? 'suspension' : undefined))
}

test('what is left on is named with the nearest above it that is off, once for each of these', () => {
  expect(hanging([LINE], [NVR])).toEqual([{ targets: [NVR], on: LINE, by: 'suspension' }])
  expect(hanging([NODE], [LINE, NVR])).toEqual([{ targets: [LINE], on: NODE, by: 'suspension' }])
})

test('nothing is said of what is off itself, hangs on nothing that is off, or is unknown', () => {
  expect(hanging([LINE], [LINE])).toEqual([])
  expect(hanging([LINE], ['gone'])).toEqual([])
  expect(hangingAmong([NVR], TOPOLOGY, () => 'suspension')).toEqual([])
})
