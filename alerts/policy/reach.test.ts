import { expect, test } from 'vitest'
import { HOOK, problems } from '../../test/rigs/policy-problems.ts'

const NEVER = (id: string) =>
  `receiver "${id}" is never told anything; name it in a route, in a rota that is named, in fallback, blind or announce, or remove it`
const two = (second: string, rest = '') =>
  `receivers: [{id: noc, ${HOOK}}, {id: mayor, ${HOOK}${second}}]\nfallback: noc\n${rest}`

test.each([
  ['a receiver that nothing names', two('')],
  [
    'one that only a rota names which nothing names',
    two('', 'rotas: [{id: duty, shifts: [{who: mayor}], otherwise: noc}]'),
  ],
  [
    'one of an owner where what was planned goes elsewhere',
    two(', owners: x', 'routes: [{match: {kind: planned}, to: noc}]'),
  ],
])('refuses %s', (_, yaml) => {
  expect(problems(yaml)).toEqual([`receivers.1.id: ${NEVER('mayor')}`])
})

test.each([
  ['a route', two('', 'routes: [{match: {kind: node}, to: mayor}]')],
  ['an escalation', two('', 'routes: [{to: noc, escalate: [{after: 5m, to: mayor}]}]')],
  ['a rota', two('', 'rotas: [{id: duty, shifts: [{who: mayor}], otherwise: noc}]\nblind: duty')],
  ['blind', two('', 'blind: mayor')],
  ['announce', two('', 'announce: mayor')],
  ['the owner of what was planned', two(', owners: x')],
  [
    'the owner of what was planned, beside a record of it',
    two(', owners: x', 'routes: [{match: {kind: planned}, to: noc, goOn: true}]'),
  ],
  [
    '@owner',
    two(
      ', owners: x',
      'routes: [{match: {kind: planned}, to: noc}, {to: noc, escalate: [{after: 1m, to: "@owner"}]}]',
    ),
  ],
])('a receiver is reached by %s', (_, yaml) => {
  expect(problems(yaml)).toEqual([])
})

test('a name that is nearly that of a receiver means it', () => {
  const named = two('', 'blind: mayr')
  expect(problems(named)).toEqual(['blind.0: no receiver or rota "mayr"; did you mean "mayor"?'])
})
