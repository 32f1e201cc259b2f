// What every dialect must do, whoever answers: run for a real influxd and for the stand-ins of InfluxDB 2 and 3.
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '../../fleet/secret.ts'
import type { RequestSpec } from '../../store/influx/dialect.ts'
import { createDialect } from '../../store/influx/dialects/create-dialect.ts'
import { InfluxError } from '../../store/influx/dialects/influx-error.ts'
import type { InfluxTarget, KeepDays } from '../../store/influx/target.ts'
import { TIERS } from '../../store/schema/tiers.ts'
import { queryRows } from './query-rows.ts'

export const KEEP: KeepDays = { raw: 7, m1: 90, h1: 730, d1: 3650, ev: 730 }
const WRONG = new Secret('wrong-and-long-enough')

export interface DialectRig {
  readonly target: InfluxTarget
  close(): Promise<void>
}

export interface DialectContract {
  start(): Promise<DialectRig>
  /** Retentions can be changed. InfluxDB 3 Core cannot. */
  readonly changesRetention: boolean
  /** It looks at logins. */
  readonly wantsLogin: boolean
}

export function dialectContract(
  title: string,
  { start, changesRetention, wantsLogin }: DialectContract,
): void {
  describe(title, () => {
    let rig: DialectRig
    beforeAll(async () => {
      rig = await start()
    })
    afterAll(async () => {
      await rig.close()
    })
    const init = (keep = KEEP, dryRun = false) => createDialect(rig.target).init(keep, { dryRun })
    const did = async (...args: Parameters<typeof init>) =>
      new Set((await init(...args)).map((step) => step.did))

    test('a dry run makes nothing', async () => {
      expect(await did(KEEP, true)).toEqual(new Set(['would-make']))
      expect(await did(KEEP, true)).toEqual(new Set(['would-make']))
    })

    test('the first init makes everything, the second finds everything', async () => {
      expect(await did()).toEqual(new Set(['made']))
      expect(await did()).toEqual(new Set(['found']))
    })

    test.each(TIERS)(
      'a point written to %s is read back from there, and from nowhere else',
      async (tier) => {
        const at = Math.floor(Date.now() / 1000)
        const line = `selftest,host=${tier} n=7i ${at}\n`
        const written = await post(rig.target, createDialect(rig.target).write(tier, 's'), line)
        expect(written).toMatchObject({ status: 204 })
        const q = `SELECT "n" FROM "selftest" WHERE "host" = '${tier}'`
        expect(await queryRows(rig.target, tier, q)).toEqual([
          { measurement: 'selftest', time: at * 1000, n: 7 },
        ])
        const other = tier === 'raw' ? 'm1' : 'raw'
        expect(await queryRows(rig.target, other, q)).toEqual([])
      },
    )

    test('nanoseconds are told from seconds', async () => {
      const at = Date.now()
      const line = `selftest,host=ns n=8i ${at}000007\n`
      const spec = createDialect(rig.target).write('ev', 'ns')
      expect(await post(rig.target, spec, line)).toMatchObject({ status: 204 })
      const [row] = await queryRows(
        rig.target,
        'ev',
        `SELECT "n" FROM "selftest" WHERE "host" = 'ns'`,
      )
      expect(Math.abs(Number(row?.['time']) - at)).toBeLessThan(1)
    })

    test.runIf(changesRetention)('a changed retention is changed, once', async () => {
      const longer = { ...KEEP, raw: 14, m1: 30 }
      const dry = await init(longer, true)
      expect(dry.filter((step) => step.did !== 'found').map((step) => step.did)).toEqual([
        'would-change',
        'would-change',
      ])
      expect(await did(KEEP, true)).toEqual(new Set(['found']))
      const changed = (await init(longer)).filter((step) => step.did !== 'found')
      expect(changed.map((step) => `${step.did}: ${step.detail}`)).toEqual([
        expect.stringMatching(/^changed: from 7 days to 14 days/),
        expect.stringMatching(/^changed: from 90 days to 30 days/),
      ])
      expect(await did(longer)).toEqual(new Set(['found']))
      await init(KEEP)
    })

    test.runIf(!changesRetention)('a changed retention is said to be fixed', async () => {
      const longer = { ...KEEP, raw: 14 }
      const error = await init(longer).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(InfluxError)
      expect(String(error)).toMatch(/_raw from 7 days to 14 days/)
      expect((error as InfluxError).remedy).toMatch(/keepDays/)
      expect(await did()).toEqual(new Set(['found']))
    })

    test.runIf(wantsLogin)(
      'a wrong login is unauthorised, and no secret is in the error',
      async () => {
        const { username } = rig.target
        const wrong: InfluxTarget = {
          ...rig.target,
          ...(username === undefined ? { token: WRONG } : { password: WRONG }),
        }
        const error = await createDialect(wrong)
          .init(KEEP, { dryRun: false })
          .catch((thrown: unknown) => thrown)
        expect(error).toMatchObject({ code: 'RND_INFLUX', problem: { code: 'unauthorised' } })
        const shown = `${error} ${(error as Error).stack} ${JSON.stringify(error)}`
        expect(shown).not.toContain(WRONG.reveal())
        expect(shown).not.toContain(Buffer.from(`${username}:${WRONG.reveal()}`).toString('base64'))
      },
    )

    test('nobody there, or no answer, is said as such', async () => {
      const nobody = { ...rig.target, url: 'http://127.0.0.1:1' }
      await expect(createDialect(nobody).init(KEEP, { dryRun: true })).rejects.toMatchObject({
        problem: { code: 'unreachable' },
      })
    })
  })
}

async function post(target: InfluxTarget, spec: RequestSpec, lines: string) {
  const body = gzipSync(lines)
  const reply = await fetch(`${target.url}${spec.path}`, {
    method: spec.method,
    headers: { ...spec.headers, 'content-encoding': 'gzip' },
    body,
  })
  return { status: reply.status, said: await reply.text() }
}
