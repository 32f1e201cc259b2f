import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../cli/config.ts'
import { contradictions, programOf, type StackAdditions } from './program.ts'

const STACK: StackAdditions = {
  estate: './estate',
  data: '/var/lib/ronda/data',
  console: { listen: '0.0.0.0:8080', token: 'aws-sm:ronda-prod/console-token' },
  influx: {
    ...{ name: 'stack', url: 'http://10.64.1.5:8086', dialect: '1', database: 'ronda' },
    ...{ username: 'writer', password: 'aws-sm:ronda-prod/database-writer' },
  },
  relays: [{ node: 'relay', metrics: 'http://10.64.1.9:9998/metrics' }],
  hosts: [{ name: 'relay-1', metrics: 'http://10.64.1.9:9100/metrics' }],
}

const FILE = `# Of Semarang
estate: ./semarang # where the CSV files are
log: warn
relays:
  - { node: other, metrics: "http://192.168.1.1:9998/metrics" } # in the town hall
  - { node: relay, metrics: "http://127.0.0.1:9998/metrics" }
influx:
  targets:
    - { name: second, url: "http://influx.example:8086" }
  keepDays: { raw: 3 }
`

function parsed(text: string) {
  const found = parseConfig(text, 'ronda.yaml')
  if ('problems' in found) throw new Error(JSON.stringify(found.problems))
  return found.config
}

describe('the program of a worker', () => {
  it('has what the stack knows, before and in place of what the file says', () => {
    const config = parsed(programOf(FILE, STACK))
    expect(config).toMatchObject({
      ...{ estate: './estate', data: '/var/lib/ronda/data', log: 'warn' },
      console: { listen: { host: '0.0.0.0', port: 8080 }, token: STACK.console.token },
      hosts: STACK.hosts,
    })
    expect(config.influx?.targets.map(({ name }) => name)).toEqual(['stack', 'second'])
    expect(config.influx?.keepDays.raw).toBe(3)
    expect(config.relays.map(({ node, metrics }) => [node, metrics])).toEqual([
      ['other', 'http://192.168.1.1:9998/metrics'],
      ['relay', 'http://10.64.1.9:9998/metrics'],
    ])
  })

  it('keeps the comments and is the same when it is made of itself', () => {
    const once = programOf(FILE, STACK)
    expect(once).toContain('# Of Semarang')
    expect(once).toContain('# in the town hall')
    expect(programOf(once, STACK)).toBe(once)
  })

  it.each(['', '# nothing but this\n', '{}\n'])('is made of %j too', (text) => {
    const config = parsed(programOf(text, STACK))
    expect([config.data, config.influx?.targets.length]).toEqual(['/var/lib/ronda/data', 1])
  })

  it('leaves the synthetic city alone where the stack is told no estate', () => {
    const { estate: _, ...stack } = STACK
    const config = parsed(programOf('synthetic: { seed: 7 }\n', stack))
    expect([config.synthetic?.seed, config.estate]).toEqual([7, undefined])
  })
})

describe('what cannot hold on a worker of a stack', () => {
  it('is told all at once, with its lines', () => {
    const text = `synthetic: {}
console: { token: env:RONDA_TOKEN }
relays:
  - { node: relay, metrics: "http://10.0.0.5:9998/metrics", token: file:/etc/relay-token }
influx:
  targets:
    - { name: a, url: "https://a.example:8086", caFile: ./ca.pem }
`
    const found = contradictions(text, true, 'ronda.yaml')
    expect(found.map(({ line, what }) => `${line}: ${what}`)).toEqual([
      '1: synthetic contradicts the estate that the stack is told',
      '2: env:RONDA_TOKEN cannot be read on a worker of a stack',
      '4: file:/etc/relay-token cannot be read on a worker of a stack',
      '7: caFile: the file is not deployed with the worker',
    ])
  })

  it('is nothing in a file as it should be', () => {
    expect(contradictions(FILE, true, 'ronda.yaml')).toEqual([])
  })
})
