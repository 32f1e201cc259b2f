// Both ends of the WireGuard link as they are rendered, brought up in namespaces: they talk, and the city begins nothing.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gatewayHost } from '../../hosts/gateway-host.ts'
import { cityQuickText, KEY_PLACEHOLDER } from '../../infra/link/wg-quick.ts'
import { makeNetns, type Netns } from '../rigs/netns.ts'
import { describeWithRigs } from '../rigs/rig.ts'

const PORT = 51_820
const UP_WITHIN_MS = 15_000

describeWithRigs(
  'a link by WireGuard',
  ['root', 'ip', 'nft', 'fping', 'wg', 'wireguard-go'],
  () => {
    const ends: { child: ChildProcess; text: string }[] = []
    const spaces: Netns[] = []
    let worker: Netns
    let ours: Netns
    let city: Netns

    beforeAll(async () => {
      worker = makeNetns('wg-worker')
      ours = makeNetns('wg-ours')
      city = makeNetns('wg-city')
      spaces.push(worker, ours, city)
      join(worker, '10.64.1.2/24', ours, '10.64.1.1/24', 'inside')
      join(ours, '192.0.2.1/24', city, '192.0.2.2/24', 'outside')
      must(worker, 'ip', 'route', 'add', 'default', 'via', '10.64.1.1')
      must(city, 'ip', 'address', 'add', '10.10.0.1/32', 'dev', 'lo')
      ours.sysctl('net.ipv4.ip_forward', '1')

      const keys = [0, 1].map(() => must(ours, 'wg', 'genkey').trim())
      const [ourKey = '', cityKey = ''] = keys
      const publicOf = (key: string) => ours.run('wg', ['pubkey'], key).stdout.trim()
      const { files } = gatewayHost({
        name: 'gateway',
        region: 'ap-southeast-3',
        address: '10.99.0.1/30',
        port: PORT,
        city: { key: publicOf(cityKey), networks: ['10.10.0.0/16', '10.99.0.2/32'] },
        keySecret: 'ronda-test/link-key',
        keyParameter: '/ronda-test/link/public-key',
      })
      const wireguard = files.filter(({ path }) => path.startsWith('/etc/wireguard/'))
      ends.push(
        bringUp(ours, [...wireguard, { path: '/run/ronda/secrets/link-key', text: `${ourKey}\n` }]),
      )
      const text = cityQuickText({
        endpoint: '192.0.2.1',
        port: PORT,
        addresses: ['10.99.0.1', '10.99.0.2'],
        bits: 30,
        inside: '10.64.0.0/16',
        networks: ['10.10.0.0/16'],
        keyParameter: '/ronda-test/link/public-key',
        region: 'ap-southeast-3',
      })
      ends.push(
        bringUp(city, [
          {
            path: '/etc/wireguard/ronda.conf',
            text: text.replace(KEY_PLACEHOLDER, publicOf(ourKey)),
          },
          { path: '/etc/wireguard/ronda.key', text: `${cityKey}\n` },
        ]),
      )
      const until = performance.now() + UP_WITHIN_MS
      while (!pings(worker, '10.99.0.2')) {
        if (performance.now() > until) throw new Error(ends.map((end) => end.text).join('\n---\n'))
        await sleep(200)
      }
    })

    afterAll(async () => {
      for (const { child } of ends) {
        child.stdin?.end()
        if (child.exitCode === null) await once(child, 'close')
      }
      for (const one of spaces) one.remove()
    })

    test("the worker reaches the city's end, which is its anchor, and what is behind it", () => {
      expect(pings(worker, '10.99.0.2')).toBe(true)
      expect(pings(worker, '10.10.0.1')).toBe(true)
    })

    test('the city begins nothing, neither with the worker nor with the gateway beyond an echo', () => {
      expect(pings(city, '10.64.1.2')).toBe(false)
      expect(pings(city, '10.99.0.1')).toBe(true)
      // It is our rules that keep it out: with one that lets it in, it comes in.
      must(ours, 'nft', 'insert', 'rule', 'inet', 'ronda_link', 'forward', 'accept')
      expect(pings(city, '10.64.1.2')).toBe(true)
    })

    test('a key that nobody put there is refused by wg', () => {
      const checked = ours.run('sh', [
        '-c',
        `printf '[Peer]\\nPublicKey = ${KEY_PLACEHOLDER}\\n' | wg setconf lo /dev/stdin`,
      ])
      expect(checked.code).not.toBe(0)
      expect(checked.stderr).toContain('Key is not the correct length or format')
    })
  },
)

/** In a mount namespace of its own, which `ip netns exec` gives, so that both ends may have the same files. */
function bringUp(space: Netns, files: readonly { path: string; text: string }[]) {
  const folders = ['/etc/wireguard', '/run/wireguard', '/run/ronda']
  const script = [
    'set -e',
    'umask 077',
    ...folders.map((path) => `mkdir -p ${path} && mount -t tmpfs none ${path}`),
    'mkdir -p /run/ronda/secrets',
    ...files.map(
      ({ path, text }) =>
        `printf %s '${Buffer.from(text).toString('base64')}' | base64 -d > ${path}`,
    ),
    'wg-quick strip ronda > /dev/null',
    'wg-quick up ronda',
    'read -r end || true',
    'wg-quick down ronda',
  ].join('\n')
  const child = space.spawn('sh', ['-c', script], { stdio: ['pipe', 'pipe', 'pipe'] })
  const end = { child, text: '' }
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (bytes: Buffer) => {
      end.text += bytes.toString()
    })
  }
  return end
}

function join(a: Netns, addressA: string, b: Netns, addressB: string, name: string): void {
  must(a, 'ip', 'link', 'add', name, 'type', 'veth', 'peer', 'name', name, 'netns', b.name)
  for (const [space, address] of [
    [a, addressA],
    [b, addressB],
  ] as const) {
    must(space, 'ip', 'address', 'add', address, 'dev', name)
    must(space, 'ip', 'link', 'set', name, 'up')
  }
}

function must(space: Netns, command: string, ...args: readonly string[]): string {
  const { code, stdout, stderr } = space.run(command, args)
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`)
  return stdout
}

function pings(space: Netns, address: string): boolean {
  return space.run('fping', ['-q', '-c', '1', '-t', '1000', address]).code === 0
}
