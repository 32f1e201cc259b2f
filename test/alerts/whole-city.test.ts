// The longest message there is: everything in the reference city behind one cause, in every form.
import { expect, test } from 'vitest'
import { mailOf } from '../../alerts/channels/email-format.ts'
import { messageJson } from '../../alerts/channels/message-json.ts'
import { telegramCall } from '../../alerts/channels/telegram-format.ts'
import { createComposer } from '../../alerts/message/create-composer.ts'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { buildTopology } from '../../fleet/topology.ts'
import type { Incident } from '../../incidents/incident.ts'

test('every id of the city is in the list of every channel', () => {
  const fleet = synthesizeFleet({ seed: 3 })
  const topology = buildTopology(fleet)
  const affected = topology.targets.map(({ id }) => id as string).sort()
  const incident: Incident = {
    id: 'inc-1-city-link',
    cause: { kind: 'target', targetId: 'city-link' },
    reason: 'topmost-failed',
    state: 'open',
    flapping: false,
    settled: true,
    openedAt: 0,
    decidedAt: 0,
    affected,
    peak: affected.length,
    byKecamatan: {},
    byKind: {},
    byOwner: {},
    evidence: {},
  }
  const message = createComposer({ fleet, topology }).compose({
    key: 'k',
    type: 'page',
    language: 'id',
    at: 60_000,
    severity: 'critical',
    incidents: [{ incident, severity: 'critical' }],
  })
  expect(affected.length).toBeGreaterThan(27_431)
  expect(message.list.map(({ id }) => id)).toEqual(affected)

  const idsOf = (csv: string) =>
    csv
      .split('\r\n')
      .slice(1, -1)
      .map((line) => line.split(',')[0])
  const { list } = JSON.parse(messageJson(message))
  expect(list.map(({ id }: { id: string }) => id)).toEqual(affected)
  const call = telegramCall(message)
  if (call.method !== 'sendDocument') throw new Error('no file')
  expect(idsOf(call.content)).toEqual(affected)
  const mail = mailOf(message, 'noc', 'ronda@kota.example', ['noc@kota.example'])
  expect(idsOf(String(mail.attachments?.[0]?.content))).toEqual(affected)
})
