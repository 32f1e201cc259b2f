import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { buildPage } from '../../console/build.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import {
  colourAt,
  distance,
  openStage,
  openVisitor,
  paintedPixels,
  placeOf,
  type Stage,
  type Visitor,
} from './browser.ts'
import { closed, incidentOn, step } from './fake-incidents.ts'

const CELLS = 13_431
/** Distances between colours: a canvas rounds, and a state does not. */
const SAME = 6
const OTHER = 20

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

  const goTo = async (visitor: Visitor, hash: string): Promise<void> => {
    await visitor.page.goto(`${stage.server().url}/${hash}`)
    if (hash === '' || hash === '#/')
      await visitor.page.waitForSelector('[data-ready="true"] canvas')
  }

  test('is built once, and not again while its sources stay as they are', async () => {
    expect((await buildPage()).result).toBe('fresh')
  })

  test('shows all 16 kecamatan and counts all cells', async () => {
    await goTo(desk, '')
    expect(await desk.page.locator('.block').count()).toBe(16)
    const counts = await desk.page.locator('[data-count]').allTextContents()
    const sum = counts.reduce((total, text) => total + Number(text.replace(/\D/g, '')), 0)
    expect(sum).toBe(CELLS)
    expect(await desk.page.locator('.head').innerText()).toContain('Semarang')
    expect(await desk.page.locator('[data-banner="info"]').innerText()).toContain('synthetic')
    const down = stage.live.city.targets.filter((target) => target.state === 'down')
    expect(await desk.page.locator('.dead h2 a').innerText()).toBe(`all ${down.length}`)
    const newest = down.reduce((best, target) => (target.since > best.since ? target : best))
    expect(await desk.page.locator('.dead li').first().innerText()).toContain(newest.id)
  })

  test('repaints a cell when its state changes, and tells who is dead', async () => {
    await goTo(desk, '')
    const id = 'upl-00020'
    const { x, y } = await placeOf(stage, desk.page, id)
    const before = await colourAt(desk.page, x, y)
    stage.live.change([id], 'degraded', 'part-lost')
    const changed = async () => distance(await colourAt(desk.page, x, y), before)
    await expect.poll(changed).toBeGreaterThan(OTHER)
    stage.live.change([id], 'up', 'clean-again')
    await expect.poll(changed).toBeLessThan(SAME)
    stage.live.change([id], 'down', 'all-lost')
    const incident = incidentOn(stage.live.city, id, { openedAt: Date.now() })
    stage.live.happen(step('opened', incident))
    await expect.poll(() => desk.page.locator('.dead li').first().innerText()).toContain(id)
    stage.live.change([id], 'up', 'answers-again')
    stage.live.happen(step('closed', closed(incident, Date.now())))
    await expect.poll(() => desk.page.locator('.dead li').first().innerText()).not.toContain(id)
  })

  test('takes 4,470 changes at a stroke', async () => {
    await goTo(desk, '')
    const ids = stage.live.city.targets.filter(({ state }) => state === 'up').map(({ id }) => id)
    const shown = desk.page.locator('[data-count="down"]')
    const before = Number((await shown.innerText()).replace(/\D/g, ''))
    const struck = ids.slice(0, 4470)
    stage.live.change(struck, 'down', 'all-lost')
    const count = async () => Number((await shown.innerText()).replace(/\D/g, ''))
    await expect.poll(count).toBe(before + 4470)
    stage.live.change(struck, 'up', 'answers-again')
    await expect.poll(count).toBe(before)
  })

  test('narrows the board to one state by the legend', async () => {
    await goTo(desk, '')
    const { x, y } = await placeOf(stage, desk.page, 'upl-00021')
    const before = await colourAt(desk.page, x, y)
    const chosen = desk.page.locator('.legend-item.down')
    await chosen.click()
    expect(await chosen.getAttribute('aria-pressed')).toBe('true')
    const changed = async () => distance(await colourAt(desk.page, x, y), before)
    await expect.poll(changed).toBeGreaterThan(OTHER)
    await chosen.click()
    await expect.poll(changed).toBeLessThan(SAME)
  })

  test('shows a card for the cell under the pointer, and opens its target', async () => {
    await goTo(desk, '')
    const target = stage.live.city.byId.get('nvr-00030')
    const { x, y } = await placeOf(stage, desk.page, 'nvr-00030')
    await desk.page.mouse.move(x, y)
    const card = desk.page.locator('.card')
    await expect.poll(() => card.innerText()).toContain(target?.name)
    expect(await card.innerText()).toMatch(/nvr-00030[\s\S]*up since .* WIB \(/)
    await desk.page.mouse.click(x, y)
    await expect.poll(() => desk.page.url()).toContain('#/target/nvr-00030')
  })

  test('is walked by the keyboard alone', async () => {
    await goTo(desk, '')
    const { page } = desk
    await page.locator('[data-area="genuk"] h2 a').focus()
    await page.keyboard.press('Tab')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    const group = stage.live.board().groups.find((one) => one.areaId === 'genuk')
    const id = group?.ids[2] ?? ''
    await expect.poll(() => page.locator('.card').innerText()).toContain(id)
    await page.keyboard.press('Enter')
    await expect.poll(() => page.url()).toContain(`#/target/${id}`)
    await goTo(desk, '')
    await page.locator('[data-area="genuk"] h2 a').focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('h1').innerText()).toContain('Genuk')
  })

  test('drills down from the kecamatan to the RT and to a target', async () => {
    const { page } = desk
    const path = stage.live.city.byId.get('nvr-00300')?.path ?? []
    const names = path.map((id) => stage.live.city.areas.get(id)?.name ?? '')
    await goTo(desk, '')
    await page.locator(`[data-area="${path[0]}"] h2 a`).click()
    for (const [level, id] of path.slice(1).entries()) {
      await page.locator(`.children a[href="#/area/${id}"]`).click()
      await expect.poll(() => page.locator('h1').innerText()).toContain(names[level + 1])
    }
    expect((await page.locator('.path').innerText()).split(/\s*\n\s*/)).toEqual([
      'Semarang',
      ...names,
    ])
    expect(await page.locator('.availability b').innerText()).toBe('99.30 %')
    await page.locator('.targets a').first().click()
    await page.waitForSelector('.sentence')
  })

  test('filters a table by state, kind and text, and turns its pages', async () => {
    const { page } = desk
    await goTo(desk, '#/area/genuk')
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

  test('draws the chart of a target over each span, and says why it is down', async () => {
    const { page } = desk
    const down = stage.live.targets({ state: ['down'], kind: ['uplink'] }).rows[0]
    await goTo(desk, `#/target/${down?.id}`)
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
    await goTo(desk, `#/target/${nvr?.id}`)
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
    await goTo(desk, '')
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

  test('says so when there is no such target or page', async () => {
    await goTo(desk, '#/target/nobody')
    await expect.poll(() => desk.page.locator('.empty').innerText()).toContain('“nobody” is not in')
    // The browser itself reports the 404 that the page asked for.
    expect(desk.complaints.splice(0)).toEqual([expect.stringContaining('404')])
    await goTo(desk, '#/nowhere')
    await expect.poll(() => desk.page.locator('.empty').innerText()).toContain('no such page')
  })

  test('speaks the language of the browser until told otherwise, and remembers', async () => {
    const visitor = await openVisitor(stage, { locale: 'id-ID' })
    try {
      const { page } = visitor
      await goTo(visitor, '')
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
        await goTo(visitor, hash)
        await page.waitForSelector(hash === '#/' ? '.dead li' : '.panel')
        expect(await page.evaluate('document.documentElement.scrollWidth'), hash).toBe(390)
      }
      await goTo(visitor, '#/')
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

  test('shows blindness and a store in trouble', async () => {
    await goTo(desk, '')
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
    await goTo(desk, '')
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
