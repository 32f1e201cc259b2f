import { expect, test } from 'vitest'
import { formatProblem } from '../fleet/problem.ts'
import { parseConfig } from './config.ts'
import { CONFIG } from './init/starter.ts'

const problemsIn = (text: string) => {
  const found = parseConfig(text, 'ronda.yaml')
  return 'problems' in found ? found.problems.map(formatProblem) : []
}

test('an empty file is the synthetic city with all defaults', () => {
  expect(parseConfig('', 'ronda.yaml')).toMatchObject({
    config: {
      data: './data',
      console: { listen: { host: '127.0.0.1', port: 8080 } },
      round: { confirmEchoes: 6 },
      retention: { minutesDays: 30 },
    },
  })
})

test('every problem is told at once, with its line and a remedy', () => {
  expect(
    problemsIn(
      [
        'estate: ./estate',
        'synthetic: { seed: 1 }',
        'consle: { listen: 127.0.0.1:80 }',
        'console:',
        '  listen: everywhere',
        '  token: hunter2',
        'round:',
        '  timeoutMs: 70000',
        '  confirmGap: 500',
      ].join('\n'),
    ),
  ).toEqual([
    'ronda.yaml:2: estate and synthetic exclude each other: one city a program; leave one of them out',
    'ronda.yaml:3: unknown key "consle"; did you mean "console"?',
    'ronda.yaml:5: console.listen: "everywhere" is not HOST:PORT, as in 127.0.0.1:8080; mend console.listen',
    'ronda.yaml:6: console.token: a secret must be a reference: env:NAME or file:/path; mend console.token',
    'ronda.yaml:8: round.timeoutMs: must be at most 60000, and is 70000; write at most 60000',
    'ronda.yaml:9: unknown key "round.confirmGap"; did you mean "confirmGapMs"?',
  ])
})

test('one city a program', () => {
  expect(problemsIn('estate: ./estate\nsynthetic: {}\n')).toEqual([
    'ronda.yaml:2: estate and synthetic exclude each other: one city a program; leave one of them out',
  ])
})

test('broken YAML is a problem with a line', () => {
  const [problem] = problemsIn('estate: ./estate\nround: {timeoutMs: 1\n')
  expect(problem).toMatch(/^ronda\.yaml:\d+: .+; mend the YAML$/)
})

test('a bomb of aliases is refused, not unfolded', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 20 }, (_, i) => `b${i}: [*a]`).join('\n')}`
  expect(() => problemsIn(bomb)).not.toThrow()
  expect(problemsIn(bomb).length).toBeGreaterThan(0)
})

test('the alerts that the starter shows hold once they are no comment any more', () => {
  const alerts = CONFIG.text.slice(
    CONFIG.text.indexOf('# alerts:'),
    CONFIG.text.indexOf('# Time series'),
  )
  const parsed = parseConfig(alerts.replaceAll(/^# /gm, ''), 'ronda.yaml')
  expect(parsed).toMatchObject({ config: { alerts: { fallback: ['noc'] } } })
})

test('what is wrong with alerts is told by line, all at once, with how to mend it', () => {
  const text = [
    'alerts:',
    '  receivers:',
    '    - id: noc',
    '      webhook: {url: "https://noc.example/"}',
    '      quiet: {from: "22:00", to: "05:00", timezone: Asia/Jakara}',
    '  routs: []',
    '  routes:',
    '    - {match: {kind: [nvr]}, to: [nok]}',
    '  fallback: [noc]',
  ].join('\n')
  const told = problemsIn(text)
  expect(told).toContainEqual(expect.stringMatching(/^ronda\.yaml:4: .*secret/))
  expect(told).toContainEqual(expect.stringMatching(/^ronda\.yaml:5: .*Asia\/Jakara/))
  expect(told).toContainEqual(
    expect.stringMatching(/^ronda\.yaml:6: unknown key "alerts.routs"; did you mean "routes"\?/),
  )
})

test('a route to nobody is told by line, with the name that was meant', () => {
  const text = [
    'alerts:',
    '  receivers: [{id: noc, webhook: {url: "https://noc.example/", secret: env:HOOK}}]',
    '  routes:',
    '    - {match: {kind: [nvr]}, to: [nok]}',
    '  fallback: [noc]',
  ].join('\n')
  const told = problemsIn(text)
  expect(told).toEqual([expect.stringMatching(/^ronda\.yaml:4: .*"nok".*did you mean "noc"\?/)])
})

test('what is wrong between the parts of alerts is told together with what is wrong with one', () => {
  const text = [
    'alerts:',
    '  receivers:',
    '    - id: noc',
    '      webhook: {url: "https://noc.example/"}',
    '    - id: chief',
    '      telegram: {token: env:TOKEN, chat: "-100"}',
    '  routes:',
    '    - match: {kind: [nvr]}',
    '      to: [nok, chief]',
    '  fallback: [noc]',
  ].join('\n')
  expect(problemsIn(text)).toEqual([
    'ronda.yaml:4: alerts.receivers.0.webhook.secret: is missing; write where to read it: env:NAME, file:/path or aws-sm:NAME',
    'ronda.yaml:9: alerts.routes.0.to.0: no receiver or rota "nok"; did you mean "noc"?',
  ])
})

test('alerts without what they need say what to write', () => {
  expect(problemsIn('alerts:\n')).toEqual([
    'ronda.yaml:1: alerts: is empty; remove the line, or write receivers and fallback below it',
  ])
  expect(problemsIn('alerts: {rotas: []}\n')).toEqual([
    'ronda.yaml:1: alerts.receivers: is missing; write who can be told: receivers: [{id: noc, webhook: {...}}]',
    'ronda.yaml:1: alerts.fallback: is missing; name a receiver there: fallback: [noc]',
  ])
})

test('the page that is named is that of what is wrong', () => {
  const page = (text: string) => {
    const found = parseConfig(text, 'ronda.yaml')
    return 'page' in found ? found.page : ''
  }
  expect(page('round: 5')).toBe('docs/configuration.md')
  expect(page('alerts: 5')).toBe('docs/alerts.md')
  expect(page('alerts: 5\nround: 5')).toBe('docs/configuration.md, for alerts docs/alerts.md,')
})

test('a time series database needs little; the rest has defaults', () => {
  const text = 'influx:\n  targets: [{name: main, url: "http://127.0.0.1:8086"}]\n'
  expect(parseConfig(text, 'ronda.yaml')).toMatchObject({
    config: {
      influx: {
        targets: [{ name: 'main', dialect: '1', database: 'ronda', timeoutMs: 10_000 }],
        keepDays: { raw: 7, m1: 90, h1: 730, d1: 3650, ev: 730 },
        spool: { maxMegabytes: 4096, minFreePercent: 10 },
      },
    },
  })
})

test('the dialect may be a number or a word', () => {
  const dialectOf = (written: string) => {
    const target = `{name: a, url: "https://db:8086", dialect: ${written}, token: env:T, org: o}`
    const found = parseConfig(`influx: {targets: [${target}]}`, 'ronda.yaml')
    return 'config' in found ? found.config.influx?.targets[0]?.dialect : found.problems
  }
  expect(dialectOf('2')).toBe('2')
  expect(dialectOf('"2"')).toBe('2')
})

test('what is wrong with time series databases is told by line, all at once', () => {
  const text = [
    'influx:',
    '  targets:',
    '    - name: main',
    '      url: db:8086',
    '      dialect: 4',
    '    - name: second',
    '      url: https://ronda:hunter2@db.example:8086',
    '      databse: city',
    '      timeoutMs: 10',
    '    - name: third',
    '      url: https://db.example:8086/path',
    '      username: ronda',
    '      password: hunter2',
    '  keepDays:',
    '    raw: 0',
    '    h2: 5',
    '  spol: {}',
    '  spool:',
    '    maxMegabytes: 1',
  ].join('\n')
  expect(problemsIn(text)).toEqual([
    'ronda.yaml:4: influx.targets.0.url: write http://HOST:PORT or https://HOST:PORT; mend influx.targets.0.url',
    'ronda.yaml:5: influx.targets.0.dialect: write 1, 2 or 3; mend influx.targets.0.dialect',
    'ronda.yaml:7: influx.targets.1.url: user and password do not stand in the address: use username and password; mend influx.targets.1.url',
    'ronda.yaml:8: unknown key "influx.targets.1.databse"; did you mean "database"?',
    'ronda.yaml:9: influx.targets.1.timeoutMs: must be at least 500, and is 10; write at least 500',
    'ronda.yaml:11: influx.targets.2.url: write only scheme, host and port; mend influx.targets.2.url',
    'ronda.yaml:13: influx.targets.2.password: a secret stands here by reference: env:NAME or file:/path; mend influx.targets.2.password',
    'ronda.yaml:15: influx.keepDays.raw: must be at least 1, and is 0; write at least 1',
    'ronda.yaml:16: unknown key "influx.keepDays.h2"; did you mean "h1"?',
    'ronda.yaml:17: unknown key "influx.spol"; did you mean "spool"?',
    'ronda.yaml:19: influx.spool.maxMegabytes: must be at least 16, and is 1; write at least 16',
  ])
})

test('each version of InfluxDB has a login of its own, and each target a name', () => {
  const text = [
    'influx:',
    '  targets:',
    '    - {name: a, url: "http://127.0.0.1:8086", token: env:T}',
    '    - {name: a, url: "http://127.0.0.1:8087", username: ronda}',
    '    - {name: c, url: "http://127.0.0.1:8086", dialect: 2}',
    '    - {name: d, url: "http://127.0.0.1:8086", dialect: 3, org: city}',
  ].join('\n')
  expect(problemsIn(text)).toEqual([
    expect.stringMatching(/^ronda\.yaml:3: influx\.targets\.0\.token: InfluxDB 1 takes username/),
    expect.stringMatching(/^ronda\.yaml:4: influx\.targets\.1\.password: .* go together/),
    expect.stringMatching(/^ronda\.yaml:4: influx\.targets\.1\.name: there is another target "a"/),
    expect.stringMatching(/^ronda\.yaml:5: influx\.targets\.2\.token: InfluxDB 2 wants a token/),
    expect.stringMatching(/^ronda\.yaml:5: influx\.targets\.2\.org: InfluxDB 2 wants/),
    expect.stringMatching(/^ronda\.yaml:6: influx\.targets\.3\.token: InfluxDB 3 wants a token/),
    expect.stringMatching(/^ronda\.yaml:6: influx\.targets\.3\.org: only InfluxDB 2/),
  ])
})

test('a name has room for the tier that is added to it', () => {
  const named = (letters: number, more: string) =>
    problemsIn(
      `influx: {targets: [{name: a, url: "http://h:1", database: ${'x'.repeat(letters)}${more}}]}`,
    )
  expect(named(64, '')).toEqual([])
  expect(named(60, ', dialect: 3, token: env:T')).toEqual([])
  expect(named(61, ', dialect: 3, token: env:T')).toEqual([
    expect.stringMatching(/database: at most 60 letters/),
  ])
})

test('time series and Grafana that the starter shows hold once they are no comments any more', () => {
  const between = (from: string, to: string): string =>
    CONFIG.text.slice(CONFIG.text.indexOf(from), CONFIG.text.indexOf(to)).replaceAll(/^# /gm, '')
  const influx = between('# influx:', '# What ronda render grafana')
  const parsed = parseConfig(influx + between('# grafana:', '# round:'), 'ronda.yaml')
  expect(parsed).toMatchObject({
    config: {
      influx: { targets: [{ name: 'main' }, { name: 'second', dialect: '2' }] },
      grafana: { url: 'https://grafana.example', token: 'env:GRAFANA_TOKEN' },
    },
  })
})

test('what is of the wrong kind is told in plain words, in every section', () => {
  const text = [
    'estate: 7',
    'console:',
    'round: [1]',
    'retention: { minutesDays: many }',
    'log: verbose',
    'influx:',
    '  targets: []',
    '  keepDays: { raw: 7d, m1: 1.5 }',
    '  spool:',
  ].join('\n')
  expect(problemsIn(text)).toEqual([
    'ronda.yaml:1: estate: must be text, and there stands a number; write text there, in quotes where it is digits',
    'ronda.yaml:2: console: is empty, and must be a section with keys; write its keys below it, or leave it out',
    'ronda.yaml:3: round: must be a section with keys, and there stands a list; write its keys below it, or leave it out',
    'ronda.yaml:4: retention.minutesDays: must be a number, and there stands "many"; write a number, without unit or quotes',
    'ronda.yaml:5: log: is none of debug, info, warn, error: "verbose"; write one of debug, info, warn, error',
    'ronda.yaml:7: influx.targets: must have at least 1 entry; write at least 1 entry',
    'ronda.yaml:8: influx.keepDays.raw: must be a number, and there stands "7d"; write a number, without unit or quotes',
    'ronda.yaml:8: influx.keepDays.m1: must be a whole number, and there stands 1.5; write a whole number',
    'ronda.yaml:9: influx.spool: is empty, and must be a section with keys; write its keys below it, or leave it out',
  ])
  expect(problemsIn('influx:\n')).toEqual([
    'ronda.yaml:1: influx: is empty, and must be a section with keys; write its keys below it, or leave it out',
  ])
  expect(problemsIn('influx: {keepDays: {}}\n')).toEqual([
    'ronda.yaml:1: influx.targets: is missing; write a list there',
  ])
  expect(problemsIn('5\n')).toEqual([expect.stringMatching(/^ronda\.yaml:1: the whole file: must/)])
})

test('a secret that is no text is not repeated', () => {
  const target = '{name: a, url: "http://h:1", username: u, password: 8091237}'
  const told = problemsIn(`influx: {targets: [${target}]}\n`)
  expect(told).toEqual([
    expect.stringContaining('password: must be text, and there stands a number'),
  ])
  expect(told.join()).not.toContain('8091237')
})

test('one database is named once, however its address is written', () => {
  const problems = (second: string) =>
    problemsIn(
      `influx:\n  targets:\n    - {name: a, url: "http://db:80/"}\n    - {name: b, ${second}}\n`,
    )
  expect(problems('url: "http://DB"')).toEqual([
    'ronda.yaml:4: influx.targets.1.url: target "a" is the same database of the same server: everything would be written there twice; leave one of the two out, or name another database',
  ])
  expect(problems('url: "http://db", database: other')).toEqual([])
  expect(problems('url: "https://db"')).toEqual([])
  expect(problems('url: "http://db", dialect: 3, token: env:T')).toEqual([])
  expect(problems('url: db')).toEqual([expect.stringMatching(/url: write http/)])
})

test('relays and hosts stand there once each, at an address without a login, with known keys', () => {
  expect(
    problemsIn(
      [
        'portals: { everyMS: 1000 }',
        'relays:',
        '  - { node: relay, metrics: "http://u:p@10.0.0.5:9998/metrics" }',
        '  - { node: relay, metric: "http://10.0.0.5" }',
        'hosts:',
        '  - { name: a, metrics: "10.0.0.5:9100", token: hunter2 }',
      ].join('\n'),
    ),
  ).toEqual([
    'ronda.yaml:1: unknown key "portals.everyMS"; did you mean "everyMs"?',
    'ronda.yaml:3: relays.0.metrics: user and password do not stand in an address; leave them out; token: env:NAME',
    'ronda.yaml:4: relays.1.metrics: is missing; write text there',
    'ronda.yaml:4: unknown key "relays.1.metric"; did you mean "metrics"?',
    'ronda.yaml:6: hosts.0.metrics: is no address of a page; write http://HOST:PORT/metrics',
    'ronda.yaml:6: hosts.0.token: a secret stands here by reference: env:NAME or file:/path; mend hosts.0.token',
  ])
  const twice = '[{ name: a, metrics: "http://b/m" }, { name: a, metrics: "http://c/m" }]'
  expect(problemsIn(`hosts: ${twice}`)).toEqual([
    'ronda.yaml:1: hosts.1.name: there is another "a"; leave one of them out',
  ])
})
