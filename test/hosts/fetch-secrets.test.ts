// Secrets at boot, by the real program against a stand-in for Secrets Manager and the instance's metadata on the loopback.
import { execFile } from 'node:child_process'
import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fetchProgram } from '../../hosts/fetch-secrets.ts'
import { secretsList } from '../../hosts/secrets-at-boot.ts'
import { describeWithRigs } from '../rigs/rig.ts'

const REGION = 'ap-southeast-3'
const ROLE = { AccessKeyId: 'AKID', SecretAccessKey: 'k/e+y', Token: 'session' }

describeWithRigs('secrets at boot', ['root', 'cloud-init'], () => {
  let folder: string
  let server: Server
  let program: string
  /** What Secrets Manager has; a name that is not there is refused. */
  let kept: Map<string, string>
  /** Actions in the order of their calls. */
  let calls: string[]
  /** `batch`: BatchGetSecretValue is denied. `away`: nothing is answered. `throttled`: so many calls are. */
  let trouble: { batch?: boolean; away?: boolean; throttled?: number }

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ronda-fetch-'))
    kept = new Map()
    calls = []
    trouble = {}
    server = createServer((request, response) => {
      void request.toArray().then((all: Buffer[]) => {
        const { status, text } = answer(request, Buffer.concat(all).toString())
        response.writeHead(status).end(text)
      })
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    program = join(folder, 'fetch-secrets')
    const plan = { region: REGION, folder: join(folder, 'secrets'), reader: 'root' }
    // Waits between tries are of no interest here.
    const text = fetchProgram({ ...plan, service: here, metadata: here })
    writeFileSync(program, text.replace('time.sleep(tried * 2)', 'pass'), { mode: 0o755 })
  })
  afterEach(async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
    rmSync(folder, { recursive: true, force: true })
  })

  function answer(request: IncomingMessage, body: string): { status: number; text: string } {
    const { url = '', headers } = request
    if (url.endsWith('/api/token')) return { status: 200, text: 'token' }
    if (url.endsWith('/security-credentials/')) return { status: 200, text: 'role\n' }
    if (url.endsWith('/role')) return { status: 200, text: JSON.stringify(ROLE) }
    if (trouble.away) return { status: 503, text: '' }
    const refuse = (type: string) => ({ status: 400, text: JSON.stringify({ __type: type }) })
    if (headers.authorization !== authorizationOf(headers, body)) return refuse('BadSignature')
    const action = String(headers['x-amz-target']).split('.')[1] ?? ''
    calls.push(action)
    if ((trouble.throttled ?? 0) > 0) {
      trouble = { ...trouble, throttled: (trouble.throttled ?? 0) - 1 }
      return refuse('ThrottlingException')
    }
    const asked = JSON.parse(body) as { SecretId?: string; SecretIdList?: string[] }
    if (action === 'GetSecretValue') {
      const value = kept.get(asked.SecretId ?? '')
      if (value === undefined) return refuse('ResourceNotFoundException')
      return { status: 200, text: JSON.stringify({ Name: asked.SecretId, SecretString: value }) }
    }
    if (trouble.batch) return refuse('com.amazon#AccessDeniedException')
    const names = asked.SecretIdList ?? []
    if (names.length > 20) return refuse('InvalidParameterException')
    const SecretValues = names.flatMap((Name) => {
      const SecretString = kept.get(Name)
      return SecretString === undefined ? [] : [{ Name, SecretString }]
    })
    const Errors = names
      .filter((name) => !kept.has(name))
      .map((SecretId) => ({ SecretId, ErrorCode: 'ResourceNotFoundException' }))
    return { status: 200, text: JSON.stringify({ SecretValues, Errors }) }
  }

  /** Runs it for these names, in one list or more. */
  async function fetch(names: readonly string[], ...words: readonly string[]) {
    const list = join(folder, 'secrets.list')
    writeFileSync(list, secretsList(names))
    return new Promise<{ code: number; said: string }>((resolve) => {
      execFile(
        '/usr/bin/python3',
        [program, ...words, list, join(folder, 'none')],
        (error, _, said) => resolve({ code: error === null ? 0 : Number(error.code), said }),
      )
    })
  }
  const many = (count: number) => {
    const names = Array.from({ length: count }, (_, i) => `city/nvr-${i}`)
    for (const name of names) kept.set(name, `value of ${name}`)
    return names
  }
  const fileOf = (name: string) => join(folder, 'secrets', name.replaceAll('/', ':'))
  const valueIn = (name: string) => readFileSync(fileOf(name), 'utf8')

  test('asks for a few one by one, as the instance, and gives them to their reader alone', async () => {
    kept.set('city/nvr', 'geheim \'"$`ä\n').set('prod/token', 'two\nlines')
    expect(await fetch(['city/nvr', 'prod/token'])).toEqual({ code: 0, said: '' })
    expect(calls).toEqual(['GetSecretValue', 'GetSecretValue'])
    expect(valueIn('city/nvr')).toBe('geheim \'"$`ä')
    expect(valueIn('prod/token')).toBe('two\nlines')
    expect(statSync(fileOf('city/nvr')).mode & 0o777).toBe(0o400)
    expect(statSync(join(folder, 'secrets')).mode & 0o777).toBe(0o700)
  })

  test('asks for many by twenties', async () => {
    const names = many(2001)
    expect(await fetch(names)).toEqual({ code: 0, said: '' })
    expect(calls).toHaveLength(101)
    expect(calls.filter((call) => call === 'BatchGetSecretValue')).toHaveLength(100)
    for (const name of names) expect(valueIn(name)).toBe(`value of ${name}`)
  })

  test('asks one by one where it may not ask for many', async () => {
    trouble = { batch: true }
    const names = many(60)
    expect((await fetch(names)).code).toBe(0)
    expect(valueIn('city/nvr-59')).toBe('value of city/nvr-59')
  })

  test('asks again when there was too much of it', async () => {
    trouble = { throttled: 4 }
    const names = many(100)
    expect((await fetch(names)).code).toBe(0)
    expect(calls).toHaveLength(9)
  })

  test('keeps the file from before of what cannot be fetched, and says so', async () => {
    const names = many(30)
    await fetch(names)
    kept.set('city/nvr-1', 'another')
    kept.delete('city/nvr-7')
    const { code, said } = await fetch(names)
    expect(code).toBe(0)
    expect(said).toBe(
      'secret city/nvr-7: cannot be fetched (ResourceNotFoundException), the one from before stays in use\n',
    )
    expect([valueIn('city/nvr-1'), valueIn('city/nvr-7')]).toEqual([
      'another',
      'value of city/nvr-7',
    ])
  })

  test('starts with those from before at once where nobody answers', async () => {
    const names = many(400)
    await fetch(names)
    trouble = { away: true }
    calls = []
    const { code, said } = await fetch(names)
    expect(code).toBe(0)
    expect(said).toMatch(/secret city\/nvr-\d+: cannot be fetched \(OSError status 503\)/)
    expect(said).toContain('and 390 more secrets')
  })

  test('fails where one was never there, names it, and leaves the others', async () => {
    const names = [...many(30), 'city/wrong']
    const { code, said } = await fetch(names)
    expect(code).toBe(1)
    expect(said).toBe(
      "secret city/wrong: cannot be fetched (ResourceNotFoundException), see whether it exists in ap-southeast-3 and the instance's role may read it\n",
    )
    expect(existsSync(fileOf('city/nvr-29'))).toBe(true)
  })

  test('asks nobody at the start after it was asked beforehand, once', async () => {
    const names = many(3)
    await fetch(names, '--fresh')
    calls = []
    expect(await fetch(names)).toEqual({ code: 0, said: 'secrets: all of them are fresh\n' })
    expect(calls).toEqual([])
    await fetch(names)
    expect(calls).toHaveLength(3)
  })
})

/** Signature Version 4, from its description by AWS: over the headers that it names. */
function authorizationOf(headers: IncomingMessage['headers'], body: string): string {
  const sha = (text: string) => createHash('sha256').update(text).digest('hex')
  const names = ['content-type', 'host', 'x-amz-date', 'x-amz-security-token', 'x-amz-target']
  const lines = names.map((name) => `${name}:${String(headers[name])}\n`).join('')
  const request = `POST\n/\n\n${lines}\n${names.join(';')}\n${sha(body)}`
  const at = String(headers['x-amz-date'])
  const scope = `${at.slice(0, 8)}/${REGION}/secretsmanager/aws4_request`
  let key: Buffer = Buffer.from(`AWS4${ROLE.SecretAccessKey}`)
  for (const part of [...scope.split('/'), `AWS4-HMAC-SHA256\n${at}\n${scope}\n${sha(request)}`]) {
    key = createHmac('sha256', key).update(part).digest()
  }
  return `AWS4-HMAC-SHA256 Credential=${ROLE.AccessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${key.toString('hex')}`
}
