import { expect, test } from 'vitest'
import { INCIDENT_REASONS, INCIDENT_STATES, SHARED_ATTRIBUTES } from '../incidents/incident.ts'
import {
  causeTitle,
  headlineFor,
  incidentSentence,
  type ToldIncident,
} from './incident-sentence.ts'
import { ATTRIBUTE_TEXTS, INCIDENT_REASON_TEXTS, INCIDENT_STATE_TEXTS } from './incidents.ts'

const NOW = Date.UTC(2026, 10, 22, 4, 24, 5)
const CUT: ToldIncident = {
  cause: { kind: 'target', targetId: 'node-7', name: 'Node Genuk' },
  reason: 'topmost-failed',
  state: 'open',
  flapping: false,
  openedAt: NOW - 12 * 60_000,
  count: 4470,
  areas: ['Genuk', 'Tugu', 'Mijen'],
  now: NOW,
  timezone: 'Asia/Jakarta',
}
const SHARED = {
  kind: 'shared',
  attribute: 'isp',
  value: 'telkom',
  failed: 900,
  total: 1200,
} as const

test('the first line has cause, count, area and since when', () => {
  expect(headlineFor('en', CUT)).toBe(
    'Node Genuk down: 4,470 affected, 3 kecamatan, since 11:12:05 WIB',
  )
  expect(headlineFor('id', { ...CUT, areas: ['Genuk', 'Tugu'], flapping: true })).toBe(
    'Node Genuk mati: 4.470 terdampak, Genuk dan Tugu, sejak 11:12:05 WIB (naik-turun)',
  )
  expect(
    headlineFor('en', { ...CUT, cause: SHARED, areas: ['Genuk'], state: 'closed', closedAt: NOW }),
  ).toBe(
    'ISP telkom: 900 of 1,200 down: 4,470 were affected, Genuk, from 11:12:05 WIB to 11:24:05 WIB',
  )
})

test('the sentence says why it is one cause', () => {
  expect(incidentSentence('en', CUT)).toBe(
    'Open since 11:12:05 WIB (12 min): Node Genuk (node-7) went down while everything above it lived.',
  )
  const shared = { ...CUT, cause: SHARED, reason: 'shared-attribute', state: 'recovering' } as const
  expect(incidentSentence('id', shared)).toContain('900 dari 1.200 titik pada ISP telkom mati')
  const blind = {
    ...CUT,
    cause: { kind: 'probe' },
    reason: 'probe-blind',
    state: 'closed',
  } as const
  expect(incidentSentence('en', { ...blind, closedAt: NOW - 60_000 })).toMatch(
    /^Closed 11:23:05 WIB, open for 11 min: anchors and targets went silent together/,
  )
})

test('a cause without a name goes by its id, an unknown word is shown as it is', () => {
  expect(causeTitle('en', { kind: 'target', targetId: 'node-7' })).toBe('node-7 down')
  const uplink = { kind: 'target', targetId: 'ul-1', targetKind: 'uplink', name: 'RT 1' } as const
  expect(causeTitle('id', uplink)).toBe('Uplink RT 1 mati')
  expect(causeTitle('id', { ...uplink, name: 'Uplink Genuk' })).toBe('Uplink Genuk mati')
  expect(causeTitle('en', { ...SHARED, attribute: 'street' })).toBe(
    'Street telkom: 900 of 1,200 down',
  )
  expect(incidentSentence('en', { ...CUT, reason: 'because' })).toContain(': because.')
})

test('every word of incidents/ has its texts', () => {
  expect(Object.keys(INCIDENT_STATE_TEXTS.en)).toEqual([...INCIDENT_STATES])
  expect(Object.keys(INCIDENT_REASON_TEXTS.en)).toEqual([...INCIDENT_REASONS])
  expect(Object.keys(ATTRIBUTE_TEXTS.en)).toEqual([...SHARED_ATTRIBUTES])
})

test('of a camera it is said what it shows, and of a recorder what is wrong with it', () => {
  const camera = {
    kind: 'target',
    targetId: 'cam-00012',
    targetKind: 'camera',
    name: 'Simpang Lima',
    condition: 'black',
  } as const
  expect(headlineFor('en', { ...CUT, cause: camera, count: 1, areas: ['Genuk'] })).toBe(
    'Camera Simpang Lima is black: 1 affected, Genuk, since 11:12:05 WIB',
  )
  expect(incidentSentence('id', { ...CUT, cause: camera })).toBe(
    'Berlangsung sejak 11:12:05 WIB (12 mnt): kamera Simpang Lima (cam-00012) bergambar hitam, sementara semua yang di atasnya hidup.',
  )
  const nvr = { ...SHARED, attribute: 'nvr', value: 'Genuk 3', failed: 4, total: 4 } as const
  expect(causeTitle('en', { ...nvr, condition: 'auth_failed' })).toBe(
    '4 of 4 cameras of NVR Genuk 3: it refuses our user or password',
  )
  expect(causeTitle('id', { ...nvr, condition: 'black' })).toBe(
    '4 dari 4 kamera pada NVR Genuk 3: hitam',
  )
  const shared = { ...CUT, cause: { ...SHARED, condition: 'frozen' }, reason: 'shared-attribute' }
  expect(incidentSentence('en', shared)).toContain(
    '900 of 1,200 cameras of ISP telkom failed within one round of looks (frozen)',
  )
  const alike = { ...SHARED, attribute: 'condition', value: 'black', condition: 'black' } as const
  expect(causeTitle('en', alike)).toBe('900 of 1,200 cameras with one fault (black)')
})
