import { expect, test } from 'vitest'
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
