import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { buildPage } from '../../console/build.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { openStage, openVisitor, type Stage, type Visitor } from './browser.ts'
import { closed, incidentOfIsp, incidentOn, step } from './fake-incidents.ts'

const CUT = 4470

describeWithRigs('incidents in a browser, over the whole city', ['chromium'], () => {
  let stage: Stage
  let desk: Visitor
  beforeAll(async () => {
    await buildPage()
    stage = await openStage()
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
  const number = (text: string): number => Number(text.replace(/\D/g, ''))

  test('lists what is open, and below it what is over, a page at a time', async () => {
    const { page } = desk
    await goTo(desk, '#/incidents')
    const open = page.locator('[data-open="true"]')
    const { openIncidents } = await stage.live.summary()
    await expect.poll(() => open.locator('h2 small').innerText()).toBe(String(openIncidents))
    expect(await open.locator('.incident-row').count()).toBe(Math.min(100, openIncidents))
    await open.locator('.more').click()
    await expect
      .poll(() => open.locator('.incident-row').count())
      .toBe(Math.min(200, openIncidents))
    const over = page.locator('[data-open="false"] .incident-row')
    expect(await over.count()).toBe(12)
    expect(await over.first().innerText()).toMatch(/down[\s\S]*closed[\s\S]*WIB/)
    expect(await page.locator('.to-incidents b').innerText()).toBe(String(openIncidents))
  })

  test('shows one cause of 4,470 at a stroke: one line on the board, one page with all of them', async () => {
    const { page } = desk
    await goTo(desk, '')
    await page.waitForSelector('.dead li')
    const incident = incidentOfIsp(stage.live.city, 'telkom', 900, Date.now())
    const ids = stage.live.city.targets.slice(0, CUT).map(({ id }) => id)
    const cut = { ...incident, affected: ids.toSorted(), peak: CUT, flapping: true }
    stage.live.happen(step('opened', cut))
    const first = page.locator('.dead li').first()
    await expect.poll(() => first.innerText()).toMatch(/ISP telkom: 900 of [\d,]+ down\s+4,470/)
    expect(await first.innerText()).toContain('flapping')
    await first.locator('a').click()
    await expect.poll(() => page.locator('.affected h2 small').innerText()).toBe('4,470')
    expect(await page.locator('h1').innerText()).toContain('ISP telkom')
    expect(await page.locator('.sentence').innerText()).toMatch(
      /^Open since .* WIB \(.*\): 900 of [\d,]+ targets of ISP telkom failed within a minute/,
    )
    const groups = page.locator('.affected summary small')
    const sum = (await groups.allInnerTexts()).reduce((total, text) => total + number(text), 0)
    expect(sum).toBe(CUT)
    await page.locator('.affected summary').first().click()
    const size = number(await groups.first().innerText())
    await expect.poll(() => page.locator('.affected li').count()).toBe(size)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('.affected .csv').click(),
    ])
    expect(download.suggestedFilename()).toBe(`${incident.id}.csv`)
    stage.live.happen(step('closed', closed(cut, Date.now()), 1_000))
  })

  test('follows an incident through its life', async () => {
    const { page } = desk
    const opened = incidentOn(stage.live.city, 'upl-00050', { openedAt: Date.now() - 60_000 })
    stage.live.happen(step('opened', opened))
    await goTo(desk, `#/incident/${opened.id}`)
    await page.waitForSelector('.sentence[data-state="open"]')
    expect(await page.locator('.life li').count()).toBe(1)
    expect(await page.locator('.facts').innerText()).toContain('10.0.0.1')
    const acknowledged = { at: Date.now(), by: 'Sari', note: 'calling the ISP' }
    const seen = { ...opened, acknowledged }
    stage.live.happen(step('acknowledged', seen, 1_000))
    await expect
      .poll(() => page.locator('.acknowledged').innerText())
      .toMatch(/^Acknowledged by Sari, .* WIB: calling the ISP$/)
    stage.live.happen(step('recovering', { ...seen, state: 'recovering' }, 2_000))
    await page.waitForSelector('.sentence[data-state="recovering"]')
    stage.live.happen(step('closed', closed(seen, Date.now()), 3_000))
    await page.waitForSelector('.sentence[data-state="closed"]')
    await expect.poll(() => page.locator('.life li').count()).toBe(4)
    expect(await page.locator('.figure').innerText()).toContain('at most')
    await expect.poll(() => page.locator('.affected li.over').count()).toBe(opened.peak)
  })

  test('leads from a target to its incident and back to the cause', async () => {
    const { page } = desk
    const { city } = stage.live
    const incident = incidentOn(city, 'upl-00060', { openedAt: Date.now() })
    const child = incident.affected.find((id) => id.startsWith('nvr')) ?? ''
    await goTo(desk, `#/target/${child}`)
    await page.waitForSelector('.sentence')
    expect(await page.locator('.part-of').count()).toBe(0)
    stage.live.happen(step('opened', incident))
    await expect
      .poll(() => page.locator('.part-of').innerText())
      .toMatch(/Part of an incident\s+Uplink .* down: \d affected, .*, since .* WIB/)
    await page.locator('.part-of').click()
    await expect.poll(() => page.url()).toContain(`#/incident/${incident.id}`)
    await page.locator('.to-cause').click()
    await expect.poll(() => page.url()).toContain('#/target/upl-00060')
  })

  test('says so when there is no such incident', async () => {
    await goTo(desk, '#/incident/none')
    await expect.poll(() => desk.page.locator('.empty').innerText()).toContain('“none” is not in')
    // The browser itself reports the 404 that the page asked for.
    const complaints = desk.complaints.splice(0)
    expect(complaints.every((text) => text.includes('404'))).toBe(true)
  })

  test('speaks Indonesian and fits a phone', async () => {
    const visitor = await openVisitor(stage, { width: 390, height: 844, locale: 'id-ID' })
    try {
      const { page } = visitor
      const { rows } = await stage.live.incidents({ open: true, limit: 1 })
      for (const hash of ['#/', '#/incidents', `#/incident/${rows[0]?.id}`, '#/target/upl-00060']) {
        await goTo(visitor, hash)
        await page.waitForSelector(hash === '#/' ? '.dead li' : '.panel')
        expect(await page.evaluate('document.documentElement.scrollWidth'), hash).toBe(390)
      }
      await goTo(visitor, '#/incidents')
      await expect.poll(() => page.locator('h1').innerText()).toBe('Insiden')
      expect(await page.locator('.incident-row').first().innerText()).toMatch(
        /mati[\s\S]*terdampak/,
      )
      expect(visitor.complaints).toEqual([])
    } finally {
      await visitor.close()
    }
  })
})
