import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { sampleMessage } from '../../test/rigs/sample-message.ts'
import { checkTemplate, fillTemplate } from './template.ts'
import { FIELDS } from './template-fields.ts'

const PAGE = sampleMessage('k', 2, { title: 'Say "hi"\\ now' })

test('fields are filled, as text or as JSON', () => {
  expect(fillTemplate('{{title}} ({{ affected }}) {{ids}}', PAGE)).toBe(
    'Say "hi"\\ now (2) cam-00000\ncam-00001',
  )
  const body = '{"t":{{json title}},"n":{{affected}},"l":{"ids":{{json ids}}}}'
  expect(JSON.parse(fillTemplate(body, PAGE))).toEqual({
    t: 'Say "hi"\\ now',
    n: 2,
    l: { ids: ['cam-00000', 'cam-00001'] },
  })
})

test.each([
  ['{"a":{{json titel}}}', 'unknown field {{titel}}; did you mean {{title}}?'],
  ['{{zzzzzz}}', `unknown field {{zzzzzz}}; there are: ${FIELDS.join(', ')}`],
  ['a\n{{title', '{{ in line 2 is not closed; write }} behind the name of the field'],
  ['{{title {{text}}', '{{ in line 1 is not closed; write }} behind the name of the field'],
  ['{{}}', '{{}} is no field; write {{field}} or {{json field}}'],
  ['{{upper title}}', '{{upper title}} is no field; write {{field}} or {{json field}}'],
  ['hello {title}}', '{title} stands in single braces; write {{title}}'],
  [
    '{"a":"{{title}}"}',
    'the filled body is not JSON; write {{json title}}, without quotes around it, where text goes into JSON',
  ],
  [
    '{"a":"{{json title}}"}',
    'the filled body is not JSON; {{json field}} brings its own quotes, so write none around it',
  ],
])('%j is told: %s', (body, what) => {
  expect(checkTemplate(body)).toBe(what)
})

test('what is right is right, and JSON is judged by its content type where there is one', () => {
  expect(checkTemplate('{"a":{"b":{"c":{{json title}}}}}')).toBeUndefined()
  expect(checkTemplate('{{title}}\n{{text}} }}')).toBeUndefined()
  expect(checkTemplate('{{title}}', 'application/json')).toContain('not JSON')
  expect(checkTemplate('{"a":"{{title}}"}', 'text/plain')).toBeUndefined()
  for (const field of FIELDS) expect(checkTemplate(`[{{json ${field}}}]`), field).toBeUndefined()
})

test('the WhatsApp recipe of the documentation is a message as its Cloud API takes it', () => {
  const page = readFileSync(new URL('../../docs/channels.md', import.meta.url), 'utf8')
  const yaml = /```yaml\n(# WhatsApp[\s\S]*?)```/.exec(page)?.[1] ?? ''
  const { receivers } = parse(yaml).alerts
  const { body } = receivers[0].http
  expect(checkTemplate(body)).toBeUndefined()
  const bare = sampleMessage('k', 0, { incidents: [], lines: [], type: 'announcement' })
  for (const message of [sampleMessage('k', 4470), bare]) {
    const filled = JSON.parse(fillTemplate(body, message))
    expect(filled).toMatchObject({
      messaging_product: 'whatsapp',
      type: 'template',
      template: { name: 'ronda_page', language: { code: 'id' } },
    })
    const texts = filled.template.components[0].parameters.map(({ text }: { text: string }) => text)
    expect(texts).toHaveLength(2)
    // Parameters of a template message: not empty, no line breaks or tabs, no more than four spaces in a row.
    for (const text of texts) expect(text).toMatch(/^(?!.*( {5}|\t|\n)).+$/s)
    expect(texts.join('').length).toBeLessThanOrEqual(900)
  }
})
