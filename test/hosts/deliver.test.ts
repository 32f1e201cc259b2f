// The script of a delivery run for real, by bash: what it refuses, and what a machine has that lost its power in the middle.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deliverScript } from '../../hosts/deliver-script.ts'

// The bucket as a folder. What a test is to stop at waits at `stop`, so that it can be killed exactly there.
const STOP = `stop() { [ "$(cat "$CITY/stop")" != "$1" ] || { : > "$CITY/reached"; exec sleep 60; }; }`
const FAKES = {
  aws: `#!/bin/bash
${STOP}
shift 9
echo "fetch \${1##*/}" >> "$CITY/said"
case $1 in */current) stop pointer ;; *) stop archive ;; esac
cp "$CITY/bucket/\${1##*/}" "$2"
`,
  tar: `#!/bin/bash\n${STOP}\n/bin/tar "$@"\nstop unpacked\n`,
  mv: `#!/bin/bash\n${STOP}\n/bin/mv "$@"\ncase $* in *.tmp*) ;; *home/.new*) stop whole ;; *link.new*) stop swapped ;; esac\n`,
  sleep: '#!/bin/bash\n[ "$1" = 60 ] && exec /bin/sleep 60\nexit 0\n',
  chown: '#!/bin/bash\nexit 0\n',
}
const CHECK = `#!/bin/bash
echo "check \${1##*/}" >> "$CITY/said"
! grep -q broken "$1/ronda.yaml" || { echo 'ronda.yaml:1: broken' >&2; exit 2; }
`
const APPLY = `#!/bin/bash
${STOP}
echo "apply $(cat "$CITY/link/ronda.yaml")" >> "$CITY/said"
stop applying
! grep -q 'falls over' "$1/ronda.yaml"
`

let city: string
let running: ChildProcess | undefined

beforeEach(() => {
  city = mkdtempSync(join(tmpdir(), 'deliver-'))
  for (const folder of ['bin', 'bucket', 'lib']) mkdirSync(join(city, folder))
  const scripts = { ...within('bin', FAKES), ...within('lib', tools()) }
  for (const [path, text] of Object.entries(scripts)) put(path, text)
  put('stop', '')
})
afterEach(() => {
  running?.kill('SIGKILL')
  running = undefined
  rmSync(city, { recursive: true })
})

describe('a delivery', () => {
  it('puts the first one in place whole, checked, and has it taken over', async () => {
    const sum = offer('first')
    expect(await deliver(sum)).toEqual({ code: 0, text: `took ${sum.slice(0, 16)} into use` })
    expect([inUse(), readlinkSync(join(city, 'link'))]).toEqual(['first', join(city, 'home', sum)])
    expect(said()).toEqual([
      ...['fetch current', `fetch ${sum}.tar.gz`, `check ${sum}`, 'apply first'],
    ])
  })

  it('asks for the pointer only where there is nothing new, and touches nothing', async () => {
    const sum = offer('first')
    await deliver()
    rmSync(join(city, 'said'))
    for (const words of [[], [sum]]) {
      expect(await deliver(...words)).toMatchObject({ code: 0, text: /nothing new/ })
    }
    expect(said()).toEqual(['fetch current', 'fetch current'])
  })

  it('takes the next one over, and keeps the one before it only', async () => {
    const sums = ['first', 'second', 'third'].map((text) => offer(text, false))
    for (const sum of sums) {
      name(sum)
      expect((await deliver(sum)).code).toBe(0)
    }
    expect(inUse()).toBe('third')
    expect(folders()).toEqual(sums.slice(1).sort())
  })

  it('refuses what is not the sum that was named, and keeps the old', async () => {
    offer('first')
    await deliver()
    const sum = offer('second')
    put(`bucket/${sum}.tar.gz`, 'something else')
    expect(await deliver(sum)).toMatchObject({
      code: 1,
      text: /is not what was expected: .*stays in use/,
    })
    expect([inUse(), said().at(-1)]).toEqual(['first', `fetch ${sum}.tar.gz`])
  })

  it('refuses a pointer that names another than the one that is meant, or no sum', async () => {
    const first = offer('first')
    await deliver()
    const second = offer('second')
    name(first)
    expect(await deliver(second)).toMatchObject({ code: 1, text: /names .{16}, and not .{16};/ })
    put('bucket/current', '../../etc/passwd\n')
    expect(await deliver()).toMatchObject({ code: 1, text: /does not hold a SHA-256/ })
    expect(inUse()).toBe('first')
  })

  it('refuses a broken estate with its reason, and keeps the old one running', async () => {
    offer('first')
    await deliver()
    const sum = offer('broken')
    const { code, text } = await deliver(sum)
    expect([code, inUse()]).toEqual([1, 'first'])
    expect(text).toMatch(
      /ronda\.yaml:1: broken\n.*is refused: see above; .{16}, the one from before, stays/,
    )
    expect(said().filter((line) => line.startsWith('apply'))).toEqual(['apply first'])
  })

  it('goes back to the old where the program does not run by the new, and leaves it alone then', async () => {
    offer('first')
    await deliver()
    const sum = offer('falls over')
    expect(await deliver()).toMatchObject({ code: 1, text: /does not run by/ })
    const applied = ['apply first', 'apply falls over', 'apply first']
    expect([inUse(), applies()]).toEqual(['first', applied])
    // The timer does not make an outage each ten minutes of it; who names it has it tried again.
    expect(await deliver()).toMatchObject({ code: 1, text: /did not run when it was tried/ })
    expect(applies()).toEqual(applied)
    expect((await deliver(sum)).code).toBe(1)
    expect(applies()).toHaveLength(applied.length + 2)
    offer('mended')
    expect((await deliver()).code).toBe(0)
    expect(inUse()).toBe('mended')
  })

  it('says so where the bucket cannot be reached, and the machine goes on', async () => {
    offer('first')
    await deliver()
    rmSync(join(city, 'bucket/current'))
    expect(await deliver()).toMatchObject({ code: 1, text: /cannot be fetched; .*stays in use/ })
    expect(inUse()).toBe('first')
  })

  it.each([
    ['pointer', 'first'],
    ['archive', 'first'],
    ['unpacked', 'first'],
    ['whole', 'first'],
    ['swapped', 'second'],
    ['applying', 'second'],
  ])('killed at %s leaves %s whole, and the next run ends it', async (where, left) => {
    offer('first')
    await deliver()
    const sum = offer('second')
    put('stop', where)
    await killedAt(deliver(sum))
    expect([inUse(), contents(readlinkSync(join(city, 'link')))]).toEqual([left, [left, 'estate']])
    put('stop', '')
    expect((await deliver()).code).toBe(0)
    expect([inUse(), applies().at(-1)]).toEqual(['second', 'apply second'])
    expect(readdirSync(join(city, 'home')).filter((one) => /^\.(new|archive)$/.test(one))).toEqual(
      [],
    )
  })

  it('takes the same over again where its own note was lost', async () => {
    const sum = offer('first')
    await deliver()
    put('home/.applied', '..')
    expect((await deliver(sum)).code).toBe(0)
    expect([inUse(), applies()]).toEqual(['first', ['apply first', 'apply first']])
  })

  it('killed while it takes over what does not run still goes back to the old', async () => {
    offer('first')
    await deliver()
    offer('falls over')
    put('stop', 'swapped')
    await killedAt(deliver())
    put('stop', '')
    expect((await deliver()).code).toBe(1)
    expect(inUse()).toBe('first')
  })
})

function tools(): Record<string, string> {
  const script = deliverScript({
    ...{ pointer: 's3://bucket/deliveries/city/current', region: 'ap-southeast-3' },
    ...{ home: join(city, 'home'), link: join(city, 'link'), owner: 'root:ronda' },
  })
  return { deliver: script, 'deliver-check': CHECK, 'deliver-apply': APPLY }
}

function within(folder: string, texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([path, text]) => [`${folder}/${path}`, text]),
  )
}

function put(path: string, text: string): void {
  writeFileSync(join(city, path), text, { mode: 0o755 })
}

/** Packs a city into the bucket, and has it named unless that is left to the test. */
function offer(text: string, isNamed = true): string {
  const at = mkdtempSync(join(city, '.tmp'))
  writeFileSync(join(at, 'ronda.yaml'), text)
  writeFileSync(join(at, 'estate.csv'), 'estate')
  const bytes = execFileSync('tar', ['-czf', '-', '-C', at, 'ronda.yaml', 'estate.csv'])
  const sum = createHash('sha256').update(bytes).digest('hex')
  writeFileSync(join(city, 'bucket', `${sum}.tar.gz`), bytes)
  if (isNamed) name(sum)
  return sum
}

function name(sum: string): void {
  put('bucket/current', `${sum}\n`)
}

async function deliver(...words: readonly string[]) {
  const child = spawn(join(city, 'lib/deliver'), words, {
    env: { PATH: `${join(city, 'bin')}:/usr/bin:/bin`, CITY: city },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  running = child
  let text = ''
  child.stderr.on('data', (bytes: Buffer) => {
    text += bytes.toString()
  })
  const code = await new Promise<number | null>((done) => child.once('close', done))
  return { code, text: text.trim().replaceAll(/^deliver: /gm, '') }
}

/** All of it at once, as a machine that loses its power does. */
async function killedAt(delivery: Promise<unknown>): Promise<void> {
  for (let tries = 0; tries < 400 && !existsSync(join(city, 'reached')); tries++) {
    await new Promise((done) => setTimeout(done, 10))
  }
  expect(existsSync(join(city, 'reached'))).toBe(true)
  process.kill(-(running?.pid ?? 0), 'SIGKILL')
  await delivery
  rmSync(join(city, 'reached'))
}

const inUse = (): string => readFileSync(join(city, 'link/ronda.yaml'), 'utf8')
const contents = (at: string): string[] =>
  ['ronda.yaml', 'estate.csv'].map((file) => readFileSync(join(at, file), 'utf8'))
const said = (): string[] => readFileSync(join(city, 'said'), 'utf8').trim().split('\n')
const applies = (): string[] => said().filter((line) => line.startsWith('apply'))
const folders = (): string[] =>
  readdirSync(join(city, 'home'))
    .filter((one) => !one.startsWith('.'))
    .sort()
