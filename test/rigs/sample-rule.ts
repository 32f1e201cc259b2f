// A rule that is complete and says nothing, for tests of what is made of rules.
import type { Rule } from '../../alerts/rules/rule.ts'

export function ruleOf(uid: string, change: Partial<Rule> = {}): Rule {
  return {
    uid,
    group: 'causes',
    title: { en: uid, id: uid },
    summary: { en: uid, id: uid },
    description: { en: uid, id: uid },
    severity: 'warning',
    labels: {},
    rangeS: 300,
    queries: [{ refId: 'A', tier: 'raw', ql: 'SELECT last("n") FROM "x" WHERE $timeFilter' }],
    steps: [{ type: 'reduce', refId: 'B', of: 'A', by: 'last' }],
    condition: 'B',
    forS: 0,
    keepFiringForS: 0,
    noData: 'OK',
    onError: 'OK',
    missingEvals: 2,
    panel: { dashboard: 'ronda-city', key: 'x' },
    isCause: false,
    ...change,
  }
}
