import { afterEach, beforeEach, expect, test } from 'vitest'
import { GrafanaApi, versionOf } from '../../../dashboards/push/api.ts'
import { Secret } from '../../../fleet/secret.ts'
import { freePort } from '../../rigs/free-port.ts'
import { startStandIn } from '../../rigs/stand-in-server.ts'
import { apiOf, lookAt, TOKEN } from './pushing.ts'
import { type GrafanaStandIn, startGrafana } from './stand-in.ts'

let grafana: GrafanaStandIn
beforeEach(async () => {
  grafana = await startGrafana(TOKEN)
})
afterEach(async () => {
  await grafana.close()
})

test('the version of Grafana is read', async () => {
  await expect(versionOf(apiOf(grafana))).resolves.toBe('13.1.0')
})

test.each([
  ['a wrong token', { status: 401, text: '{"message":"Invalid API key"}' }, 'unauthorised'],
  [
    'a page of something else',
    { status: 200, text: '<html>Welcome to nginx</html>' },
    'not-grafana',
  ],
  ['JSON of something else', { status: 200, text: '{"ok":true}' }, 'not-grafana'],
  ['JSON without end', { status: 200, text: '['.repeat(100_000) }, 'not-grafana'],
  ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/login' } }, 'redirected'],
  ['a fault of the server', { status: 500, text: 'oops' }, 'server-error'],
  ['silence', 'hang', 'timeout'],
  ['a cut connection', 'cut', 'unreachable'],
] as const)('%s is told as what it is', async (_, misdeed, fault) => {
  grafana.misdeed = () => misdeed
  await expect(lookAt(grafana)).rejects.toMatchObject({ name: 'GrafanaError', fault })
})

test('a redirect says to which host, and a refused connection whose', async () => {
  const location = 'https://user:word@elsewhere.example:8443/login?ticket=1'
  grafana.misdeed = () => ({ status: 302, headers: { location } })
  await expect(lookAt(grafana)).rejects.toMatchObject({
    message: `${grafana.url} answers that it is elsewhere: https://elsewhere.example:8443`,
  })
  const host = `127.0.0.1:${await freePort()}`
  const nobody = new GrafanaApi({ url: `http://${host}`, token: new Secret(TOKEN), waitMs: 1 })
  await expect(versionOf(nobody)).rejects.toMatchObject({
    message: `GET /api/health: ${host} ECONNREFUSED`,
  })
})

test('nothing that a server says moves the cursor of a terminal', async () => {
  const message = 'a\u001b[2Jb\u009bc\u202ed\r\n\u0007e'
  grafana.misdeed = () => ({ status: 400, text: JSON.stringify({ message }) })
  await expect(apiOf(grafana).get('/api/folders/x')).rejects.toMatchObject({
    message: 'GET /api/folders/x: 400 a [2Jb c d e',
  })
})

test('another program that speaks JSON is no Grafana', async () => {
  const other = await startStandIn(() => ({ status: 404, body: { error: 'not found' } }))
  await expect(versionOf(apiOf(other))).rejects.toMatchObject({ fault: 'not-grafana' })
  await other.close()
})

test('an answer without end is not read to its end', async () => {
  grafana.misdeed = () => ({ status: 200, text: `{"database":"${'x'.repeat(3_000_000)}"}` })
  const api = new GrafanaApi({ url: grafana.url, token: new Secret(TOKEN), maxBytes: 1_000_000 })
  await expect(versionOf(api)).rejects.toMatchObject({ fault: 'too-large' })
})

test('reading is tried three times, writing once', async () => {
  grafana.misdeed = () => ({ status: 503 })
  await expect(apiOf(grafana).get('/api/folders/x')).rejects.toMatchObject({
    fault: 'server-error',
  })
  expect(grafana.asked).toHaveLength(3)
  grafana.asked.length = 0
  await expect(apiOf(grafana).send('POST', '/api/folders', {})).rejects.toMatchObject({
    fault: 'server-error',
  })
  expect(grafana.asked).toHaveLength(1)
})

test('a busy Grafana is asked again, since nothing was done', async () => {
  grafana.misdeed = (_, n) =>
    n === 0 ? { status: 429, headers: { 'retry-after': '0' } } : undefined
  const made = await apiOf(grafana).send('POST', '/api/folders', { uid: 'a', title: 'A' })
  expect(made.status).toBe(200)
})
