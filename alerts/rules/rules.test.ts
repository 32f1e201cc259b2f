// That each outage is of exactly one rule, and what holds of all rules.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CONDITIONS } from '../../fleet/condition.ts'
import { PORTAL_CONDITIONS } from '../../fleet/feed-condition.ts'
import { MORE } from '../../store/schema/told-measurements.ts'
import { DELIVERIES, rulesSchema } from './config.ts'
import { RULE_GROUPS, type Rule } from './rule.ts'
import { rulesOf } from './rules.ts'

const rules = rulesSchema.parse({})
const all = rulesOf({ rules, delivery: 'grafana', qualified: true })
const overOutages = all.filter(({ queries }) => queries.some(({ ql }) => ql.includes('"outage"')))

test('each outage, of whatever kind and condition, is of exactly one rule; the probe of its own', () => {
  const kind = fc.oneof(
    fc.constantFrom('node', 'uplink', 'nvr', 'camera', 'portal', 'shared', 'planned', 'target'),
    fc.string(),
  )
  const condition = fc.oneof(fc.constantFrom('', ...CONDITIONS, ...PORTAL_CONDITIONS), fc.string())
  const cause = fc.constantFrom(MORE, 'UPL-0001')
  fc.assert(
    fc.property(kind, condition, cause, (kind, condition, cause) => {
      fc.pre(kind !== 'probe')
      const tags = { kind, condition, cause }
      expect(overOutages.filter((rule) => takes(rule, tags))).toHaveLength(1)
    }),
  )
  const probe = { kind: 'probe', condition: '', cause: 'probe' }
  expect(overOutages.filter((rule) => takes(rule, probe))).toEqual([])
  expect(all.filter(({ labels }) => labels['kind'] === 'probe')).toMatchObject([
    { uid: 'ronda-probe-blind', isCause: true },
  ])
})

test('each kind that has a rule has its own', () => {
  const uidOf = (kind: string, condition = '') =>
    overOutages.find((rule) => takes(rule, { kind, condition, cause: MORE }))?.uid
  expect(uidOf('node')).toBe('ronda-cause-node')
  expect(uidOf('uplink')).toBe('ronda-cause-uplink')
  expect(uidOf('nvr')).toBe('ronda-cause-nvr')
  expect(uidOf('portal', 'portal_stuck')).toBe('ronda-cause-portal')
  expect(uidOf('shared', 'black')).toBe('ronda-cause-shared')
  expect(uidOf('planned')).toBe('ronda-cause-planned-over')
  expect(uidOf('camera', 'black')).toBe('ronda-feed-black')
  expect(uidOf('camera', 'frozen')).toBe('ronda-feed-frozen')
  expect(uidOf('camera', 'no_signal')).toBe('ronda-feed-no-signal')
  expect(uidOf('camera', 'auth_failed')).toBe('ronda-feed-other')
  expect(uidOf('camera')).toBe('ronda-feed-other')
  expect(uidOf('target')).toBe('ronda-cause-other')
})

test('uids and titles are one rule each, and short enough for Grafana', () => {
  for (const name of [
    ({ uid }: Rule) => uid,
    ({ title }: Rule) => title.en,
    ({ title }: Rule) => title.id,
  ]) {
    expect(new Set(all.map(name)).size).toBe(all.length)
  }
  for (const { uid } of all) expect(uid).toMatch(/^ronda-[a-z0-9-]{1,34}$/)
})

test('every reference of a step, a condition and a text is to something before it', () => {
  for (const delivery of DELIVERIES) {
    for (const rule of rulesOf({ rules, delivery, qualified: false })) {
      const known = new Set(rule.queries.map(({ refId }) => refId))
      expect(known.size).toBe(rule.queries.length)
      for (const step of rule.steps) {
        for (const refId of refsOf(step)) expect(known, rule.uid).toContain(refId)
        expect(known).not.toContain(step.refId)
        known.add(step.refId)
      }
      expect(rule.steps.at(-1)?.refId, rule.uid).toBe(rule.condition)
      const values = rule.steps.filter(({ type }) => type !== 'threshold').map((s) => s.refId)
      for (const { en, id } of [rule.summary, rule.description]) {
        for (const text of [en, id]) {
          for (const [, refId] of text.matchAll(/\$values\.(\w+)/g)) expect(values).toContain(refId)
        }
      }
    }
  }
})

test('every query is of the range of its rule, and unqualified where the database wants it', () => {
  for (const rule of rulesOf({ rules, delivery: 'both', qualified: false })) {
    expect(RULE_GROUPS).toContain(rule.group)
    for (const { ql } of rule.queries) {
      expect(ql).toContain('$timeFilter')
      expect(ql).not.toMatch(/"(raw|m1|h1)"\./)
    }
  }
})

test('only one speaks of causes', () => {
  const uids = (delivery: (typeof DELIVERIES)[number]) =>
    rulesOf({ rules, delivery, qualified: true }).map(({ uid }) => uid)
  expect(uids('grafana')).toEqual(uids('both'))
  expect(uids('direct')).toEqual(all.filter(({ isCause }) => !isCause).map(({ uid }) => uid))
  expect(uids('direct')).not.toContain('ronda-cause-uplink')
  const both = rulesOf({ rules, delivery: 'both', qualified: true })
  for (const rule of both) {
    const asks = rule.queries.some(({ ql }) => ql.includes('"notifier_silent_s"'))
    expect(asks, rule.uid).toBe(rule.isCause || rule.uid === 'ronda-notifier-silent')
  }
})

test('one rule only fires on an error, and one only where nothing is', () => {
  const firing = all.filter(({ onError }) => onError === 'Alerting')
  expect(firing.map(({ uid }) => uid)).toEqual(['ronda-database-silent'])
  expect(all.every(({ onError }) => onError === 'Alerting' || onError === 'KeepLast')).toBe(true)
  const silent = all.filter(({ noData }) => noData === 'Alerting')
  expect(silent.map(({ uid }) => uid)).toEqual(['ronda-worker-silent'])
  expect(all.every(({ noData }) => noData === 'Alerting' || noData === 'OK')).toBe(true)
})

test('each has its section in the runbook and its row in the table of rules, and nothing else has', () => {
  const uids = all.map(({ uid }) => uid).sort()
  const found = (file: string, pattern: RegExp) => {
    const text = readFileSync(new URL(`../../docs/${file}`, import.meta.url), 'utf8')
    return [...text.matchAll(pattern)].map(([, uid]) => uid).sort()
  }
  expect(found('runbook.md', /^## (.*)$/gm)).toEqual(uids)
  expect(found('grafana.md', /^\| `(ronda-[a-z-]+)` \|(?:[^|]*\|){3}$/gm)).toEqual(uids)
})

test('settings are where the rules fire', () => {
  const other = rulesSchema.parse({
    slo: 0.95,
    massPercent: 2.5,
    lossPercent: 3,
    rttFactor: 4,
    rttMoreMs: 7,
    clockSkew: '90s',
    diskFreePercent: 20,
    spoolAge: '1h',
    workerSilent: '5m',
  })
  const made = rulesOf({ rules: other, delivery: 'grafana', qualified: true })
  const limits = (uid: string) =>
    made
      .find((rule) => rule.uid === uid)
      ?.steps.flatMap((step) => (step.type === 'threshold' ? [step.fire.value] : []))
  expect(limits('ronda-mass-outage')).toEqual([2.45])
  expect(limits('ronda-isp-loss')).toEqual([2.95, 2])
  expect(limits('ronda-isp-rtt')).toEqual([4, 7])
  expect(limits('ronda-nvr-clock-skewed')).toEqual([89])
  expect(limits('ronda-disk-full')).toEqual([20])
  expect(limits('ronda-database-late')).toEqual([3599])
  expect(made.find(({ uid }) => uid === 'ronda-worker-silent')?.rangeS).toBe(300)
  expect(made.find(({ uid }) => uid === 'ronda-sla-fast')?.steps).toContainEqual({
    type: 'math',
    refId: 'AR',
    expression: 'round($AL / 0.05 * 10) / 10',
  })
})

function refsOf(step: Rule['steps'][number]): string[] {
  if (step.type !== 'math') return [step.of]
  return [...step.expression.matchAll(/\$(\w+)/g)].map(([, refId]) => refId as string)
}

/** As InfluxQL compares tags. */
function takes({ queries }: Rule, tags: Readonly<Record<string, string>>): boolean {
  const where = queries[0]?.ql.match(/WHERE (.*?) GROUP BY/)?.[1] ?? ''
  return [...where.matchAll(/"(\w+)" (=|!=) '([^']*)'/g)].every(
    ([, tag = '', sign, value]) => (tags[tag] === value) === (sign === '='),
  )
}
