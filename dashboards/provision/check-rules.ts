// What Grafana would refuse, or silently make something else of, in alert rules.
import type { Rule } from '../../alerts/rules/rule.ts'
import { didYouMean } from '../../fleet/suggest.ts'
import type { DashboardSpec } from '../house/compose.ts'

/** Of uids. */
const LONGEST_UID = 40
/** Of titles of rules (`AlertRuleMaxTitleLength` of Grafana). */
const LONGEST_TITLE = 190

export function ruleProblems(rules: readonly Rule[], boards: readonly DashboardSpec[]): string[] {
  const uids = new Set<string>()
  const titles = new Map<string, string>()
  return rules.flatMap((rule) => {
    const problems = [...uidProblems(rule), ...panelProblems(rule, boards), ...stepProblems(rule)]
    if (uids.has(rule.uid)) problems.push('another rule has this uid; give one another')
    uids.add(rule.uid)
    for (const [language, title] of Object.entries(rule.title)) {
      const name = `${language} ${title}`
      const other = titles.get(name)
      if (other !== undefined) problems.push(`has the title of ${other}; give one another`)
      titles.set(name, rule.uid)
      if (title === '' || title.length > LONGEST_TITLE) {
        problems.push(`its title (${language}) has ${title.length} characters, not 1 to 190`)
      }
    }
    return problems.map((problem) => `rule ${rule.uid}: ${problem}`)
  })
}

function uidProblems({ uid, labels }: Rule): string[] {
  const problems: string[] = []
  if (!/^[a-zA-Z0-9_-]+$/.test(uid)) problems.push('a uid is letters, digits, - and _')
  if (uid.length > LONGEST_UID) {
    problems.push(`its uid has ${uid.length} characters; Grafana takes ${LONGEST_UID}`)
  }
  for (const name of Object.keys(labels)) {
    if (!/^[a-zA-Z_]\w*$/.test(name)) problems.push(`"${name}" cannot be the name of a label`)
    if (name === 'severity' || name === 'owner') {
      problems.push(`its labels have ${name} a second time`)
    }
  }
  return problems
}

function panelProblems({ panel }: Rule, boards: readonly DashboardSpec[]): string[] {
  const board = boards.find(({ uid }) => uid === panel.dashboard)
  if (!board) return [`there is no dashboard ${panel.dashboard}`]
  const keys = board.rows.flatMap(({ panels }) => panels.map(({ key }) => key))
  if (keys.includes(panel.key)) return []
  const near = didYouMean(panel.key, keys)
  const hint = near === undefined ? '' : `; did you mean "${near}"?`
  return [`${panel.dashboard} has no panel "${panel.key}"${hint}`]
}

function stepProblems({ queries, steps, condition }: Rule): string[] {
  const problems: string[] = []
  const known = new Set<string>()
  for (const { refId } of queries) {
    if (known.has(refId)) problems.push(`two queries or steps are ${refId}`)
    known.add(refId)
  }
  for (const step of steps) {
    const needs = step.type === 'math' ? mathRefs(step.expression) : [step.of]
    for (const ref of needs.filter((one) => !known.has(one))) {
      problems.push(`step ${step.refId} needs ${ref}, which is not before it`)
    }
    if (known.has(step.refId)) problems.push(`two queries or steps are ${step.refId}`)
    known.add(step.refId)
  }
  if (!steps.some(({ refId }) => refId === condition)) {
    problems.push(`its condition ${condition} is none of its steps`)
  }
  return problems
}

function mathRefs(expression: string): string[] {
  return [...expression.matchAll(/\$(?:\{(\w+)\}|(\w+))/g)].map(([, braced, bare = '']) => {
    return braced ?? bare
  })
}
