import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { buildPage } from '../../console/build.ts'
import type { Incident } from '../../incidents/incident.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { ACT_TOKEN, openStage, openVisitor, type Stage, type Visitor } from './browser.ts'
import { incidentOn, step } from './fake-incidents.ts'

const HOUR_MS = 3_600_000

describeWithRigs('acting in a browser, over the whole city', ['chromium'], () => {
  let stage: Stage
  let desk: Visitor
  let incident: Incident
  beforeAll(async () => {
    await buildPage()
    stage = await openStage()
    incident = incidentOn(stage.live.city, 'upl-00050', { openedAt: Date.now() - 60_000 })
    stage.live.happen(step('opened', incident))
    stage.incidents.set(incident.id, incident)
    const from = Date.now() - HOUR_MS
    stage.actions.plan({
      id: 'LETTER-7',
      kind: 'suspension',
      scope: { targets: ['upl-00070', 'upl-00071'] },
      reason: 'Surat Wali Kota: lampu jalan Simpang Lima diganti',
      owner: 'diskominfo',
      reference: '005/7',
      source: 'file',
      from,
      until: from + 100 * HOUR_MS,
    })
    desk = await openVisitor(stage)
  })
  afterAll(async () => {
    await desk?.close()
    await stage?.stop()
  })
  afterEach(() => {
    expect(desk.complaints.splice(0)).toEqual([])
  })

  const goTo = async ({ page }: Visitor, hash: string): Promise<void> => {
    await page.goto(`${stage.server().url}/${hash}`)
  }

  test('to acknowledge, one signs in once, comes back, and the name is remembered', async () => {
    const { page } = desk
    await goTo(desk, `#/incident/${incident.id}`)
    await page.locator('.ack input').first().fill('Sari')
    await page.locator('.ack button').click()
    await page.waitForURL(/login\?to=/)
    await page.locator('input[name=token]').fill(ACT_TOKEN)
    await page.locator('button').click()
    await page.waitForURL(`**/#/incident/${incident.id}`)
    expect(stage.actions.done).toEqual([])
    expect(await page.locator('.ack input').first().inputValue()).toBe('Sari')
    await page.locator('.ack input').nth(1).fill('technician is on the way')
    await page.locator('.ack button').click()
    await expect
      .poll(() => page.locator('.acknowledged').innerText())
      .toMatch(/^Acknowledged by Sari, .* WIB: technician is on the way$/)
    expect(await page.locator('.ack').count()).toBe(0)
    expect(stage.actions.done).toMatchObject([
      { by: 'Sari', via: 'console', action: 'acknowledge', subject: incident.id },
    ])
    // The browser itself reports the 401 that led to the form.
    expect(desk.complaints.splice(0).every((text) => text.includes('401'))).toBe(true)
  })

  test('lists what is planned, with its list', async () => {
    const { page } = desk
    await goTo(desk, '#/')
    await page.locator('.to-planned').click()
    const row = page.locator('[data-planned="active"] .planned-row').first()
    await expect.poll(() => row.innerText()).toContain('Simpang Lima')
    expect(await row.innerText()).toMatch(
      /Suspension LETTER-7 · owner Diskominfo · 005\/7 · from the estate’s files[\s\S]*from .* WIB\s+until .* WIB/,
    )
    expect(await row.locator('.resume').count()).toBe(0)
    await row.locator('summary').click()
    await expect.poll(() => row.locator('.ids').innerText()).toContain('upl-00070')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      row.locator('.csv').click(),
    ])
    expect(download.suggestedFilename()).toBe('LETTER-7.csv')
  })

  test('suspends a few after counting them, and resumes them after asking', async () => {
    const { page } = desk
    await goTo(desk, '#/planned')
    const form = page.locator('form.suspend')
    await form.locator('[name=ids]').fill('upl-00001, upl-00002\nnowhere-1')
    await form.locator('[name=reason]').fill('line is being moved')
    await form.locator('[name=owner]').selectOption('telkom')
    await form.locator('[name=reference]').fill('T-12')
    await form.locator('[name=until]').fill('2099-12-31T18:00')
    await form.locator('.count').click()
    await expect
      .poll(() => form.locator('.refused').innerText())
      .toContain('scope.targets.2: no target is nowhere-1')
    await form.locator('[name=ids]').fill('upl-00001, upl-00002')
    expect(await form.locator('.refused').count()).toBe(0)
    await form.locator('.count').click()
    await expect.poll(() => form.locator('.counted').innerText()).toMatch(/would cover \d targets/)
    await form.locator('.do').click()
    const row = page.locator('.planned-row', { hasText: 'line is being moved' })
    await expect.poll(() => row.innerText()).toMatch(/until 31 Dec 2099 18:00:00 WIB/)
    expect(stage.actions.done.at(-1)).toMatchObject({ action: 'suspend', by: 'Sari' })
    await row.locator('.resume').click()
    expect(stage.actions.done.at(-1)?.action).toBe('suspend')
    await row.locator('.sure .do').click()
    await page.waitForSelector('[data-planned="over"] .planned-row')
    expect(stage.actions.done.at(-1)).toMatchObject({ action: 'resume', via: 'console' })
    expect(await form.locator('[name=reason]').inputValue()).toBe('')
    // The browser itself reports the 422 that the page asked for.
    expect(desk.complaints.splice(0).every((text) => text.includes('422'))).toBe(true)
  })

  test('a mass suspension wants its number typed', async () => {
    const { page } = desk
    await goTo(desk, '#/planned')
    const form = page.locator('form.suspend')
    const before = stage.actions.done.length
    await form.locator('[name=scope-kind]').selectOption('uplink')
    await form.locator('[name=reason]').fill('Surat edaran')
    await form.locator('[name=owner]').selectOption('diskominfo')
    await form.locator('[name=until]').fill('2099-12-31T18:00')
    await form.locator('.do').click()
    await expect
      .poll(() => form.locator('.mass').innerText())
      .toMatch(/This covers 5,569 targets, [\d.]+ % of the estate/)
    expect(await form.locator('.do').isDisabled()).toBe(true)
    await form.locator('[name=confirm]').fill('5568')
    expect(await form.locator('.do').isDisabled()).toBe(true)
    expect(stage.actions.done).toHaveLength(before)
    await form.locator('[name=confirm]').fill('5,569')
    await form.locator('.do').click()
    await expect.poll(() => form.locator('.counted').innerText()).toContain('5,569 targets are')
    expect(stage.actions.done.at(-1)).toMatchObject({ detail: { covered: 5569 } })
    // The browser itself reports the 409.
    expect(desk.complaints.splice(0).every((text) => text.includes('409'))).toBe(true)
  })

  test('a suspended target says by what, whose and until when; the head counts them', async () => {
    const { page } = desk
    const { live } = stage
    live.change(['upl-00070', 'upl-00071'], 'suspended', 'planned')
    const until = Date.now() + 48 * HOUR_MS
    Object.assign(live.city.byId.get('upl-00070') ?? {}, {
      evidence: { plannedId: 'LETTER-7', owner: 'diskominfo', why: 'lampu diganti', until },
    })
    live.say({})
    await goTo(desk, '#/target/upl-00070')
    await expect
      .poll(() => page.locator('.sentence').innerText())
      .toMatch(/^Suspended since .*: LETTER-7 of diskominfo covers it until .* WIB: lampu diganti/)
    await expect.poll(() => page.locator('.to-planned b').innerText()).toMatch(/[1-9]/)
    await page.locator('.sentence .to-cause').click()
    await page.waitForSelector('[data-planned="active"]')
  })

  test('speaks Indonesian and fits a phone', async () => {
    const visitor = await openVisitor(stage, { width: 390, height: 844, locale: 'id-ID' })
    try {
      const { page } = visitor
      for (const hash of ['#/planned', `#/incident/${incident.id}`, '#/target/upl-00070']) {
        await goTo(visitor, hash)
        await page.waitForSelector('.panel')
        expect(await page.evaluate('document.documentElement.scrollWidth'), hash).toBe(390)
        expect((await page.locator('.search').boundingBox())?.width, hash).toBeGreaterThan(100)
      }
      await goTo(visitor, '#/planned')
      await expect.poll(() => page.locator('h1').innerText()).toBe('Terencana')
      expect(await page.locator('form.suspend').innerText()).toContain('Nonaktifkan')
      expect(visitor.complaints).toEqual([])
    } finally {
      await visitor.close()
    }
  })

  test('the link in a message acknowledges without a script, and without signing in', async () => {
    const other = incidentOn(stage.live.city, 'upl-00060', { openedAt: Date.now() })
    stage.live.happen(step('opened', other))
    stage.incidents.set(other.id, other)
    const visitor = await openVisitor(stage, { width: 390, height: 844, locale: 'id-ID' })
    try {
      const { page } = visitor
      const key = encodeURIComponent(stage.actions.keyOf(other.id))
      await page.goto(`${stage.server().url}/ack/${other.id}?key=${key}`)
      expect(await page.innerText('body')).toMatch(/mati: \d+ terdampak/)
      await page.fill('input[name=by]', 'Budi')
      await page.click('button')
      await expect.poll(() => page.innerText('body')).toContain('Ditanggapi oleh Budi.')
      expect(stage.actions.done.at(-1)).toMatchObject({ by: 'Budi', via: 'link' })
      expect(visitor.complaints).toEqual([])
    } finally {
      await visitor.close()
    }
  })
})
