import { expect, test } from 'vitest'
import { formatProblem } from '../fleet/problem.ts'
import { readStackConfig } from './read-config.ts'

const NEEDED = {
  'ronda:domain': 'ronda.semarang.example',
  'ronda:link': '{"type":"none"}',
  'ronda:alarms': '{"emails":["noc@semarang.example"]}',
  'ronda:budget': '{"monthlyUsd":6000}',
}
const KEY = `${'A'.repeat(43)}=`

function told(values: Readonly<Record<string, string>>): string[] {
  const read = readStackConfig({ ...NEEDED, ...values }, 'Pulumi.prod.yaml')
  return 'problems' in read ? read.problems.map(formatProblem) : []
}

test('what must be there is enough; the rest has defaults', () => {
  expect(readStackConfig(NEEDED)).toMatchObject({
    config: {
      program: 'ronda.yaml',
      network: { cidr: '10.64.0.0/16', zones: 2 },
      relay: { viewers: 500, kbps: 800, watchedShare: 0.1 },
      database: { type: 'ec2' },
      backup: { keepDays: 35 },
      protect: true,
    },
  })
})

test('values are text, and what is no text is JSON in it', () => {
  expect(
    readStackConfig({
      ...NEEDED,
      'ronda:protect': 'false',
      'ronda:estate': '123',
      'ronda:tags': '{"cost":"diskominfo"}',
      'ronda:database': '{"type":"timestream","standby":true}',
      'aws:region': 'ap-southeast-3',
    }),
  ).toMatchObject({
    config: {
      protect: false,
      estate: '123',
      tags: { cost: 'diskominfo' },
      database: { type: 'timestream', edition: '2', standby: true },
    },
  })
})

test('everything that is missing is told at once', () => {
  const read = readStackConfig({}, 'Pulumi.prod.yaml')
  expect('problems' in read ? read.problems.map(formatProblem) : []).toEqual([
    'Pulumi.prod.yaml: ronda:domain: is missing; write text there',
    'Pulumi.prod.yaml: ronda:link: is missing; write its type below it, one of none, vpn, wireguard',
    'Pulumi.prod.yaml: ronda:alarms: is missing; write a section with keys there',
    'Pulumi.prod.yaml: ronda:budget: is missing; write a section with keys there',
  ])
})

test('everything that is wrong is told at once, with its path and how to mend it', () => {
  expect(
    told({
      'ronda:domian': 'x',
      'ronda:domain': 'semarang',
      'ronda:link': '{"type":"wireguard","cityKey":"short","networks":[],"prot":1}',
      'ronda:relay': '{"viewers":-1,"kpbs":800,"watchedShare":2}',
      'ronda:grafana': '{"adminPassword":"hunter2","networks":["10.0.0.1/8"]}',
      'ronda:database': '{"type":"influx"}',
      'ronda:network': '{"zones":"two"}',
      'ronda:alarms': '{"emails":["noc"]}',
      'ronda:budget': '{"monthlyUsd":',
      'ronda:protect': 'yes',
      'ronda:zoneId': 'semarang',
    }),
  ).toEqual([
    'Pulumi.prod.yaml: ronda:budget: cannot be read: Unexpected end of JSON input; write it as YAML in the file, or as JSON after pulumi config set',
    'Pulumi.prod.yaml: ronda:domain: will not do; write a name such as ronda.semarang.example',
    'Pulumi.prod.yaml: ronda:zoneId: will not do; write the id of a hosted zone of Route 53',
    'Pulumi.prod.yaml: ronda:network.zones: must be a number, and there stands "two"; write a number, without unit or quotes',
    'Pulumi.prod.yaml: ronda:link.cityKey: will not do; write the public key that wg pubkey prints',
    'Pulumi.prod.yaml: ronda:link.networks: will not do; name the networks of the city',
    'Pulumi.prod.yaml: unknown key "ronda:link.prot"; did you mean "port"?',
    'Pulumi.prod.yaml: ronda:relay.viewers: must be at least 0, and is -1; write at least 0',
    'Pulumi.prod.yaml: ronda:relay.watchedShare: must be at most 1, and is 2; write at most 1',
    'Pulumi.prod.yaml: unknown key "ronda:relay.kpbs"; did you mean "kbps"?',
    'Pulumi.prod.yaml: ronda:database.type: is none of ec2, timestream; write one of ec2, timestream',
    'Pulumi.prod.yaml: ronda:grafana.networks.0: will not do; write a network such as 10.64.0.0/16, with no bit set behind its length',
    'Pulumi.prod.yaml: ronda:grafana.adminPassword: a secret stands here by reference, never itself; put it into Secrets Manager and write aws-sm:NAME',
    'Pulumi.prod.yaml: ronda:alarms.emails.0: will not do; write an address such as noc@semarang.example',
    'Pulumi.prod.yaml: ronda:protect: must be true or false, and there stands "yes"; write true or false, without quotes',
    'Pulumi.prod.yaml: unknown key "ronda:domian"; did you mean "domain"?',
  ])
})

test('a secret in clear is refused and not repeated', () => {
  const all = told({ 'ronda:grafana': '{"adminPassword":"hunter2"}' })
  expect(all).toHaveLength(1)
  expect(all[0]).toContain('ronda:grafana.adminPassword: a secret stands here by reference')
  expect(all.join()).not.toContain('hunter2')
  expect(told({ 'ronda:grafana': '{"adminPassword": hunter2}' }).join()).not.toContain('hunter2')
  expect(told({ 'ronda:grafana': 'hunter2' }).join()).not.toContain('hunter2')
})

test('a secret that a server of ours could not read is refused', () => {
  expect(told({ 'ronda:grafana': '{"adminPassword":"env:ADMIN"}' })).toEqual([
    'Pulumi.prod.yaml: ronda:grafana.adminPassword: env:ADMIN is on your machine, where no server of the stack reads it; put it into Secrets Manager and write aws-sm:NAME',
  ])
})

test('a section of the wrong kind says what stands there', () => {
  expect(told({ 'ronda:link': 'vpn', 'ronda:budget': '6000' })).toEqual([
    'Pulumi.prod.yaml: ronda:link: must be a section with keys, and there stands text; write its type below it, one of none, vpn, wireguard',
    'Pulumi.prod.yaml: ronda:budget: must be a section with keys, and there stands a number; write its keys below it, or leave it out',
  ])
  expect(told({ 'ronda:link': '{"gateway":"203.0.113.7"}' })).toEqual([
    'Pulumi.prod.yaml: ronda:link.type: is missing; write one of none, vpn, wireguard',
  ])
})

test('networks that overlap are told together', () => {
  const link = {
    type: 'wireguard',
    cityKey: KEY,
    networks: ['10.0.0.0/8', '10.1.0.0/16', '10.99.0.0/16', '192.168.0.0/16'],
  }
  expect(told({ 'ronda:link': JSON.stringify(link) })).toEqual([
    "Pulumi.prod.yaml: ronda:link.networks.0: 10.0.0.0/8 overlaps the stack's own network 10.64.0.0/16; choose another ronda:network.cidr",
    'Pulumi.prod.yaml: ronda:link.networks.1: 10.1.0.0/16 is in 10.0.0.0/8 already; leave it out',
    'Pulumi.prod.yaml: ronda:link.networks.2: 10.99.0.0/16 is in 10.0.0.0/8 already; leave it out',
    "Pulumi.prod.yaml: ronda:link.tunnel: 10.99.0.0/30 overlaps the city's network 10.0.0.0/8; choose another tunnel",
  ])
  const vpn = { type: 'vpn', gateway: '203.0.113.7', networks: ['172.16.0.0/12', '172.16.0.0/12'] }
  expect(told({ 'ronda:link': JSON.stringify(vpn) })).toEqual([
    'Pulumi.prod.yaml: ronda:link.networks.1: 172.16.0.0/12 is in 172.16.0.0/12 already; leave it out',
  ])
  const tight = {
    type: 'wireguard',
    cityKey: KEY,
    networks: ['10.0.0.0/12'],
    tunnel: '10.64.0.0/30',
  }
  expect(told({ 'ronda:link': JSON.stringify(tight) })).toEqual([
    "Pulumi.prod.yaml: ronda:link.tunnel: 10.64.0.0/30 overlaps the stack's own network 10.64.0.0/16; choose another tunnel",
  ])
})

test('a network that AWS does not take is told', () => {
  expect(told({ 'ronda:network': '{"cidr":"10.0.0.0/8"}' })).toEqual([
    'Pulumi.prod.yaml: ronda:network.cidr: 10.0.0.0/8 is not between /16 and /22; write a network such as 10.64.0.0/16',
  ])
})

test('what is right elsewhere is looked at all the same, and each problem told once', () => {
  const link = { type: 'wireguard', cityKey: 'short', networks: ['10.0.0.0/8', 'x', '10.1.0.0/16'] }
  expect(
    told({
      'ronda:link': JSON.stringify(link),
      'ronda:network': '{"cidr":"10.0.0.0/28"}',
      'ronda:tags': '["a"]',
      'ronda:database': '{"type":"timestream","edition":"3"}',
    }),
  ).toEqual([
    'Pulumi.prod.yaml: ronda:link.cityKey: will not do; write the public key that wg pubkey prints',
    'Pulumi.prod.yaml: ronda:link.networks.1: will not do; write a network such as 10.64.0.0/16, with no bit set behind its length',
    'Pulumi.prod.yaml: ronda:tags: must be a section with keys, and there stands a list; write its keys below it, or leave it out',
    'Pulumi.prod.yaml: ronda:network.cidr: 10.0.0.0/28 is not between /16 and /22; write a network such as 10.64.0.0/16',
    "Pulumi.prod.yaml: ronda:link.networks.0: 10.0.0.0/8 overlaps the stack's own network 10.0.0.0/28; choose another ronda:network.cidr",
    'Pulumi.prod.yaml: ronda:link.networks.2: 10.1.0.0/16 is in 10.0.0.0/8 already; leave it out',
    expect.stringMatching(/ronda:database\.edition: 3 is not set up/),
  ])
})
