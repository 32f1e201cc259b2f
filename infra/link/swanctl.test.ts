import { expect, test } from 'vitest'
import { citySwanctlText } from './swanctl.ts'

const text = citySwanctlText({
  gateway: '203.0.113.7',
  tunnels: ['198.51.100.1', '198.51.100.2'],
  inside: '10.64.0.0/16',
  networks: ['10.10.0.0/16', '10.20.0.0/16'],
  anchor: '10.99.0.2',
  keysArn: 'arn:aws:secretsmanager:ap-southeast-3:123456789012:secret:s2svpn!one',
  region: 'ap-southeast-3',
})
/** What strongSwan reads. */
const read = text.replaceAll(/^#.*\n/gm, '')

test('has both tunnels, each with an interface of its own', () => {
  expect(read.match(/remote_addrs = \S+/g)).toEqual([
    'remote_addrs = 198.51.100.1',
    'remote_addrs = 198.51.100.2',
  ])
  expect(read.match(/if_id_in = \d+/g)).toEqual(['if_id_in = 4101', 'if_id_in = 4102'])
})

test('says to people what a gateway of another make needs', () => {
  for (const part of ['203.0.113.7', '10.10.0.0/16, 10.20.0.0/16', 'AES-256-GCM-16', 'group 20']) {
    expect(text).toContain(part)
  }
})

test('has no key, and says which secret has them', () => {
  expect(read).not.toContain('secret')
  expect(text).toContain('get-secret-value --secret-id arn:aws:secretsmanager')
})
