// The sender and the STAND-INs of InfluxDB 2 and 3: held until `ronda store init`, nothing made before, all delivered after.
import { expect, test } from 'vitest'
import { Secret } from '../../fleet/secret.ts'
import { createDialect } from '../../store/influx/dialects/create-dialect.ts'
import type { DialectName, InfluxTarget } from '../../store/influx/target.ts'
import { startInflux2StandIn } from '../rigs/influx2-stand-in.ts'
import { startInflux3StandIn } from '../rigs/influx3-stand-in.ts'
import { startInfluxd } from '../rigs/influxd.ts'
import { frameOf } from '../rigs/line-frames.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { KEEP, sendingTo } from './sending.ts'

const TOKEN = 'token-of-the-test'
const LINES = 300

async function heldThenDelivered(
  target: Partial<InfluxTarget> & Pick<InfluxTarget, 'url'>,
  made: () => number,
): Promise<void> {
  const sending = sendingTo({ ...target, token: new Secret(TOKEN) }, { host: 'vm' })
  const { sender } = sending
  try {
    sender.start()
    const second = Math.floor(Date.now() / 1000)
    const lines = Array.from({ length: LINES }, (_, i) => `nvr,id=n${i} up=1i ${second}`)
    sending.put([frameOf(lines, second * 1000)])
    await expect.poll(() => sender.status().state).toBe('held')
    expect(sender.status().problem).toMatchObject({
      code: 'no-database',
      values: { database: 'ronda_raw' },
    })
    expect(made()).toBe(0)

    await createDialect(sending.target).init(KEEP, { dryRun: false })
    sender.hurry()
    expect(await sending.delivered()).toBe(true)
    expect(sender.status()).toMatchObject({ written: LINES, deadLetters: 0 })
  } finally {
    await sender.close(0)
  }
}

test('InfluxDB 3 is asked before anything is written: its databases would be made without a retention', async () => {
  const server = await startInflux3StandIn({ token: TOKEN })
  await heldThenDelivered({ url: server.url, dialect: '3' }, () => server.databases.size)
  expect([...server.databases.values()]).not.toContain('none')
  expect(server.databases.size).toBe(5)
  expect(
    server.points('ronda_raw').filter(({ measurement }) => measurement === 'nvr'),
  ).toHaveLength(LINES)
  await server.close()
})

test('InfluxDB 2 makes nothing by itself', async () => {
  const server = await startInflux2StandIn({ token: TOKEN, org: 'city' })
  await heldThenDelivered({ url: server.url, dialect: '2', org: 'city' }, () => 0)
  expect(
    server.points('ronda_raw').filter(({ measurement }) => measurement === 'nvr'),
  ).toHaveLength(LINES)
  await server.close()
})

/** What the sender says to a server that is configured as another dialect; nothing may be delivered. */
async function toldBy(url: string, dialect: DialectName): Promise<void> {
  const login =
    dialect === '1' ? { username: 'u', password: new Secret(TOKEN) } : { token: new Secret(TOKEN) }
  const org = dialect === '2' ? { org: 'city' } : {}
  const { sender, put, log } = sendingTo({ url, dialect, ...login, ...org })
  sender.start()
  put([frameOf([`nvr,id=n up=1i ${Math.floor(Date.now() / 1000)}`], Date.now())])
  try {
    await expect.poll(() => sender.status().state).toBe('held')
    expect(sender.status().problem).toMatchObject({
      code: 'wrong-dialect',
      values: { why: 'other-version', version: expect.stringMatching(/^[123]\./) },
    })
    expect(sender.status().written).toBe(0)
    expect(log.join()).toContain('other-version')
  } finally {
    await sender.close(0)
  }
}

test.each(['1', '3'] as const)('InfluxDB 2 configured as %s is told', async (dialect) => {
  const server = await startInflux2StandIn({ token: TOKEN, org: 'city' })
  await toldBy(server.url, dialect)
  await server.close()
})

test.each(['1', '2'] as const)('InfluxDB 3 configured as %s is told', async (dialect) => {
  const server = await startInflux3StandIn({ token: TOKEN })
  await toldBy(server.url, dialect)
  expect(server.databases.size).toBe(0)
  await server.close()
})

describeWithRigs('influxd 1.6.7', ['influxd'], () => {
  test.each(['2', '3'] as const)('configured as %s is told', async (dialect) => {
    const server = await startInfluxd()
    await toldBy(server.url, dialect)
    await server.close()
  })
})
