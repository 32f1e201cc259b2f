import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { RondaError } from '../../fleet/error.ts'
import { Secret } from '../../fleet/secret.ts'
import { HOOK, problems } from '../../test/rigs/policy-problems.ts'
import { smallFleet } from '../../test/rigs/told-city.ts'
import { checkPolicy } from './check.ts'
import { type AlertsConfig, alertsKeys, alertsSchema } from './config.ts'
import { resolvePolicy } from './resolve.ts'

const WHOLE = `
url: https://ronda.example.go.id/
receivers:
  - id: noc
    webhook: {url: https://hook.example/x, secret: env:HOOK_SECRET}
  - id: genuk
    owners: kecamatan-genuk
    language: en
    telegram: {token: env:TELEGRAM_TOKEN, chat: -100123}
    quiet: {from: "22:00", to: "05:30", days: [mon, tue], unless: [critical]}
    pagesPerMinute: 2
  - id: mail
    email: {from: ronda@x, to: [a@b], host: smtp.x, user: u, password: env:SMTP}
  - id: am
    alertmanager: {url: http://10.0.0.9:9093}
  - id: wa
    http: {url: env:WA_URL, headers: {Authorization: env:WA, Accept: text/plain}, body: '{{title}}'}
rotas:
  - id: duty
    shifts: [{days: [mon, fri], from: "07:00", to: "24:00", who: [noc]}, {days: sun, who: mail}]
    otherwise: [wa]
routes:
  - {match: {kind: [nvr, camera]}, to: "@owner"}
  - {match: {kind: uplink, isp: telko}, to: duty, goOn: true, escalate: [{after: 15m, to: [noc]}]}
  - {to: [am]}
fallback: noc
deadman: {url: env:DEADMAN_URL}
`

function good(yaml: string): AlertsConfig {
  const found = alertsSchema.safeParse(parse(yaml))
  if (!found.success) throw new Error(problems(yaml).join('\n'))
  return found.data
}

const secrets = (values: Record<string, string>) => (reference: string) => {
  const value = values[reference.replace('env:', '')]
  if (value !== undefined) return new Secret(value)
  throw new RondaError('RND_SECRET_UNRESOLVED', `secret ${reference}: not set`, {
    remedy: 'set it',
  })
}

test('becomes a policy, with defaults and with every secret read', () => {
  const values = { HOOK_SECRET: '1', TELEGRAM_TOKEN: '2', SMTP: '3', WA: '4' }
  const urls = { WA_URL: 'https://wa.example/send', DEADMAN_URL: 'https://hc.example/ping' }
  const found = resolvePolicy(good(WHOLE), secrets({ ...values, ...urls }), 'Asia/Jakarta')
  const policy = 'policy' in found ? found.policy : undefined
  expect(policy).toMatchObject({
    url: 'https://ronda.example.go.id',
    fallback: ['noc'],
    blind: ['noc'],
    announce: ['noc'],
    criticalFrom: 100,
    massShare: 0.01,
    deadman: { everyMs: 30_000 },
    routes: [
      { match: { kind: ['nvr', 'camera'] }, to: ['@owner'], goOn: false, escalate: [] },
      { to: ['duty'], goOn: true, escalate: [{ afterMs: 900_000, to: ['noc'] }] },
      { match: {} },
    ],
  })
  expect(policy?.receivers[1]).toMatchObject({
    language: 'en',
    owners: ['kecamatan-genuk'],
    channel: { type: 'telegram', chat: '-100123', api: 'https://api.telegram.org' },
    quiet: { hours: { days: [1, 2], fromMinute: 1320, toMinute: 330, timezone: 'Asia/Jakarta' } },
  })
  expect(policy?.receivers[2]?.channel).toMatchObject({ port: 587, security: 'starttls' })
  expect(policy?.receivers[2]?.language).toBe('id')
  expect(policy?.rotas[0]?.shifts.map(({ hours }) => hours)).toEqual([
    { days: [1, 5], fromMinute: 420, toMinute: 0, timezone: 'Asia/Jakarta' },
    { days: [0], fromMinute: 0, toMinute: 0, timezone: 'Asia/Jakarta' },
  ])
  const wa = policy?.receivers[4]?.channel
  expect(wa?.type === 'http' && wa.headers['Authorization']).toBeInstanceOf(Secret)
  expect(wa?.type === 'http' && wa.headers['Accept']).toBe('text/plain')
  expect(JSON.stringify(policy)).not.toContain('wa.example')
})

test('gathers every secret that cannot be read, and never shows one', () => {
  const values = {
    TELEGRAM_TOKEN: '2',
    WA: '4',
    WA_URL: 'http://10.0.0.7/key',
    DEADMAN_URL: 'hush',
  }
  const found = resolvePolicy(good(WHOLE), secrets(values), 'Asia/Jakarta')
  expect('problems' in found && found.problems).toEqual([
    {
      path: ['receivers', 0, 'webhook', 'secret'],
      what: 'secret env:HOOK_SECRET: not set',
      remedy: 'set it',
    },
    {
      path: ['receivers', 2, 'email', 'password'],
      what: 'secret env:SMTP: not set',
      remedy: 'set it',
    },
    expect.objectContaining({ path: ['receivers', 4, 'http', 'url'] }),
    {
      path: ['deadman', 'url'],
      what: 'what env:DEADMAN_URL holds is no URL',
      remedy: 'write http://... or https://... there',
    },
  ])
  expect(JSON.stringify(found)).not.toMatch(/hush|10\.0\.0\.7/)
})

test('refuses, with the time, a last resort that holds what is critical', () => {
  const quiet = 'quiet: {from: "22:00", to: "05:00", unless: []}'
  const config = good(`receivers: [{id: noc, ${HOOK}, ${quiet}}]\nfallback: noc`)
  expect(resolvePolicy(config, secrets({ S: '1' }), 'Asia/Jakarta')).toMatchObject({
    problems: [{ path: ['fallback'], what: expect.stringContaining('Sunday at 00:00') }],
  })
})

test('refuses signs of life in clear to another machine, also where the URL is read', () => {
  const config = good(with_('deadman: {url: env:DEADMAN_URL}'))
  const resolved = (DEADMAN_URL: string) =>
    resolvePolicy(config, secrets({ S: '1', DEADMAN_URL }), 'Asia/Jakarta')
  expect(resolved('http://127.0.0.1/ping')).toHaveProperty('policy')
  expect(resolved('http://watch.example/ping')).toEqual({
    problems: [
      {
        path: ['deadman', 'url'],
        what: 'what env:DEADMAN_URL holds is http to another machine: the address is a secret, and could be read on the way',
        remedy: 'write https://... there',
      },
    ],
  })
})

const with_ = (rest: string) => `receivers: [{id: noc, ${HOOK}}]\nfallback: [noc]\n${rest}`

test.each([
  ['no fallback', `receivers: [{id: noc, ${HOOK}}]`, 'fallback: is missing; '],
  ['no receiver', 'receivers: []\nfallback: [noc]', 'receivers: must not be empty; '],
  [
    'a receiver without its secret',
    'receivers: [{id: a, webhook: {url: https://h/x}}]\nfallback: [a]',
    'receivers.0.webhook.secret: is missing; ',
  ],
  [
    'a secret in clear',
    'receivers: [{id: a, webhook: {url: https://h/x, secret: hunter2}}]\nfallback: [a]',
    'receivers.0.webhook.secret: a secret must be a reference, never the secret itself; write where to read it: env:NAME, file:/path or aws-sm:NAME',
  ],
  [
    'a secret header in clear',
    'receivers: [{id: a, http: {url: https://h/x, body: x, headers: {Authorization: Bearer abc}}}]\nfallback: [a]',
    'receivers.0.http.headers.Authorization: Authorization: a secret must be a reference, never the secret itself; write where to read it: env:NAME, file:/path or aws-sm:NAME',
  ],
  [
    'a secret over http',
    'receivers: [{id: a, webhook: {url: "http://10.0.0.7/x", secret: env:S}}]\nfallback: [a]',
    'receivers.0.webhook.url: webhook over http to another machine: the secret, or the links that acknowledge without a login, could be read on the way; write https://..., or send to this machine',
  ],
  [
    'a template with a field that there is not',
    'receivers: [{id: a, http: {url: https://h/x, body: "{{titel}}"}}]\nfallback: [a]',
    'receivers.0.http.body: unknown field {{titel}}; did you mean {{title}}?',
  ],
  [
    'no channel',
    'receivers: [{id: a}]\nfallback: [a]',
    'receivers.0: receiver "a" has no channel; add one of webhook, telegram, email, alertmanager, http',
  ],
  [
    'two channels',
    `receivers: [{id: a, ${HOOK}, alertmanager: {url: "http://h"}}]\nfallback: [a]`,
    'receivers.0: receiver "a" has 2 channels: webhook, alertmanager; make a receiver of each and name them all',
  ],
  [
    'no web address',
    'receivers: [{id: a, alertmanager: {url: "ftp://h"}}]\nfallback: [a]',
    'receivers.0.alertmanager.url: bad URL "ftp://h"; write http://... or https://...',
  ],
  [
    'a user without a password',
    'receivers: [{id: a, alertmanager: {url: "https://h", user: u}}]\nfallback: [a]',
    'receivers.0.alertmanager.user: user without password; add password',
  ],
  [
    'mail in clear to another machine',
    'receivers: [{id: a, email: {from: a@b, to: [a@b], host: smtp.x, security: none}}]\nfallback: [a]',
    'receivers.0.email.security: "none" is only for a mail server on this machine: the secret, or the links that acknowledge without a login, could be read on the way; write security: starttls, or tls',
  ],
  [
    'a route to nobody',
    with_('routes: [{to: [nok]}]'),
    'routes.0.to.0: no receiver or rota "nok"; did you mean "noc"?',
  ],
  ['a route to an empty list', with_('routes: [{to: []}]'), 'routes.0.to: must not be empty; '],
  [
    'an owner that nobody is',
    with_('routes: [{to: ["@owner"]}]'),
    'routes.0.to.0: "@owner" is nobody: no receiver has owners; give receivers their `owners`, or name a receiver here',
  ],
  [
    'a fallback to whoever it may be',
    `receivers: [{id: noc, ${HOOK}}]\nfallback: ["@owner"]`,
    'fallback.0: "@owner" may be nobody; name receivers or rotas that are always there',
  ],
  ['an unknown second path', with_('blind: [x]'), 'blind.0: no receiver or rota "x"; known: noc'],
  ['unknown listeners', with_('announce: [x]'), 'announce.0: no receiver or rota "x"; known: noc'],
  [
    'an id of two',
    with_('rotas: [{id: noc, shifts: [{who: noc}], otherwise: noc}]'),
    'rotas.0.id: id "noc" is used twice, first in receivers[0]; receivers and rotas share their names: give one of them another',
  ],
  [
    'a rota in a rota',
    with_('rotas: [{id: r, shifts: [{who: r}], otherwise: noc}]'),
    'rotas.0.shifts.0.who.0: "r" is a rota, in a rota; name the receivers themselves',
  ],
  [
    'an unknown zone',
    with_('rotas: [{id: r, timezone: Asia/Jakarte, shifts: [{who: noc}], otherwise: noc}]'),
    'rotas.0.timezone: unknown time zone "Asia/Jakarte"; did you mean "Asia/Jakarta"?',
  ],
  [
    'a bad time',
    with_('rotas: [{id: r, shifts: [{from: "7:60", to: "8:00", who: noc}], otherwise: noc}]'),
    'rotas.0.shifts.0.from: bad time "7:60"; write hours and minutes in quotes, "00:00" to "24:00"',
  ],
  [
    'hours of no length',
    with_('rotas: [{id: r, shifts: [{from: "07:00", to: "07:00", who: noc}], otherwise: noc}]'),
    'rotas.0.shifts.0.to: from and to are the same time; for whole days leave both out, or write from: "00:00", to: "24:00"',
  ],
  [
    'half of a time',
    with_('rotas: [{id: r, shifts: [{from: "07:00", who: noc}], otherwise: noc}]'),
    'rotas.0.shifts.0.from: from without to; add to, or leave both out for whole days',
  ],
  [
    'quiet hours that are empty',
    `receivers: [{id: noc, ${HOOK}, quiet: {}}]\nfallback: [noc]`,
    'receivers.0.quiet: quiet hours without a time would hold messages for ever; write from and to, or days',
  ],
  [
    'quiet hours that say only what is sent in them',
    `receivers: [{id: noc, ${HOOK}, quiet: {unless: [], timezone: Asia/Jakarta}}]\nfallback: [noc]`,
    'receivers.0.quiet: quiet hours without a time would hold messages for ever; write from and to, or days',
  ],
  [
    'quiet hours of whole days',
    `receivers: [{id: noc, ${HOOK}, quiet: {from: "00:00", to: "24:00"}}]\nfallback: [noc]`,
    'receivers.0.quiet: quiet hours that never end hold messages for ever; leave some of the week out; a route with match: {severity: [critical]} sends only what is critical',
  ],
  [
    'quiet hours on all days',
    `receivers: [{id: noc, ${HOOK}, quiet: {days: [mon, tue, wed, thu, fri, sat, sun]}}]\nfallback: [noc]`,
    'receivers.0.quiet: quiet hours that never end hold messages for ever; leave some of the week out; a route with match: {severity: [critical]} sends only what is critical',
  ],
  [
    'escalation that goes back',
    with_('routes: [{to: noc, escalate: [{after: 10m, to: noc}, {after: 5m, to: noc}]}]'),
    'routes.0.escalate.1.after: not later than the step before; each `after` counts from the first page: let them rise',
  ],
  [
    'a route that hides those below',
    with_('routes: [{to: noc}, {match: {kind: nvr}, to: noc}]'),
    'routes.0: matches everything, so the routes below it are never reached; move it to the end, give it a `match`, or add goOn: true',
  ],
  [
    'an unknown kind',
    with_('routes: [{match: {kind: camra}, to: noc}]'),
    'routes.0.match.kind.0: unknown word "camra": did you mean "camera"?; ',
  ],
  [
    'a bad duration',
    with_('deadman: {url: env:X, every: 2w}'),
    'deadman.every: bad duration "2w"; write a number and s, m, h or d, such as 30s or 15m, from 1s to 1h',
  ],
  [
    'signs of life in clear to another machine',
    with_('deadman: {url: "http://watch.example/ping"}'),
    'deadman.url: http to another machine: the address is a secret, and could be read on the way; write https://..., or send to this machine',
  ],
])('refuses %s', (_, yaml, problem) => {
  expect(problems(yaml)).toEqual([problem])
})

test('tells all problems at once, and knows the keys of every part', () => {
  const yaml =
    'receivers: [{id: a b, webhook: {url: x}}, {id: c, telegram: {chat: 1}}]\nfallbak: [a]'
  expect(problems(yaml)).toHaveLength(6)
  expect(alertsKeys([])).toContain('fallback')
  expect(alertsKeys(['receivers', 0, 'email'])).toContain('security')
  expect(alertsKeys(['rotas', 1, 'shifts', 0])).toEqual(['days', 'from', 'to', 'who'])
  expect(alertsKeys(['receivers', 0, 'http', 'headers'])).toEqual([])
})

test('tells what is wrong between parts of which one is wrong by itself', () => {
  const yaml = `
receivers:
  - {id: noc, webhook: {url: https://h/x}}
  - {id: mayor, ${HOOK}, alertmanager: {url: "http://h"}, quiet: {from: "22:00", timezone: Mars}}
  - {id: chief, ${HOOK}}
rotas: [{id: noc, shifts: [{from: "7:60", to: "08:00", who: [nok]}], otherwise: mayor}]
routes: [{to: nok, escalate: [{after: 5m, to: noc}, {after: 1m, to: mayor}]}]
fallback: ["@owner", noc]
criticalFrom: none
`
  expect(problems(yaml).sort()).toEqual([
    expect.stringMatching(/^criticalFrom: /),
    expect.stringMatching(/^fallback\.0: "@owner" may be nobody/),
    expect.stringMatching(/^receivers\.0\.webhook\.secret: is missing/),
    expect.stringMatching(/^receivers\.1\.quiet\.from: from without to/),
    expect.stringMatching(/^receivers\.1\.quiet\.timezone: unknown time zone "Mars"/),
    expect.stringMatching(/^receivers\.1: receiver "mayor" has 2 channels/),
    expect.stringMatching(/^rotas\.0\.id: id "noc" is used twice/),
    expect.stringMatching(/^rotas\.0\.shifts\.0\.from: bad time "7:60"/),
    expect.stringMatching(/^rotas\.0\.shifts\.0\.who\.0: no receiver "nok"; did you mean "noc"/),
    expect.stringMatching(/^routes\.0\.escalate\.1\.after: not later/),
    expect.stringMatching(/^routes\.0\.to\.0: no receiver or rota "nok"; did you mean "noc"/),
  ])
})

test('does not complain of what only follows from a misspelt key or name', () => {
  const yaml = `
receivers:
  - {id: noc, webhok: {url: https://h/x, secret: env:S}, quiet: {form: "22:00", to: "05:00"}}
  - {${HOOK}}
  - {id: mayor, ${HOOK}}
routes: [{match: {knd: nvr}, to: nobody}, {to: noc}]
fallback: [mayr]
`
  const places = problems(yaml).map((problem) => problem.split(':')[0])
  expect(places.sort()).toEqual([
    'receivers.0',
    'receivers.0.quiet',
    'receivers.1.id',
    'routes.0.match',
  ])
})

test('property: whatever stands there is taken or refused with problems, and breaks nothing', () => {
  const keys = ['receivers', 'routes', 'rotas', 'fallback', 'blind', 'id', 'to', 'owners', 'quiet']
  const more = ['match', 'escalate', 'after', 'shifts', 'who', 'from', 'webhook', 'kind', 'goOn']
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 6, depthSize: 'medium' },
      fc.constantFrom<unknown>(null, 5, '', 'noc', '@owner', '22:00', '5m', true),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...keys, ...more), tie('value'), { maxKeys: 5 }),
    ),
  }))
  const whole = fc.record(
    { receivers: value, rotas: value, routes: value, fallback: value, blind: value },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fc.oneof(value, whole), (plain) => {
      const found = alertsSchema.safeParse(plain)
      expect(found.success).toBe((found.error?.issues ?? []).length === 0)
    }),
    { numRuns: 300 },
  )
})

test('names what the estate does not have', () => {
  const yaml = with_(
    'routes: [{match: {owner: diskominfoo, area: [gebang, x], isp: telko}, to: noc}]',
  ).replace('id: noc,', 'id: noc, owners: [kecamatan-gebuk],')
  expect(checkPolicy(good(yaml), smallFleet())).toEqual([
    {
      path: ['receivers', 0, 'owners', 0],
      what: 'the estate has no owner "kecamatan-gebuk"',
      remedy: 'did you mean "kecamatan-genuk"?',
    },
    {
      path: ['routes', 0, 'match', 'owner', 0],
      what: 'the estate has no owner "diskominfoo"',
      remedy: 'did you mean "diskominfo"?',
    },
    {
      path: ['routes', 0, 'match', 'area', 1],
      what: 'the estate has no area "x"',
      remedy: 'areas.csv has their ids, of every level',
    },
  ])
})
