import enums from '@pulumi/aws/types/enums/index.js'
import { expect, test } from 'vitest'
import { databaseProblems, REGIONS, regionProblems, TIMESTREAM_REGIONS } from './regions.ts'

const told = (region: string) =>
  regionProblems(region, 'Pulumi.x.yaml').map(({ what, remedy }) => `${what}; ${remedy}`)

test('the regions are those that the provider knows, other partitions apart', () => {
  const known = Object.values(enums.Region).filter(
    (region) => !/^(cn|us-gov|us-iso|eu-iso|eusc)/.test(region),
  )
  expect(Object.keys(REGIONS).toSorted()).toEqual(known.toSorted())
  expect(Object.keys(REGIONS)).toEqual(expect.arrayContaining(['ap-southeast-3', 'ap-southeast-5']))
  for (const region of TIMESTREAM_REGIONS) expect(Object.keys(REGIONS)).toContain(region)
})

test.each([
  ['ap-southeast-3', []],
  ['', ['aws:region: is missing; write a region such as ap-southeast-3, Jakarta']],
  ['ap-southest-3', [expect.stringMatching(/did you mean ap-southeast-3, Jakarta\?$/)]],
  ['Jakarta', [expect.stringMatching(/did you mean ap-southeast-3, Jakarta\?$/)]],
  ['cn-north-1', [expect.stringMatching(/cn-north-1 is of another partition/)]],
  ['somewhere-else-9', [expect.stringMatching(/is no region .*; write a region such as/)]],
])('%j', (region, lines) => {
  expect(told(region)).toEqual(lines)
})

test('Timestream is where it is, and an unknown region is told once only', () => {
  const of = (region: string) =>
    databaseProblems({ type: 'timestream', edition: '2', standby: false }, region, 'f').length
  expect([of('ap-southeast-3'), of('ap-southeast-4'), of('nowhere-1')]).toEqual([0, 1, 0])
  expect(databaseProblems({ type: 'ec2' }, 'ap-southeast-4', 'f')).toEqual([])
})
