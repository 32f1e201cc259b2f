import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { GrafanaError } from '../../../dashboards/push/grafana-error.ts'
import { look } from '../../../dashboards/push/look.ts'
import { Secret } from '../../../fleet/secret.ts'
import { apiOf, lookAt, outcomes, pushTo, SECRETS, sampleModel, TOKEN } from './pushing.ts'
import { type GrafanaStandIn, startGrafana } from './stand-in.ts'

let grafana: GrafanaStandIn
beforeEach(async () => {
  grafana = await startGrafana(TOKEN)
})
afterEach(async () => {
  await grafana.close()
})

const VALUES = [...SECRETS.values()].map((secret) => secret.reveal())
const DASHBOARDS = sampleModel().dashboards.map(({ uid }) => `make dashboard ${uid}`)

describe('a push', () => {
  test('to an empty Grafana makes everything, what is named first', async () => {
    const { done, left, fault } = await pushTo(grafana)
    expect([fault, left]).toEqual([undefined, []])
    expect(outcomes(done)).toEqual([
      'make folder ronda',
      'make data source ronda',
      'make contact point ronda-noc',
      'make contact point ronda-night',
      'make time interval nights',
      'make template ronda.message',
      'make policy tree',
      'make rule ronda-sample-cause',
      'make rule ronda-sample',
      ...DASHBOARDS,
    ])
    expect(grafana.state.secrets.get('ronda')).toEqual({ password: 'influx-password-value' })
    expect(grafana.state.alerting.contactPoints.get('ronda-night')).toMatchObject({
      settings: { bottoken: 'telegram-token-value' },
    })
  })

  test('again writes nothing at all', async () => {
    await pushTo(grafana)
    grafana.asked.length = 0
    const { done } = await pushTo(grafana)
    expect([done, grafana.writes()]).toEqual([[], []])
    expect(outcomes((await lookAt(grafana)).changes)).toEqual([])
  })

  test('writes only what changed here', async () => {
    await pushTo(grafana)
    grafana.asked.length = 0
    const model = sampleModel((city) => ({
      ...city,
      database: { ...city.database, url: 'http://new.example:8086' },
    }))
    const { done } = await pushTo(grafana, model)
    expect(outcomes(done)).toEqual(['change data source ronda'])
    expect(done[0]?.differences).toEqual([
      {
        key: 'url',
        old: '"http://influx.semarang.example:8086"',
        new: '"http://new.example:8086"',
      },
    ])
    expect(grafana.writes()).toEqual([
      'PUT /api/datasources/uid/ronda',
      'PUT /api/v1/provisioning/templates/ronda-pushed',
    ])
  })

  test('removes what is wanted no more, what names others first', async () => {
    await pushTo(grafana)
    grafana.asked.length = 0
    const model = sampleModel(({ alerting: _, ...city }) => ({ ...city, alerting: undefined }))
    expect((await pushTo(grafana, model)).fault).toBeUndefined()
    expect(grafana.writes().slice(0, -1)).toEqual([
      'DELETE /api/v1/provisioning/alert-rules/ronda-sample',
      'DELETE /api/v1/provisioning/alert-rules/ronda-sample-cause',
      'DELETE /api/v1/provisioning/policies',
      'DELETE /api/v1/provisioning/templates/ronda.message',
      'DELETE /api/v1/provisioning/mute-timings/nights',
      'DELETE /api/v1/provisioning/contact-points/ronda-night',
      'DELETE /api/v1/provisioning/contact-points/ronda-noc',
    ])
    grafana.asked.length = 0
    await pushTo(grafana, model)
    expect(grafana.writes()).toEqual([])
  })

  test('sets a secret that is another now, and only that', async () => {
    await pushTo(grafana)
    grafana.asked.length = 0
    const rotated = new Map([...SECRETS, ['env:TELEGRAM_TOKEN', new Secret('rotated-token')]])
    const options = { secrets: rotated, token: new Secret(TOKEN) }
    const { changes } = await look(sampleModel(), apiOf(grafana), options)
    expect(outcomes(changes)).toEqual(['change contact point ronda-night'])
  })

  test('stops where the token may not, and names the permission', async () => {
    grafana.lacks = ({ path }) =>
      path.endsWith('/policies') ? 'alert.notifications:write' : undefined
    await expect(pushTo(grafana)).rejects.toMatchObject({
      fault: 'forbidden',
      remedy: 'give the service account alert.notifications:write, or the role Admin',
    })
    grafana.lacks = ({ path, method }) =>
      method === 'PUT' && path.endsWith('/policies') ? 'alert.notifications:write' : undefined
    const { done, fault } = await pushTo(grafana)
    expect(fault?.fault).toBe('forbidden')
    expect(outcomes(done).at(-1)).toBe('make template ronda.message')
  })

  test('leaves what Grafana has from files', async () => {
    await pushTo(grafana)
    const board = grafana.state.dashboards.get('ronda-relay')
    if (board !== undefined) board.provisioned = true
    const rule = grafana.state.alerting.rules.get('ronda-sample')
    Object.assign(rule ?? {}, { provenance: 'file', title: 'From a file' })
    grafana.state.saveByHand('ronda-relay', (data) => ({ ...data, title: 'From a file' }))
    const { left, done } = await pushTo(grafana, sampleModel(), true)
    expect([outcomes(left), done]).toEqual([
      ['locked rule ronda-sample', 'locked dashboard ronda-relay'],
      [],
    ])
  })
})

describe('what people changed', () => {
  beforeEach(async () => {
    await pushTo(grafana)
    const { state } = grafana
    state.saveByHand('ronda-relay', (data) => ({ ...data, title: 'My own title' }), 'nicer')
    Object.assign(state.alerting.rules.get('ronda-sample') ?? {}, { for: '1h' })
    Object.assign(state.alerting.contactPoints.get('ronda-noc') ?? {}, {
      settings: {
        url: 'https://elsewhere.example/hook',
        hmacConfig: { secret: 'noc-secret-value' },
      },
    })
    grafana.asked.length = 0
  })

  const THEIRS = [
    'theirs contact point ronda-noc',
    'theirs rule ronda-sample',
    'theirs dashboard ronda-relay',
  ]

  test('is listed with its keys, old and new', async () => {
    const { changes } = await lookAt(grafana)
    expect(outcomes(changes)).toEqual(THEIRS)
    expect(
      changes.filter(({ outcome }) => outcome === 'theirs').map((one) => one.differences),
    ).toEqual([
      [
        {
          key: 'settings.url',
          old: '"https://elsewhere.example/hook"',
          new: '"https://noc.semarang.example/ronda"',
        },
        { key: 'settings.maxAlerts', new: '0' },
      ],
      [{ key: 'for', old: '"1h"', new: '"5m"' }],
      [{ key: 'dashboard.title', old: '"My own title"', new: '"Relay and hosts"' }],
    ])
    expect(grafana.writes()).toEqual([])
  })

  test('is left as it is, and what else changed goes on', async () => {
    const model = sampleModel((city) => ({
      ...city,
      database: { ...city.database, url: 'http://new.example:8086' },
    }))
    const { done, left } = await pushTo(grafana, model)
    expect([outcomes(done), outcomes(left)]).toEqual([['change data source ronda'], THEIRS])
    expect(grafana.state.alerting.rules.get('ronda-sample')).toMatchObject({ for: '1h' })
    expect(outcomes((await lookAt(grafana, model)).changes)).toEqual(THEIRS)
  })

  test('goes only when it is said so', async () => {
    expect(outcomes((await pushTo(grafana, sampleModel(), true)).done)).toEqual(THEIRS)
    expect(grafana.state.alerting.rules.get('ronda-sample')).toMatchObject({ for: '5m' })
    expect(outcomes((await lookAt(grafana)).changes)).toEqual([])
  })

  test('of a rule stays when another rule of its group is written', async () => {
    const other = sampleModel()
    const alerting = other.alerting
    if (alerting === undefined) throw new Error('no alerting')
    const rules = alerting.rules.map((rule) => ({
      ...rule,
      group: 'platform' as const,
      forS: rule.forS + 60,
    }))
    const { left } = await pushTo(grafana, { ...other, alerting: { ...alerting, rules } })
    expect(outcomes(left)).toContain('theirs rule ronda-sample')
    expect(grafana.state.alerting.rules.get('ronda-sample')).toMatchObject({ for: '1h' })
    expect(grafana.state.alerting.rules.get('ronda-sample-cause')).toMatchObject({
      for: '6m',
      ruleGroup: 'platform',
    })
  })

  test('beside what is ours is kept until ours changes there, and told then', async () => {
    const source = grafana.state.dataSources.get('ronda') ?? {}
    source['jsonData'] = { ...(source['jsonData'] as object), tlsSkipVerify: true }
    await pushTo(grafana)
    const model = sampleModel((city) => ({
      ...city,
      database: { ...city.database, url: 'http://new.example:8086' },
    }))
    expect(outcomes((await pushTo(grafana, model)).left)).toContain('theirs data source ronda')
  })

  test('and made away is made again, and told', async () => {
    grafana.state.alerting.rules.delete('ronda-sample')
    const { changes } = await lookAt(grafana)
    expect(changes.find(({ key }) => key === 'ronda-sample')).toMatchObject({
      outcome: 'make',
      note: 'it was removed in Grafana since the last push',
    })
  })
})

describe('what is of others', () => {
  test('is never touched: a rule beside ours, in our group and elsewhere', async () => {
    await pushTo(grafana)
    const { rules } = grafana.state.alerting
    const ours = rules.get('ronda-sample') ?? {}
    rules.set('of-a-person', { ...ours, uid: 'of-a-person', title: 'Mine' })
    rules.set('elsewhere', { ...ours, uid: 'elsewhere', title: 'Mine too', ruleGroup: 'mine' })
    const before = structuredClone([rules.get('of-a-person'), rules.get('elsewhere')])
    const model = sampleModel()
    const { alerting } = model
    if (alerting === undefined) throw new Error('no alerting')
    const changed = {
      ...model,
      alerting: { ...alerting, rules: alerting.rules.map((rule) => ({ ...rule, forS: 600 })) },
    }
    const { left } = await pushTo(grafana, changed, true)
    expect(outcomes(left)).toEqual(['locked rule ronda-sample'])
    expect(left[0]?.note).toContain('others have the rule "Mine" in the group "platform"')
    expect([rules.get('of-a-person'), rules.get('elsewhere')]).toEqual(before)
  })

  test('a tree of notification policies is told of, and goes only when it is said so', async () => {
    const { alerting } = grafana.state
    alerting.contactPoints.set('x', { uid: 'x', name: 'their team', type: 'email', settings: {} })
    alerting.policy = { receiver: 'their team', routes: [{ receiver: 'their team' }] }
    const { left } = await pushTo(grafana)
    expect(outcomes(left)).toEqual(['theirs policy tree'])
    expect(left[0]?.note).toContain('receiver "their team", 1 route below it')
    expect(alerting.policy).toMatchObject({ receiver: 'their team' })
    await pushTo(grafana, sampleModel(), true)
    expect(alerting.policy).toMatchObject({ receiver: 'noc' })
    expect(alerting.contactPoints.get('x')).toMatchObject({ name: 'their team' })
  })
})

describe('a push that is cut off', () => {
  test.each(['cut', 'cut after'] as const)(
    'from any request on (%s) ends the same when run again',
    async (how) => {
      const whole = await startGrafana(TOKEN)
      await pushTo(whole)
      const expected = JSON.stringify(whole.state.summary())
      const requests = [...whole.asked]
      await whole.close()
      for (const [at, line] of requests.entries()) {
        // Whether a request that only reads was answered makes no difference to what stands there.
        if (how === 'cut after' && line.startsWith('GET ')) continue
        const one = await startGrafana(TOKEN)
        one.misdeed = (_, n) => (n < at ? undefined : n === at ? how : 'cut')
        const first = await pushTo(one).catch((error: unknown) => ({ fault: error }))
        expect(first.fault).toMatchObject({ fault: 'unreachable' })
        one.misdeed = () => undefined
        const again = await pushTo(one)
        expect([again.fault, outcomes(again.left)]).toEqual([undefined, []])
        expect(JSON.stringify(one.state.summary())).toBe(expected)
        await one.close()
      }
    },
    60_000,
  )
})

describe('nothing secret', () => {
  test('is in what is found, told and kept, not even where Grafana repeats it', async () => {
    await pushTo(grafana)
    const { changes } = await lookAt(grafana)
    const text =
      JSON.stringify(changes) + grafana.state.alerting.templates.get('ronda-pushed')?.['template']
    for (const value of [...VALUES, TOKEN]) expect(text).not.toContain(value)
    grafana.misdeed = () => ({ status: 400, text: JSON.stringify({ message: `bad ${TOKEN}` }) })
    const error = await lookAt(grafana).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(GrafanaError)
    expect(String(error)).not.toContain(TOKEN)
  })
})
