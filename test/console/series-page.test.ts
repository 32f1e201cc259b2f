import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { buildPage } from '../../console/build.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { ACT_TOKEN, goTo, openStage, openVisitor, type Stage, type Visitor } from './browser.ts'
import { NO_LOSSES, seriesStatus, waiting, writing } from './fake-series.ts'

const HOUR_MS = 3_600_000

describeWithRigs('the time series in a browser', ['chromium'], () => {
  let stage: Stage
  let desk: Visitor
  const now = Date.now()
  beforeAll(async () => {
    await buildPage()
    stage = await openStage()
    stage.live.write(seriesStatus(now))
    desk = await openVisitor(stage)
  })
  afterAll(async () => {
    await desk?.close()
    await stage?.stop()
  })
  afterEach(() => {
    expect(desk.complaints.splice(0)).toEqual([])
  })

  test('shows each database with what it is owed, what is wrong, and what to do', async () => {
    const { page } = desk
    await goTo(stage, desk, '#/planned')
    await page.locator('.to-series').click()
    const main = page.locator('[data-series="main"]')
    await expect.poll(() => main.getAttribute('data-state')).toBe('writing')
    expect(await main.innerText()).toMatch(/http:\/\/10\.0\.0\.5:8086 · InfluxDB 1[\s\S]*writing/)
    expect(await main.locator('.series-problem').count()).toBe(0)
    expect(await main.locator('.try-now').count()).toBe(0)
    const second = await page.locator('[data-series="second"]').innerText()
    expect(second).toMatch(/waiting\s*since .* WIB \(1 h/)
    expect(second).toMatch(
      /InfluxDB second at https:\/\/second\.example:8086 cannot be reached: connect ECONNREFUSED; what is measured waits in the spool · since .* WIB \(1 h/,
    )
    expect(second).toContain('To mend it: see whether it runs')
    expect(second).toMatch(/9,874,800 points in 2,200 batches, 145 MB, the oldest of .* WIB/)
    expect(second).toMatch(/half within 60 ms, 99 % within 420 ms/)
    expect(await page.locator('.spool').innerText()).toMatch(
      /150 MB of 4,295 MB, 9,874,800 points wait[\s\S]*Summed up to: minutes\s*\d\d:\d\d:00 WIB/,
    )
  })

  test('shows what was refused, a page at a time', async () => {
    const { page } = desk
    await goTo(stage, desk, '#/series')
    const link = page.locator('[data-series="main"] .to-dead-letters')
    await expect.poll(() => link.innerText()).toBe('205')
    await link.press('Enter')
    const rows = page.locator('.dead-letters tbody tr')
    await expect.poll(() => rows.count()).toBe(100)
    expect(await rows.first().innerText()).toMatch(
      /WIB\s+main\s+400\s+field type conflict[\s\S]*line raw: uplink,id=upl-00000/,
    )
    await page.locator('.more').click()
    await expect.poll(() => rows.count()).toBe(200)
    await page.locator('.more').click()
    await expect.poll(() => rows.count()).toBe(205)
    expect(await page.locator('.more').count()).toBe(0)
    expect(await rows.last().innerText()).toContain('… cut, it is longer')
    await goTo(stage, desk, '#/dead-letters?target=second')
    await expect.poll(() => page.locator('.empty').innerText()).toBe('No point was refused.')
  })

  test('tries again and sends again for who has signed in', async () => {
    const { page } = desk
    await goTo(stage, desk, '#/series')
    await page.locator('[data-series="second"] .try-now').click()
    await page.waitForURL(/login\?to=/)
    await page.locator('input[name=token]').fill(ACT_TOKEN)
    await page.locator('button').click()
    await page.waitForURL('**/#/series')
    expect(stage.actions.done).toEqual([])
    await page.locator('[data-series="second"] .try-now').click()
    await expect
      .poll(() => page.locator('[data-series="second"] [role=status]').innerText())
      .toBe('2,200 batches are tried now, 0 dead letters go out again.')
    await page.locator('[data-series="main"] .send-again').click()
    await expect
      .poll(() => page.locator('[data-series="main"] [role=status]').innerText())
      .toContain('205 dead letters go out again.')
    expect(stage.actions.done).toMatchObject([
      { action: 'replay', subject: 'second', via: 'console' },
      { action: 'replay', subject: 'main', detail: { deadLetters: 205 } },
    ])
    // The browser itself reports the 401 that led to the form.
    expect(desk.complaints.splice(0).every((text) => text.includes('401'))).toBe(true)
  })

  test('the head of every room says what is wrong, in Indonesian too, and all fits a phone', async () => {
    const status = seriesStatus(now)
    const since = now - HOUR_MS
    const problem = {
      code: 'unauthorised',
      values: { said: 'authorization failed' },
      since,
    } as const
    const dropped = { ...NO_LOSSES.dropped, raw: 1_200_000 }
    stage.live.write({
      ...status,
      spool: {
        ...status.spool,
        bytes: 4_294_000_000,
        failingSince: since,
        lastError: 'disk full',
        inMemory: 12,
        lostInMemory: 9,
      },
      targets: [
        { ...writing(now), state: 'held', since, problem },
        { ...waiting(now), losses: { ...NO_LOSSES, dropped } },
      ],
    })
    const values = { ...problem.values, code: problem.code, name: 'main', since }
    stage.live.say({
      notices: [
        { level: 'error', text: 'series-held', values: { ...values, url: 'http://10.0.0.5:8086' } },
        { level: 'error', text: 'series-dropping', values: { name: 'second', count: 1_200_000 } },
        { level: 'error', text: 'spool-cannot-write', values: { since } },
      ],
    })
    const visitor = await openVisitor(stage, { width: 390, height: 844, locale: 'id-ID' })
    try {
      const { page } = visitor
      await goTo(stage, visitor, '#/series')
      await expect.poll(() => page.locator('h1').innerText()).toBe('Deret waktu')
      await expect
        .poll(() => page.locator('[data-banner="series-held main"]').innerText())
        .toMatch(
          /^(✕ )?Sejak .* WIB: InfluxDB main di http:\/\/10\.0\.0\.5:8086 menolak pengguna, kata sandi, atau token kita: authorization failed; .*\. Untuk memperbaikinya: beri pengguna atau token itu hak menulis/,
        )
      expect(await page.locator('[data-banner="series-dropping second"]').innerText()).toContain(
        'sejauh ini kehilangan 1.200.000 data',
      )
      expect(await page.locator('.to-series b').getAttribute('title')).toBe('perlu dilihat')
      expect(await page.locator('[data-series="main"]').innerText()).toMatch(/ditahan\s*sejak/)
      expect(await page.locator('[data-series="second"]').innerText()).toContain(
        '1.200.000 (dibuang: nilai 10 dtk)',
      )
      expect(await page.locator('.spool').innerText()).toMatch(
        /tidak dapat ditulis sejak .* \(disk full\)\s*12 kelompok menunggu di memori, 9 data hilang/,
      )
      for (const hash of ['#/series', '#/dead-letters?target=main']) {
        await goTo(stage, visitor, hash)
        await page.waitForSelector('.panel')
        expect(await page.evaluate('document.documentElement.scrollWidth'), hash).toBe(390)
        expect((await page.locator('.search').boundingBox())?.width, hash).toBeGreaterThan(100)
      }
      expect(visitor.complaints).toEqual([])
    } finally {
      await visitor.close()
    }
  })

  test('where no database is configured it says how to add one', async () => {
    stage.live.write(undefined)
    await goTo(stage, desk, '#/planned')
    await goTo(stage, desk, '#/series')
    const { page } = desk
    await expect
      .poll(() => page.locator('.no-series').innerText())
      .toMatch(/history stays in the local store only\.\s*To add an InfluxDB, name it under influx/)
    expect(await page.locator('.series-target').count()).toBe(0)
  })
})
