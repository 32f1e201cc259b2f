// All alert rules, made for one city's settings. docs/grafana.md lists them, docs/runbook.md says what to do.
import type { RuleSettings } from './config.ts'
import { causes } from './groups/causes.ts'
import { platform } from './groups/platform.ts'
import { quality } from './groups/quality.ts'
import { recorders } from './groups/recorders.ts'
import { sla } from './groups/sla.ts'
import { speaksForTheNotifier } from './groups/stand-in.ts'
import type { Rule } from './rule.ts'

/**
 * With delivery `direct` the rules that the program's own notifier tells too are left out; with `both` they fire where
 * that is silent.
 */
export function rulesOf(settings: RuleSettings): readonly Rule[] {
  const all = [causes, quality, recorders, sla, platform].flatMap((group) => group(settings))
  switch (settings.delivery) {
    case 'direct':
      return all.filter(({ isCause }) => !isCause)
    case 'both':
      return all.map((rule) => (rule.isCause ? speaksForTheNotifier(rule, settings) : rule))
    case 'grafana':
      return all
  }
}
