// One command, against stand-ins for pulumi and aws: what is called, in which order, with what, and what happens where it breaks.
import { EventEmitter } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readArtefact } from '../../infra/artefact/latest.ts'
import { runDeploy } from '../../infra/deploy/run.ts'
import type { StackCheck, World } from '../../infra/deploy/world.ts'
import { type FakeTools, makeFakeTools } from './fake-tools.ts'

const BUCKET = 'ronda-state-111122223333-ap-southeast-3'
const BACKEND = `s3://${BUCKET}?region=ap-southeast-3`
const KEY = 'awskms://alias/ronda-state?region=ap-southeast-3'
const FINE: StackCheck = {
  problems: [],
  lines: ['Cost: $512 a month'],
  arch: 'arm64',
  keptUsd: 41.3,
}
const MAKING = [
  'aws kms describe-key',
  'aws resourcegroupstaggingapi get-resources',
  'aws kms create-key',
  'aws kms enable-key-rotation',
  'aws kms create-alias',
  'aws s3api head-bucket',
  'aws s3api create-bucket',
  'aws s3api put-public-access-block',
  'aws s3api put-bucket-versioning',
  'aws s3api put-bucket-encryption',
  'aws s3api put-bucket-policy',
]

let room: string
let project: string
let fakes: FakeTools
let out: string
let err: string

beforeEach(() => {
  room = mkdtempSync(join(tmpdir(), 'ronda-deploy-'))
  project = join(room, 'project')
  mkdirSync(project)
  writeFileSync(join(project, 'Pulumi.yaml'), 'name: ronda\nruntime: nodejs\n')
  writeFileSync(
    join(project, 'Pulumi.prod.yaml'),
    '# ours\nconfig:\n  aws:region: ap-southeast-3\n  ronda:domain: ronda.city.example\n',
  )
  fakes = makeFakeTools(room, ['pulumi', 'aws'])
  out = ''
  err = ''
})
afterEach(() => rmSync(room, { recursive: true, force: true }))

async function run(words: string, changed: Partial<World> = {}): Promise<number> {
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
    check: async () => FINE,
    pack: async () => ({ path: 'dist/ronda.tar.gz', version: '0.1.0-abc', bytes: 53e6 }),
    fetch: async () => 302,
    download: async () => Buffer.from('203.0.113.9\n'),
    ask: async () => '',
    lookForMs: 30,
    lookEveryMs: 5,
    ...changed,
  })
}

/** As a first run leaves it. */
function isDeployed(): void {
  mkdirSync(join(project, '.deploy'))
  const state = { backend: BACKEND, secrets: KEY, account: '111122223333' }
  writeFileSync(join(project, '.deploy/prod.json'), JSON.stringify(state))
  writeFileSync(join(room, 'made'), 'bucket\nkey\nalias\n')
}

const kept = () => JSON.parse(readFileSync(join(project, '.deploy/prod.json'), 'utf8')) as unknown
const callOf = (name: string) =>
  fakes.calls().find(({ tool, args }) => [tool, ...args.slice(0, 2)].join(' ').startsWith(name))

describe('deploy', () => {
  test('makes bucket and key, selects the stack, runs up and looks, in this order', async () => {
    expect(await run('deploy --stack prod --yes')).toBe(0)
    expect(fakes.names()).toEqual([
      'aws sts get-caller-identity',
      'pulumi version',
      ...MAKING,
      'pulumi stack select',
      'pulumi up --stack',
      'pulumi stack output',
    ])
    const select = [
      'stack',
      'select',
      'prod',
      '--create',
      '--secrets-provider',
      KEY,
      '--non-interactive',
    ]
    expect(callOf('pulumi stack select')).toMatchObject({
      args: select,
      env: { PULUMI_BACKEND_URL: BACKEND },
    })
    expect(callOf('pulumi up')?.args).toEqual([
      'up',
      '--stack',
      'prod',
      '--yes',
      '--non-interactive',
    ])
    expect(kept()).toEqual({ backend: BACKEND, secrets: KEY, account: '111122223333' })
    expect(err).toContain('[5/9] pack: 0.1.0-abc for arm64, 53 MB (')
    expect(err).toMatch(/\[9\/9\] look: 1 answer, 0 do not \(\d+\.\d s\)/)
    expect(out).toContain('Grafana  https://grafana.city.example\n')
    expect(out).toContain('--secret-id ronda-prod/grafana-admin\n')
  })

  test('the bucket is versioned, encrypted by the key, shut to the public and to plain HTTP', async () => {
    await run('deploy --stack prod --yes')
    const given = (name: string, flag: string) => {
      const { args = [] } = callOf(`aws ${name}`) ?? {}
      return args[args.indexOf(flag) + 1]
    }
    expect(given('s3api create-bucket', '--create-bucket-configuration')).toBe(
      'LocationConstraint=ap-southeast-3',
    )
    expect(given('s3api put-bucket-versioning', '--versioning-configuration')).toBe(
      'Status=Enabled',
    )
    expect(given('s3api put-public-access-block', '--public-access-block-configuration')).toBe(
      'BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true',
    )
    const rule = JSON.parse(
      given('s3api put-bucket-encryption', '--server-side-encryption-configuration') ?? '{}',
    )
    expect(rule.Rules[0].ApplyServerSideEncryptionByDefault).toEqual({
      SSEAlgorithm: 'aws:kms',
      KMSMasterKeyID: 'arn:aws:kms:ap-southeast-3:111122223333:key/0a1b',
    })
    expect(given('s3api put-bucket-policy', '--policy')).toContain('"aws:SecureTransport":"false"')
    for (const { tool, args } of fakes.calls()) {
      if (tool === 'aws')
        expect(args.slice(-5, -1)).toEqual(['--region', 'ap-southeast-3', '--output', 'json'])
    }
  })

  test('the second run needs no flags, makes nothing, and looks that the bucket is there', async () => {
    await run('deploy --stack prod --yes')
    const before = fakes.names().length
    expect(await run('deploy --stack prod --yes')).toBe(0)
    expect(fakes.names().slice(before)).toEqual([
      'aws sts get-caller-identity',
      'pulumi version',
      'aws s3api head-bucket',
      'pulumi stack select',
      'pulumi up --stack',
      'pulumi stack output',
    ])
  })

  test('every problem at once, exit 2, and nobody is called', async () => {
    const problems = ['domain', 'budget'].map((key) => ({
      file: 'Pulumi.prod.yaml',
      line: 0,
      what: `ronda:${key}: is missing`,
      remedy: 'write it',
    }))
    const check = async () => ({ ...FINE, problems })
    expect(await run('deploy --stack prod --yes', { check })).toBe(2)
    expect(err).toContain(
      'ronda:domain: is missing; write it\nPulumi.prod.yaml: ronda:budget: is missing',
    )
    expect(fakes.calls()).toEqual([])
    expect(existsSync(join(project, '.deploy'))).toBe(false)
  })

  test.each([
    ['deploy --stack prod', 'nobody sits here who could say yes'],
    ['deploy --stack prd --yes', 'did you mean --stack prod?'],
    ['deploy --yes', '--stack is missing'],
    ['deploy --stack ../etc --yes', 'letters, digits'],
    ['deploy --stack prod --yess', 'did you mean --yes?'],
    ['deploy --stack prod --yes --data-too', 'are for destroy'],
    ['destroy --stack prod --yes --pin', '--pin is for deploy'],
    ['destroi --stack prod', 'is none of deploy, preview, destroy'],
    ['destroy --stack prod --yes', 'nothing is known here of a deployed stack prod'],
    ['destroy --stack nosuch', 'Pulumi.nosuch.yaml is not there; there are: prod'],
  ])('%s is refused before any call', async (words, why) => {
    expect(await run(words)).toBe(2)
    expect(err).toContain(why)
    expect(fakes.calls()).toEqual([])
  })

  test('a passphrase stays out of the arguments, and must be there where nobody can type it', async () => {
    const words = 'deploy --stack prod --yes --state local'
    expect(await run(words)).toBe(2)
    expect(err).toContain(
      'environment: the passphrase of the state is missing; set PULUMI_CONFIG_PASSPHRASE',
    )
    expect(fakes.calls()).toEqual([])
    const env = { PATH: fakes.folder, HOME: room, PULUMI_CONFIG_PASSPHRASE: 'rahasia-sekali' }
    expect(await run(words, { env })).toBe(0)
    expect(kept()).toEqual({ backend: 'file://~', secrets: 'passphrase', account: '111122223333' })
    expect(callOf('pulumi up')?.env['PULUMI_CONFIG_PASSPHRASE']).toBe('rahasia-sekali')
    expect(JSON.stringify(fakes.calls().map(({ args }) => args))).not.toContain('rahasia')
    expect(out + err).not.toContain('rahasia')
  })

  test('another state or another account than the first time is refused: it would make all a second time', async () => {
    isDeployed()
    expect(await run('deploy --stack prod --yes --state local')).toBe(2)
    expect(err).toContain(`the stack's state is in ${BACKEND}`)
    fakes.answer({ 'sts get-caller-identity': { stdout: '{"Account":"999","Arn":"arn:x"}' } })
    expect(await run('deploy --stack prod --yes')).toBe(2)
    expect(err).toContain('this is AWS account 999; the stack lives in 111122223333')
    expect(fakes.names().filter((name) => name.startsWith('pulumi up'))).toHaveLength(0)
  })

  test('a bucket of the state that is gone is not made anew, empty', async () => {
    isDeployed()
    rmSync(join(room, 'made'))
    expect(await run('deploy --stack prod --yes')).toBe(2)
    expect(err).toContain(`the bucket of the state is gone: ${BUCKET}`)
  })

  test.each([
    ['sts get-caller-identity', 2],
    ['version', 7],
    ['kms create-key', 2],
    ['kms create-alias', 2],
    ['s3api create-bucket', 2],
    ['s3api put-bucket-policy', 2],
    ['stack select', 7],
    ['up', 7],
    ['stack output', 7],
  ])('where %s fails it stops there with %i, and the next run goes on', async (name, code) => {
    fakes.answer({ [name]: { code: 7, stderr: 'AccessDenied: no\n' } })
    expect(await run('deploy --stack prod --yes')).toBe(code)
    const last = fakes.calls().at(-1)
    expect(last?.args.join(' ').startsWith(name)).toBe(true)
    fakes.answer({})
    expect(await run('deploy --stack prod --yes')).toBe(0)
    for (const once of ['aws kms create-key', 'aws s3api create-bucket']) {
      const most = name === once.slice(4) ? 2 : 1
      expect(fakes.names().filter((made) => made === once)).toHaveLength(most)
    }
  })

  test('Ctrl-C reaches pulumi once, and its exit code is ours', async () => {
    const signals = new EventEmitter()
    fakes.answer({ up: { until: 42 } })
    const running = run('deploy --stack prod --yes', { signals })
    for (let i = 0; i < 400 && !fakes.calls().some(({ args }) => args[0] === 'waits'); i++) {
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    signals.emit('SIGINT')
    signals.emit('SIGINT')
    expect(await running).toBe(42)
    expect(
      fakes
        .calls()
        .filter(({ args }) => args[0] === 'SIGINT')
        .map(({ args }) => args[1]),
    ).toEqual(['1'])
    expect(err).toContain('run the same command again: it goes on')
  })

  test('Ctrl-C while the release is packed ends with 130 and deploys nothing', async () => {
    const signals = new EventEmitter()
    const pack: World['pack'] = (_, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')))
        signals.emit('SIGINT')
      })
    expect(await run('deploy --stack prod --yes', { signals, pack })).toBe(130)
    expect(fakes.names()).not.toContain('pulumi stack select')
  })

  test('an address that does not answer is said with its reason, and the exit is 1', async () => {
    const fetch = async () => {
      throw new Error('request failed', {
        cause: new Error('getaddrinfo ENOTFOUND grafana.city.example'),
      })
    }
    expect(await run('deploy --stack prod --yes', { fetch })).toBe(1)
    expect(err).toContain(
      'https://grafana.city.example does not answer from here: getaddrinfo ENOTFOUND',
    )
  })

  test('--json gives one object a line: the plan, each step, the outputs', async () => {
    expect(await run('deploy --stack prod --yes --json')).toBe(0)
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(events.flatMap((event) => (event['ok'] === true ? [event['step']] : []))).toEqual([
      ...['check', 'account', 'names', 'tools', 'pack', 'state', 'stack', 'up', 'look'],
    ])
    expect(events).toContainEqual({ plan: FINE.lines })
    expect(events).toContainEqual({
      outputs: { grafanaUrl: 'https://grafana.city.example', edges: 2 },
    })
    expect(err).toBe('')
  })

  test('without the AWS CLI a state in S3 is refused with the other ways; a named one is used as it is', async () => {
    rmSync(join(fakes.folder, 'aws'))
    expect(await run('deploy --stack prod --yes')).toBe(2)
    expect(err).toContain('--state s3://BUCKET')
    expect(await run(`deploy --stack prod --yes --state s3://ours?region=ap-southeast-3`)).toBe(0)
    expect(callOf('pulumi up')?.env['PULUMI_BACKEND_URL']).toBe('s3://ours?region=ap-southeast-3')
  })
})

describe('the Pulumi CLI', () => {
  test('where none is installed it is the pinned package, and the download is said before', async () => {
    rmSync(join(fakes.folder, 'pulumi'))
    const folder = join(project, 'node_modules/pulumi')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{"version":"3.265.0"}')
    writeFileSync(join(folder, 'run.js'), 'process.exit(9)')
    // As npm has it on PATH: this is the same package, not an installed CLI.
    const bin = join(project, 'node_modules/.bin')
    mkdirSync(bin)
    writeFileSync(join(bin, 'pulumi'), '#!/bin/sh\nexit 8\n', { mode: 0o755 })
    const env = { PATH: `${bin}:${fakes.folder}`, HOME: room }
    expect(await run('deploy --stack prod --yes', { env })).toBe(9)
    expect(err).toContain('the Pulumi CLI 3.265.0 is downloaded now, once, from get.pulumi.com')
  })

  test('an aws:profile of the stack holds for every tool, and must not differ from AWS_PROFILE', async () => {
    writeFileSync(
      join(project, 'Pulumi.prod.yaml'),
      'config:\n  aws:region: ap-southeast-3\n  aws:profile: city\n',
    )
    expect(await run('deploy --stack prod --yes')).toBe(0)
    expect(new Set(fakes.calls().map(({ env }) => env['AWS_PROFILE']))).toEqual(new Set(['city']))
    const env = { PATH: fakes.folder, HOME: room, AWS_PROFILE: 'other' }
    expect(await run('deploy --stack prod --yes', { env })).toBe(2)
  })
})

describe('preview', () => {
  test('before the first deploy it works on an empty state, and leaves nothing behind', async () => {
    const text = readFileSync(join(project, 'Pulumi.prod.yaml'))
    expect(await run('preview --stack prod')).toBe(0)
    expect(fakes.names()).toEqual([
      'aws sts get-caller-identity',
      'pulumi version',
      'pulumi stack select',
      'pulumi preview --stack',
    ])
    const { env = {} } = callOf('pulumi preview') ?? {}
    expect(env).toMatchObject({ PULUMI_CONFIG_PASSPHRASE: '' })
    expect(existsSync(new URL(env['PULUMI_BACKEND_URL'] ?? '').pathname)).toBe(false)
    expect(readdirSync(project).sort()).toEqual(['Pulumi.prod.yaml', 'Pulumi.yaml'])
    expect(readFileSync(join(project, 'Pulumi.prod.yaml'))).toEqual(text)
  })

  test('afterwards it works on the state of the stack', async () => {
    isDeployed()
    expect(await run('preview --stack prod')).toBe(0)
    expect(callOf('pulumi preview')?.env['PULUMI_BACKEND_URL']).toBe(BACKEND)
  })
})

describe('destroy', () => {
  const urn = (type: string, name: string) => `urn:pulumi:prod::ronda::${type}::${name}`
  const one = (type: string, name: string, more: object) => ({
    type,
    urn: urn(type, name),
    ...more,
  })
  const VOLUME = urn('aws:ebs/volume:Volume', 'data')
  const VALUE = urn('random:index/randomPassword:RandomPassword', 'value')
  const DATA = {
    version: 3,
    deployment: {
      resources: [
        one('pulumi:pulumi:Stack', 'prod', { custom: false, protect: true }),
        one('pulumi:providers:aws', 'default', { custom: true, id: 'p-1' }),
        one('aws:ec2/vpc:Vpc', 'vpc', { custom: true, id: 'vpc-1' }),
        one('random:index/randomPassword:RandomPassword', 'value', {
          ...{ custom: true, protect: true, id: 'none' },
        }),
        one('aws:ebs/volume:Volume', 'data', { custom: true, protect: true, id: 'vol-1' }),
      ],
    },
  }

  beforeEach(isDeployed)

  test('leaves what is protected, and says what stays and what it costs', async () => {
    fakes.answer({ 'stack export': { stdout: JSON.stringify(DATA) } })
    expect(await run('destroy --stack prod --yes')).toBe(0)
    expect(callOf('pulumi destroy')?.args).toEqual([
      'destroy',
      '--stack',
      'prod',
      '--exclude-protected',
      '--yes',
      '--non-interactive',
    ])
    expect(fakes.names()).not.toContain('pulumi up --stack')
    expect(err).toContain('  stays: data (volume) vol-1\n')
    expect(err).toContain('1 with data and 2 that these need stay, about $41 a month; deploy takes')
    expect(err).not.toContain('p-1')
  })

  test('says so where nothing stays, and where nobody can tell the cost', async () => {
    expect(await run('destroy --stack prod --yes')).toBe(0)
    expect(err).toContain('kept: nothing stays')
    fakes.answer({ 'stack export': { stdout: JSON.stringify(DATA) } })
    const check = async () => {
      throw new Error('the estate is gone')
    }
    expect(await run('destroy --stack prod --yes --json', { check })).toBe(0)
    expect(out).toContain('{"kept":[{"kind":"volume","name":"data","id":"vol-1"}]')
    expect(out).toContain('"beside":2,"monthlyUsd":null}')
  })

  test('makes no stack in a state that has none of this name, and takes nothing away', async () => {
    fakes.answer({ 'stack select': { code: 6, stderr: "error: no stack named 'prod' found\n" } })
    expect(await run('destroy --stack prod --yes')).toBe(6)
    expect(callOf('pulumi stack select')?.args).toEqual([
      ...['stack', 'select', 'prod', '--non-interactive'],
    ])
    expect(fakes.names()).not.toContain('pulumi destroy --stack')
  })

  test('with data only where the name is typed, too', async () => {
    expect(await run('destroy --stack prod --yes --data-too')).toBe(2)
    expect(await run('destroy --stack prod --yes --data-too --confirm dev')).toBe(2)
    expect(
      await run('destroy --stack prod --data-too', { tty: true, ask: async () => 'yes' }),
    ).toBe(2)
    expect(err).toContain('nothing was taken away')
    expect(fakes.calls()).toEqual([])
  })

  test('takes the protection away by the program, aimed at what has one, then everything, and leaves the configuration as it is', async () => {
    const text = readFileSync(join(project, 'Pulumi.prod.yaml'), 'utf8')
    fakes.answer({ 'stack export': { stdout: JSON.stringify(DATA) } })
    expect(await run('destroy --stack prod --yes --data-too --confirm prod')).toBe(0)
    const { args = [] } = callOf('pulumi up') ?? {}
    expect(args[args.indexOf('--config-file') + 1]).toMatch(/Pulumi\.prod\.yaml$/)
    expect(args.filter((_, i) => args[i - 1] === '--target')).toEqual([VALUE, VOLUME])
    expect(callOf('pulumi destroy')?.args).not.toContain('--exclude-protected')
    expect(fakes.names().indexOf('pulumi up --stack')).toBeLessThan(
      fakes.names().indexOf('pulumi destroy --stack'),
    )
    expect(readFileSync(join(project, 'Pulumi.prod.yaml'), 'utf8')).toBe(text)
  })

  test('with data needs no release: the program finds one that reaches nobody, and packs none', async () => {
    const pack: World['pack'] = () => Promise.reject(new Error('packed'))
    // What the program of `pulumi up` would find, while it runs.
    const tool = join(fakes.folder, 'pulumi')
    const seen = join(room, 'seen.json')
    const fake = readFileSync(tool, 'utf8').replace(
      '\n',
      `\nif (process.env.RONDA_DIST) require('node:fs').cpSync(process.env.RONDA_DIST, '${seen}', { recursive: true });\n`,
    )
    writeFileSync(tool, fake)
    fakes.answer({ 'stack export': { stdout: JSON.stringify(DATA) } })
    expect(await run('destroy --stack prod --yes --data-too --confirm prod', { pack })).toBe(0)
    expect(readArtefact(seen, 'arm64')).toMatchObject({ version: '0.0.0-none', bytes: 0 })
    expect(readFileSync(join(seen, 'Pulumi.prod.yaml'), 'utf8')).toContain('ronda:protect: false')
  })

  test('with data, where a destroy before left nothing protected, the program does not run', async () => {
    expect(await run('destroy --stack prod --yes --data-too --confirm prod')).toBe(0)
    expect(fakes.names()).not.toContain('pulumi up --stack')
    expect(err).toContain('release: nothing is protected')
  })
})
