import { describe, expect, test } from 'vitest'
import { bootScriptOf } from './boot-script.ts'
import { gatewayHost } from './gateway-host.ts'

const host = gatewayHost({
  name: 'gateway',
  region: 'ap-southeast-3',
  address: '10.99.0.1/30',
  port: 51_820,
  city: { key: `${'A'.repeat(43)}=`, networks: ['10.10.0.0/16', '10.99.0.2/32'] },
  keySecret: 'ronda-prod/link-key',
  keyParameter: '/ronda-prod/link/public-key',
})
const textOf = (path: string) => host.files.find((file) => file.path === path)?.text ?? ''

describe('gatewayHost', () => {
  test('has no private key, and takes it from memory when the link comes up', () => {
    const text = textOf('/etc/wireguard/ronda.conf')
    expect(text).not.toContain('PrivateKey')
    expect(text).toContain('PostUp = wg set %i private-key /run/ronda/secrets/link-key')
    expect(text).toContain('AllowedIPs = 10.10.0.0/16, 10.99.0.2/32')
  })

  test('makes a key only where the secret never had a value', () => {
    const script = textOf('/usr/local/lib/ronda/link-key')
    const [before, after] = script.split('wg genkey')
    expect(before).toContain('grep -q ResourceNotFoundException')
    expect(after).toContain("put-secret-value --secret-id 'ronda-prod/link-key'")
    expect(script).toContain('"file://$key.put"')
  })

  test('brings the key before the link, and tries again for as long as it takes', () => {
    const drop = textOf('/etc/systemd/system/wg-quick@ronda.service.d/60-ronda.conf')
    expect(drop).toContain('ExecStartPre=+/usr/local/lib/ronda/link-key\n')
    expect(drop).toContain('StartLimitIntervalSec=0\n')
    expect(host.units).toContain('wg-quick@ronda.service')
  })

  test('lets nothing of the city begin', () => {
    const rules = textOf('/etc/wireguard/ronda.nft')
    expect(rules).toContain('hook forward priority filter; policy drop;')
    expect(rules).toContain('iifname "ronda" drop')
  })

  test('becomes a boot script', () => {
    expect(bootScriptOf(host)).toContain('listen-port')
  })
})
