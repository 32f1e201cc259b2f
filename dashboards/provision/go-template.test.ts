import { expect, test } from 'vitest'
import { rulesSchema } from '../../alerts/rules/config.ts'
import { rulesOf } from '../../alerts/rules/rules.ts'
import { LANGUAGES } from '../../texts/language.ts'
import { annotationTemplate, literalTemplate } from './go-template.ts'

test('what is no template of ours becomes text, without anything that Grafana would expand', () => {
  expect(literalTemplate('RW 5')).toBe('RW 5')
  expect(literalTemplate('${HOME} {{ end }}')).toBe(
    '{{ "$" }}{{ "{" }}HOME} {{ "{" }}{{ "{" }} end }}',
  )
})

test('labels and values stay templates in summaries', () => {
  const text = '{{ $labels.cause }}: {{ $values.B.Value }} of {{ .Labels }}, $5'
  expect(annotationTemplate(text)).toBe(
    '{{ $labels.cause }}: {{ $values.B.Value }} of {{ "{" }}{{ "{" }} .Labels }}, {{ "$" }}5',
  )
})

test.each(LANGUAGES)('every placeholder of every rule survives: %s', (language) => {
  const rules = rulesOf({ rules: rulesSchema.parse({}), delivery: 'grafana', qualified: true })
  const placeholders = (text: string): readonly string[] => text.match(/\{\{.*?\}\}/g) ?? []
  const seen = new Set<string>()
  for (const { uid, summary, description, queries, steps } of rules) {
    const refIds = [...queries, ...steps].map(({ refId }) => refId)
    for (const text of [summary[language], description[language]]) {
      const ours = placeholders(text)
      expect(placeholders(annotationTemplate(text)), uid).toEqual(ours)
      const asked = ours.flatMap((one) => /values\.(\w+)/.exec(one)?.[1] ?? [])
      expect(refIds, uid).toEqual(expect.arrayContaining(asked))
      for (const refId of asked) seen.add(refId)
    }
  }
  expect(seen).toContain('AR')
})
