// What a deployment asks around its making: pins, zone and secrets before it, addresses, records and passwords after it.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { StackConfig } from '../../infra/config.ts'
import { fingerprintOf, writePins } from '../../infra/deploy/pin.ts'
import type { Place } from '../../infra/deploy/places.ts'
import { runDeploy } from '../../infra/deploy/run.ts'
import { statusOf } from '../../infra/deploy/web.ts'
import type { World } from '../../infra/deploy/world.ts'
import { GRAFANA_KEY } from '../../infra/plan/pins.ts'
import { readStackConfig } from '../../infra/read-config.ts'
import { type FakeTools, makeFakeTools } from './fake-tools.ts'

const HAS_GPG = spawnSync('gpg', ['--version']).status === 0
const SHA = 'd'.repeat(64)
const OUTPUTS = {
  grafanaUrl: 'https://grafana.ronda.city.example',
  consoleUrl: 'https://console.ronda.city.example',
  liveUrl: 'https://live.ronda.city.example',
  livePointsAt: 'nlb.elb.ap-southeast-3.amazonaws.com',
  cityConfiguration: '[Interface]\n# the city\n',
}

let room: string
let project: string
let fakes: FakeTools
let out: string
let err: string
beforeEach(() => {
  room = mkdtempSync(join(tmpdir(), 'ronda-names-'))
  project = join(room, 'project')
  mkdirSync(project)
  writeFileSync(join(project, 'Pulumi.yaml'), 'name: ronda\nruntime: nodejs\n')
  writeFileSync(
    join(project, 'Pulumi.prod.yaml'),
    '# ours\nconfig:\n  aws:region: ap-southeast-3\n  ronda:relay: { viewers: 5 } # few\n',
  )
  fakes = makeFakeTools(room, ['pulumi', 'aws'])
  out = ''
  err = ''
})
afterEach(() => rmSync(room, { recursive: true, force: true }))

function configOf(more: Readonly<Record<string, string>> = {}): StackConfig {
  const read = readStackConfig({
    'ronda:domain': 'ronda.city.example',
    'ronda:link': '{"type":"none"}',
    'ronda:alarms': '{"emails":["noc@city.example","duty@city.example"]}',
    'ronda:budget': '{"monthlyUsd":900}',
    'ronda:grafana': '{"networks":["203.0.113.0/24"]}',
    ...more,
  })
  if (!('config' in read)) throw new Error(JSON.stringify(read.problems))
  return read.config
}

async function run(
  words: string,
  config: StackConfig,
  { secrets = [] as string[], ...changed }: Partial<World> & { secrets?: string[] } = {},
): Promise<number> {
  const checked = { problems: [], lines: [], arch: 'arm64', keptUsd: 1, config, secrets } as const
  return await runDeploy(words.split(' '), {
    project,
    env: { PATH: fakes.folder, HOME: room },
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    tty: false,
    signals: new EventEmitter(),
    check: async () => checked,
    pack: async () => ({ path: 'dist/ronda.tar.gz', version: '0.1.0-abc', bytes: 53e6 }),
    fetch: async () => 302,
    download: async () => Buffer.from('203.0.113.9\n'),
    ask: async () => '',
    lookForMs: 30,
    lookEveryMs: 5,
    ...changed,
  })
}

describe('zone and secrets', () => {
  const ZONE = { 'ronda:zoneId': 'Z0123456789ABCDEFGHIJ' }
  const zone = (name: string, isPrivate = false) => ({
    stdout: JSON.stringify({ HostedZone: { Name: name, Config: { PrivateZone: isPrivate } } }),
  })

  test.each([
    [
      zone('other.example.'),
      /is the zone of other\.example, and ronda\.city\.example is not in it/,
    ],
    [zone('city.example.', true), /is private: nobody outside would find a name/],
    [{ code: 254, stderr: 'An error occurred (NoSuchHostedZone)' }, /the account has no zone Z012/],
  ])('a zone that cannot serve the domain stops before anything is made', async (answer, why) => {
    fakes.answer({ 'route53 get-hosted-zone': answer })
    expect(await run('deploy --stack prod --yes', configOf(ZONE))).toBe(2)
    expect(err).toMatch(why)
    expect(err).toContain('aws route53 list-hosted-zones says which zone has ronda.city.example')
    expect(fakes.names()).toEqual(['aws sts get-caller-identity', 'aws route53 get-hosted-zone'])
  })

  test('secrets that nobody made are named with the command that makes them, all at once', async () => {
    fakes.answer({
      'route53 get-hosted-zone': zone('x.example.'),
      'secretsmanager list-secrets': { stdout: '["city/nvr"]' },
    })
    const secrets = ['city/nvr', 'city/telegram', 'city/smtp']
    expect(await run('preview --stack prod', configOf(ZONE), { secrets })).toBe(2)
    expect(err).toContain('is not in it')
    for (const name of ['city/telegram', 'city/smtp'])
      expect(err).toContain(
        `aws-sm:${name} is not in ap-southeast-3; aws secretsmanager create-secret --region ap-southeast-3 --name ${name}`,
      )
    expect(err).not.toContain('aws-sm:city/nvr')
  })

  test('what is there is said; what may not be asked is left to others', async () => {
    fakes.answer({
      'route53 get-hosted-zone': zone('city.example.'),
      'secretsmanager list-secrets': { code: 254, stderr: 'AccessDeniedException: no' },
    })
    expect(await run('preview --stack prod', configOf(ZONE), { secrets: ['city/nvr'] })).toBe(0)
    expect(err).toMatch(/names: zone city\.example; secrets could not be listed \(.*AccessDenied/)
  })
})

describe('the end', () => {
  test('without a zone it looks by address, and says records, root, passwords and whom AWS wrote to', async () => {
    const outputs = { ...OUTPUTS, grafanaPointsAt: '198.51.100.20' }
    fakes.answer({ 'stack output': { stdout: JSON.stringify(outputs) } })
    const asked: Place[] = []
    const fetch: World['fetch'] = async (place) => {
      asked.push(place)
      return 308
    }
    expect(await run('deploy --stack prod --yes', configOf(), { fetch })).toBe(0)
    expect(asked).toEqual([
      { url: OUTPUTS.grafanaUrl, at: '198.51.100.20', by: 'any certificate', isForPeople: true },
      { url: OUTPUTS.consoleUrl, at: '198.51.100.20', by: 'any certificate', isForPeople: true },
      { url: OUTPUTS.liveUrl, at: OUTPUTS.livePointsAt, by: 'plain http', isForPeople: false },
    ])
    for (const line of [
      /^Console {2}https:\/\/console\.ronda\.city\.example$/m,
      /--secret-id ronda-prod\/console-token$/m,
      /grafana\.ronda\.city\.example {2,}A {5,}198\.51\.100\.20$/m,
      /console\.ronda\.city\.example {2}A {5,}198\.51\.100\.20$/m,
      /live\.ronda\.city\.example {2,}CNAME {2}nlb\.elb/m,
      /sudo cat \/var\/lib\/caddy\/.*root\.crt$/m,
      /AWS has written to noc@city\.example, duty@city\.example/,
      /Commit \.deploy\/prod\.json/,
    ])
      expect(out).toMatch(line)
    expect(existsSync(join(project, '.deploy/prod.city-end.txt'))).toBe(false)
  })

  test('with a zone names are asked, and nothing is left of records', async () => {
    fakes.answer({
      'stack output': { stdout: JSON.stringify({ ...OUTPUTS, grafanaPointsAt: '' }) },
    })
    const asked: Place[] = []
    const fetch: World['fetch'] = async (place) => {
      asked.push(place)
      return 200
    }
    const key = `${'A'.repeat(43)}=`
    const link = {
      'ronda:link': `{"type":"wireguard","cityKey":"${key}","networks":["10.0.0.0/12"]}`,
    }
    expect(await run('deploy --stack prod --yes', configOf(link), { fetch })).toBe(0)
    expect(asked.map(({ at, by }) => [at, by])).toEqual(Array(3).fill([undefined, undefined]))
    expect(out).not.toMatch(/records|root\.crt/)
    expect(out).toContain('.deploy/prod.city-end.txt says what stands there')
    expect(readFileSync(join(project, '.deploy/prod.city-end.txt'), 'utf8')).toContain('# the city')
  })

  test('whoever may not look does not wait for it, and that is no fault', async () => {
    fakes.answer({ 'stack output': { stdout: JSON.stringify(OUTPUTS) } })
    const asked: string[] = []
    const fetch: World['fetch'] = async ({ url }) => {
      asked.push(url)
      return 200
    }
    const download = async () => Buffer.from('192.0.2.77\n')
    expect(await run('deploy --stack prod --yes', configOf(), { fetch, download })).toBe(0)
    expect(asked).toEqual([OUTPUTS.liveUrl])
    expect(err).toContain(
      `${OUTPUTS.grafanaUrl} is not looked at: you come from 192.0.2.77, and only ronda:grafana.networks may`,
    )
    expect(err).toMatch(/look: 1 answer, 0 do not, 2 not looked at/)
  })

  test('while it waits it says for what', async () => {
    fakes.answer({ 'stack output': { stdout: JSON.stringify(OUTPUTS) } })
    expect(await run('deploy --stack prod --yes', configOf(), { fetch: async () => 502 })).toBe(1)
    expect(err).toContain(
      `  waiting for ${OUTPUTS.grafanaUrl}: it answers 502 (0 of at most 0 min)`,
    )
  })
})

describe('pins', () => {
  // A made-up key: a packet of tag 6, version 4, with eight bytes of body.
  const packet = Buffer.from([0x98, 8, 4, 1, 2, 3, 4, 22, 0, 0])
  const key = `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${packet.toString('base64')}\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n`
  const written = () => readFileSync(join(project, 'Pulumi.prod.yaml'), 'utf8')

  test('a key of somebody else is refused by its fingerprint, and what is no key as that', async () => {
    const before = written()
    for (const [download, why] of [
      [
        async () => Buffer.from(key),
        `gives the key ${fingerprintOf(key)}, and Grafana's is ${GRAFANA_KEY}`,
      ],
      [async () => Buffer.from('<html>'), 'gives no OpenPGP key'],
      [() => Promise.reject(new Error('fetch failed')), 'cannot be had: fetch failed'],
    ] as const) {
      err = ''
      expect(await run('preview --stack prod --pin', configOf(), { download })).toBe(2)
      expect(err).toContain(why)
    }
    expect(written()).toBe(before)
    expect(fakes.calls()).toEqual([])
  })

  const sha256 = createHash('sha256').update(key).digest('hex')
  test.each([
    [
      'config:\n  # who\n  ronda:grafana:\n    networks: [203.0.113.0/24] # ours\n',
      'networks:',
      `keySha256: ${sha256}\n    `,
    ],
    [
      'config:\n  ronda:grafana: { networks: [203.0.113.0/24] }\n',
      'networks:',
      `keySha256: ${sha256}, `,
    ],
    [
      'config:\n  # where\n  aws:region: x # y\n',
      'aws:region',
      `ronda:grafana: { keySha256: ${sha256} }\n  `,
    ],
    ['config: { aws:region: x }\n', 'aws:region', `ronda:grafana: { keySha256: ${sha256} }, `],
  ])('the right one is written, and nothing else is touched: %j', async (text, before, added) => {
    const path = join(project, 'Pulumi.prod.yaml')
    writeFileSync(path, text)
    const world = { download: async () => Buffer.from(key) }
    const [line] = await writePins(world, path, fingerprintOf(key))
    expect(line).toContain(sha256)
    expect(written()).toBe(text.replace(before, `${added}${before}`))
    expect(parse(written())).toMatchObject({ config: { 'ronda:grafana': { keySha256: sha256 } } })
    expect(await writePins(world, path, fingerprintOf(key))).toEqual([])
  })

  test('one that is there is left alone', async () => {
    const text = `config:\n  aws:region: ap-southeast-3\n  ronda:grafana: { keySha256: ${SHA} }\n`
    writeFileSync(join(project, 'Pulumi.prod.yaml'), text)
    const download = () => Promise.reject(new Error('not asked'))
    expect(await run('preview --stack prod --pin', configOf(), { download })).toBe(0)
    expect(err).toContain('pins: nothing is missing')
    expect(written()).toBe(text)
  })

  test.skipIf(!HAS_GPG)('a fingerprint is the one that gpg gives', () => {
    const home = join(room, 'gpg')
    mkdirSync(home, { mode: 0o700 })
    const gpg = (words: string) =>
      execFileSync('gpg', ['--homedir', home, '--batch', ...words.split(' ')], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      })
    gpg(
      '--passphrase= --pinentry-mode loopback --quick-gen-key test@city.example rsa2048 sign never',
    )
    const shown = /^fpr:+([0-9A-F]{40}):/m.exec(gpg('--list-keys --with-colons'))?.[1]
    expect(fingerprintOf(gpg('--export --armor'))).toBe(shown)
    spawnSync('gpgconf', ['--homedir', home, '--kill', 'all'])
  })
})

describe('what is asked of a place', () => {
  test('by address, under its name: any certificate where it is its own, plain where there is none yet', async () => {
    const pem = execFileSync(
      'openssl',
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout - -days 1 -subj /CN=ronda'.split(
        ' ',
      ),
      { stdio: ['ignore', 'pipe', 'ignore'] },
    )
    const hosts: string[] = []
    const plain = createServer((request, response) => {
      hosts.push(`http ${request.headers.host}`)
      response.writeHead(308).end()
    }).listen(0, '127.0.0.1')
    const tls = createTlsServer({ key: pem, cert: pem }, (request, response) => {
      hosts.push(`https ${request.headers.host}`)
      response.writeHead(200).end('page')
    }).listen(0, '127.0.0.1')
    try {
      await Promise.all([plain, tls].map((server) => once(server, 'listening')))
      const [one, two] = [plain, tls].map((server) => (server.address() as AddressInfo).port)
      const at = '127.0.0.1'
      const place = (port: number | undefined) => ({
        url: `https://live.invalid:${port}`,
        isForPeople: false,
      })
      expect(await statusOf({ ...place(one), at, by: 'plain http' })).toBe(308)
      expect(await statusOf({ ...place(two), at, by: 'any certificate' })).toBe(200)
      expect(hosts).toEqual([`http live.invalid:${one}`, `https live.invalid:${two}`])
      await expect(statusOf({ ...place(two), at })).rejects.toThrow(/self-signed|certificate/)
    } finally {
      plain.close()
      tls.close()
    }
  })
})
