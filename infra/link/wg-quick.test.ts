import { expect, test } from 'vitest'
import { cityQuickText, KEY_PLACEHOLDER } from './wg-quick.ts'

const text = cityQuickText({
  endpoint: '198.51.100.9',
  port: 51_820,
  addresses: ['10.99.0.1', '10.99.0.2'],
  bits: 30,
  inside: '10.64.0.0/16',
  networks: ['10.10.0.0/16'],
  keyParameter: '/ronda-prod/link/public-key',
  region: 'ap-southeast-3',
})

test('takes in our network and our end of the tunnel, and nothing else', () => {
  expect(text).toContain('Address = 10.99.0.2/30\n')
  expect(text).toContain('AllowedIPs = 10.64.0.0/16, 10.99.0.1/32\n')
  expect(text).toContain('Endpoint = 198.51.100.9:51820\n')
})

test('has no key of either end, and says where both are', () => {
  expect(text).not.toMatch(/[A-Za-z0-9+/]{43}=/)
  expect(text).toContain(`PublicKey = ${KEY_PLACEHOLDER}\n`)
  expect(text).toContain('ssm get-parameter --name /ronda-prod/link/public-key')
  expect(text).toContain('private-key /etc/wireguard/%i.key')
})
