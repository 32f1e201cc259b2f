import { expect, test } from 'vitest'
import { problems } from '../../test/rigs/policy-problems.ts'

test('tells all that is wrong within one channel', () => {
  const channel = (text: string) => problems(`receivers: [{id: a, ${text}}]\nfallback: [a]`)
  const places = (text: string) => channel(text).map((problem) => problem.split(': ')[0])
  const at = (...keys: string[]) => keys.map((key) => `receivers.0.${key}`)
  expect(places('webhook: {url: "http://far/x"}')).toEqual(at('webhook.secret', 'webhook.url'))
  expect(places('telegram: {chat: x, api: "http://far"}')).toEqual(
    at('telegram.token', 'telegram.chat', 'telegram.api'),
  )
  expect(places('alertmanager: {url: "ftp://h", user: u}')).toEqual(
    at('alertmanager.url', 'alertmanager.user'),
  )
  expect(places('email: {from: x, to: [a@b], host: far, security: none, user: u}')).toEqual(
    at('email.from', 'email.security', 'email.user'),
  )
  expect(places('http: {url: x, headers: {Token: abc}, ok: [1], body: "{{titel}}"}')).toEqual(
    at('http.url', 'http.ok.0', 'http.headers.Token', 'http.body'),
  )
  expect(places('alertmanager: {url: "https://h", user: u, pasword: env:P}')).toEqual(
    at('alertmanager'),
  )
  for (const name of ['webhook', 'telegram', 'email', 'alertmanager', 'http']) {
    expect(places(`${name}: null`)).toEqual(at(name))
    expect(places(`${name}: []`)).toEqual(at(name))
  }
})
