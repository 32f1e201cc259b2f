import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { buildPage } from '../../console/build.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import {
  goTo,
  openStage,
  openVisitor,
  paintedPixels,
  placeOf,
  type Stage,
  type Visitor,
} from './browser.ts'
import { incidentOn, step } from './fake-incidents.ts'

const formatted = (count: number): string => count.toLocaleString('en-GB')

describeWithRigs('the page in a browser, over the whole city', ['chromium'], () => {
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
  // Each room must be silent: no error of the browser, no request to another host.
  afterEach(() => {
    expect(desk.complaints.splice(0)).toEqual([])
  })

  test('is built once, and not again while its sources stay as they are', async () => {
    expect((await buildPage()).result).toBe('fresh')
  })

  test('filters a table by state, kind and text, and turns its pages', async () => {
    const { page } = desk
    await goTo(stage, desk, '#/area/genuk')
    const caption = page.locator('.targets caption')
    await expect.poll(() => caption.innerText()).toMatch(/^100 of /)
    await page.locator('.more').click()
    await expect.poll(() => caption.innerText()).toMatch(/^200 of /)
    await page.locator('.filter select').nth(1).selectOption('uplink')
    await page.locator('.filter select').first().selectOption('down')
    await expect.poll(() => page.url()).toContain('state=down&kind=uplink')
    const states = page.locator('.targets tbody .state-cell')
    const wanted = stage.live.targets({ state: ['down'], kind: ['uplink'], area: 'genuk' }).total
    await expect.poll(() => states.allInnerTexts()).toEqual(Array(wanted).fill('down'))
    await page.locator('.filter select').first().selectOption('')
    await page.locator('.filter input').fill('upl-0000')
    await expect.poll(() => page.url()).toContain('q=upl-0000')
    expect(await page.locator('.filter input:focus').count()).toBe(1)
  })

  test('shows the states and kinds that an address names, several at once too', async () => {
    const { page } = desk
    await goTo(stage, desk, '#/targets?state=down,unreachable&kind=nvr')
    const chosen = page.locator('.filter option:checked')
    await expect.poll(() => chosen.allInnerTexts()).toEqual(['down or unreachable', 'NVRs'])
    await page.locator('.filter select').first().selectOption('up')
    await expect.poll(() => chosen.allInnerTexts()).toEqual(['up', 'NVRs'])
    expect(await page.locator('.filter option', { hasText: /\bor\b/ }).count()).toBe(0)
  })

  test('counts what is pinged in an area, and lists its cameras too', async () => {
    const { page } = desk
    await goTo(stage, desk, '#/area/genuk')
    const figure = page.locator('.title .figure').first()
    const all = stage.live.targets({ area: 'genuk' }).total
    const cameras = stage.live.targets({ area: 'genuk', kind: ['camera'] }).total
    expect(cameras).toBeGreaterThan(0)
    await expect.poll(() => figure.innerText()).toMatch(/^Pinged targets here\s+([\d,]+)/)
    expect(await figure.locator('b').innerText()).toBe(formatted(all - cameras))
    expect(await page.locator('.panel h2').last().innerText()).toBe('All targets, cameras too')
    expect(await page.locator('.targets caption').innerText()).toBe(`100 of ${formatted(all)}`)
  })

  test('draws the chart of a target over each span, and says why it is down', async () => {
    const { page } = desk
    const down = stage.live.targets({ state: ['down'], kind: ['uplink'] }).rows[0]
    await goTo(stage, desk, `#/target/${down?.id}`)
    await expect
      .poll(() => page.locator('.sentence').innerText())
      .toMatch(/^Down since .* WIB \(.*\): none of 7 echoes was answered/)
    for (const [name, points] of [
      ['1 h', 60],
      ['7 d', 1440],
      ['30 d', 1440],
      ['24 h', 1440],
    ] as const) {
      await page.locator('.spans button', { hasText: name }).click()
      await expect.poll(() => page.locator('.spans [aria-pressed="true"]').innerText()).toBe(name)
      const drawn = async () => Number(await page.locator('.chart').getAttribute('data-points'))
      const share = async () => (await drawn()) / points
      await expect.poll(async () => Math.abs((await share()) - 1)).toBeLessThan(0.02)
    }
    expect(await paintedPixels(page, '.chart')).toBeGreaterThan(10_000)
    expect(await page.locator('.transitions li').count()).toBe(5)
    expect(await page.locator('.transitions').innerText()).toContain('host unreachable (ICMP 3/1)')
  })

  test('follows a target live, with its parent a link away', async () => {
    const { page } = desk
    const nvr = stage.live.targets({ kind: ['nvr'], state: ['up'] }).rows[40]
    await goTo(stage, desk, `#/target/${nvr?.id}`)
    await page.waitForSelector('.sentence.up')
    stage.live.change([nvr?.id ?? ''], 'unreachable', 'parent-down')
    await page.waitForSelector('.sentence.unreachable')
    stage.live.change([nvr?.id ?? ''], 'up', 'answers-again')
    await page.waitForSelector('.sentence.up')
    await page.locator('.family a').first().click()
    await expect.poll(() => page.url()).toContain(`#/target/${nvr?.parent}`)
  })

  test('finds by id, name and address', async () => {
    const { page } = desk
    await goTo(stage, desk, '')
    const target = stage.live.city.byId.get('upl-01234')
    const box = page.locator('.search input')
    for (const text of ['UPL-01234', target?.address ?? '']) {
      await box.fill(text)
      await expect.poll(() => page.locator('.finding').first().innerText()).toContain('upl-01234')
    }
    await box.press('ArrowDown')
    await box.press('Enter')
    await expect.poll(() => page.url()).toContain('#/target/upl-01234')
    await page.keyboard.press('/')
    await page.keyboard.type('Tugu 3')
    await expect.poll(() => page.locator('.findings .more').innerText()).toMatch(/^all \d+/)
    await page.keyboard.press('Enter')
    await expect.poll(() => page.url()).toContain('#/targets?q=Tugu+3')
    await expect
      .poll(() => page.locator('.targets tbody tr').first().innerText())
      .toContain('Tugu 3')
  })

  test('finds kecamatan and kelurahan, and lists cameras last', async () => {
    const { page } = desk
    await goTo(stage, desk, '')
    const box = page.locator('.search input')
    const findings = page.locator('.finding')
    await box.fill('genuk')
    await expect.poll(() => findings.first().innerText()).toMatch(/^Genuk\s+kecamatan/)
    expect(await findings.nth(1).innerText()).toMatch(/^Genuk 1\s+Genuk\s+kelurahan/)
    // By id alone a camera would come before them.
    const ids = (await findings.allInnerTexts()).slice(4).map((text) => text.slice(0, 3))
    expect(ids).toEqual(Array(8).fill('nvr'))
    await box.fill('cctv genuk')
    await expect.poll(() => findings.first().innerText()).toContain('cam-')
    await box.fill('genuk 13')
    await expect.poll(() => findings.first().innerText()).toMatch(/^Genuk 13/)
    await box.press('ArrowDown')
    await box.press('Enter')
    await expect.poll(() => page.url()).toContain('#/area/genuk.k13')
    await expect.poll(() => page.locator('h1').innerText()).toContain('Genuk 13')
  })

  test('says so when there is no such target or page', async () => {
    await goTo(stage, desk, '#/target/nobody')
    await expect.poll(() => desk.page.locator('.empty').innerText()).toContain('“nobody” is not in')
    // The browser itself reports the 404 that the page asked for.
    expect(desk.complaints.splice(0)).toEqual([expect.stringContaining('404')])
    await goTo(stage, desk, '#/nowhere')
    await expect.poll(() => desk.page.locator('.empty').innerText()).toContain('no such page')
  })

  test('speaks the language of the browser until told otherwise, and remembers', async () => {
    const visitor = await openVisitor(stage, { locale: 'id-ID' })
    try {
      const { page } = visitor
      await goTo(stage, visitor, '')
      expect(await page.locator('.dead h2').innerText()).toContain('Mati sekarang')
      expect(await page.locator('html').getAttribute('lang')).toBe('id')
      await page.locator('.languages button', { hasText: 'EN' }).click()
      await expect.poll(() => page.locator('.dead h2').innerText()).toContain('Dead now')
      await page.reload()
      await page.waitForSelector('[data-ready="true"] canvas')
      expect(await page.locator('.dead h2').innerText()).toContain('Dead now')
      expect(visitor.complaints).toEqual([])
    } finally {
      await visitor.close()
    }
  })

  test('fits a phone: nothing to scroll sideways, a tap shows the card, the card leads on', async () => {
    const visitor = await openVisitor(stage, { width: 390, height: 844, touch: true })
    try {
      const { page } = visitor
      const rooms = ['#/', '#/area/semarang-tengah', '#/target/upl-00008', '#/targets?state=down']
      for (const hash of rooms) {
        await goTo(stage, visitor, hash)
        await page.waitForSelector(hash === '#/' ? '.dead li' : '.panel')
        expect(await page.evaluate('document.documentElement.scrollWidth'), hash).toBe(390)
      }
      await goTo(stage, visitor, '#/')
      // The list of the dead has its place between the legend and the first block, and no more than that.
      const box = async (selector: string) =>
        (await page.locator(selector).first().boundingBox()) ?? { y: 0, height: 0 }
      const dead = await box('.dead')
      const legend = await box('.legend')
      expect(dead.height).toBeGreaterThan(60)
      expect(dead.y - legend.y - legend.height).toBeLessThan(32)
      expect((await box('.block')).y - dead.y - dead.height).toBeLessThan(32)
      const down = stage.live
        .board()
        .groups.flatMap((g) => [...g.ids].filter((_, i) => g.states[i] === '2'))
      const id = down[0] ?? ''
      const { x, y } = await placeOf(stage, page, id)
      await page.touchscreen.tap(x, y)
      await expect.poll(() => page.locator('.card').innerText()).toContain(id)
      expect(visitor.complaints).toEqual([])
    } finally {
      await visitor.close()
    }
  })

  test('asks for the token where one is set, and then shows the city', async () => {
    const guarded = await openStage('kentongan')
    const visitor = await openVisitor(guarded)
    try {
      const { page } = visitor
      await page.goto(guarded.server().url)
      await page.locator('input[name="token"]').fill('kentongan')
      await page.keyboard.press('Enter')
      await page.waitForSelector('[data-ready="true"] canvas')
      const incident = incidentOn(guarded.live.city, 'upl-00040', { openedAt: Date.now() })
      guarded.live.happen(step('opened', incident))
      await expect.poll(() => page.locator('.dead li').first().innerText()).toContain('upl-00040')
      expect(visitor.complaints).toEqual([])
    } finally {
      await visitor.close()
      await guarded.stop()
    }
  })

  test('keeps the clock beside the search box, however long the round has been walked', async () => {
    await goTo(stage, desk, '')
    const { startedAt } = await stage.live.summary()
    stage.live.say({ startedAt: Date.now() - 400 * 24 * 3_600_000, rounds: 3_456_789 })
    await expect.poll(() => desk.page.locator('.rounds').innerText()).toContain('3,456,789')
    const clock = await desk.page.locator('.clock').boundingBox()
    const search = await desk.page.locator('.search').boundingBox()
    expect((clock?.x ?? 0) + (clock?.width ?? 0)).toBeLessThan(search?.x ?? 0)
    stage.live.say({ startedAt, rounds: 1800 })
  })

  test('shows blindness and a store in trouble', async () => {
    await goTo(stage, desk, '')
    const summary = await stage.live.summary()
    stage.live.say({
      state: 'blind',
      store: {
        ...summary.store,
        writable: false,
        lastError: 'disk is full',
        failingSince: Date.now(),
      },
    })
    const banners = desk.page.locator('.banner.error')
    await expect.poll(() => banners.count()).toBe(2)
    expect((await banners.allInnerTexts()).join()).toMatch(
      /blind[\s\S]*cannot write[\s\S]*disk is full/,
    )
    stage.live.say({ state: 'walking', store: summary.store })
    await expect.poll(() => banners.count()).toBe(0)
  })

  test('says that it is stale when the server is gone, and comes back by itself', async () => {
    await goTo(stage, desk, '')
    const stale = desk.page.locator('[data-banner="stale"]')
    expect(await stale.count()).toBe(0)
    await stage.stop()
    await expect.poll(() => stale.innerText()).toMatch(/lost: what you see is of .* WIB/)
    stage.live.change(['upl-00030'], 'suspended', 'answers')
    await stage.restart()
    await expect.poll(() => stale.count(), { timeout: 15_000 }).toBe(0)
    const suspended = stage.live.targets({ state: ['suspended'] }).total
    await expect
      .poll(() => desk.page.locator('[data-count="suspended"]').innerText())
      .toBe(String(suspended))
    // The browser reports each try that the page makes.
    const refused = desk.complaints.splice(0)
    expect(refused.filter((text) => !/ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY/.test(text))).toEqual(
      [],
    )
  })
})
