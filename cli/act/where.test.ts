import { expect, test } from 'vitest'
import { parseWhere } from './where.ts'

test('every field is kept, with all its values', () => {
  expect(parseWhere('kind=nvr, area=genuk,area=tugu,model=DS-7604 a=b')).toEqual({
    where: { kind: ['nvr'], area: ['genuk', 'tugu'], model: ['DS-7604 a=b'] },
    problems: [],
  })
})

test('what is wrong is named, part by part', () => {
  expect(parseWhere('kin=nvr,area=,genuk').problems).toEqual([
    '--where kin=nvr: no field is "kin"; did you mean kind?',
    '--where area=: has no value; write it as in kind=nvr,area=genuk',
    '--where genuk: no field is "genuk"; one of kind, owner, isp, model, vendor, class, area is wanted',
  ])
})
