import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { buildPage } from '../../console/build.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import {
  colourAt,
  distance,
  goTo,
  openStage,
  openVisitor,
  placeOf,
  type Stage,
  type Visitor,
} from './browser.ts'
import { closed, incidentOn, step } from './fake-incidents.ts'

const CELLS = 13_431
/** Distances between colours: a canvas rounds, and a state does not. */
const SAME = 6
const OTHER = 20

/** `#1f5c58` as red, green and blue. */
const rgb = (hex: string): readonly number[] =>
  [1, 3, 5].map((at) => Number.parseInt(hex.trim().slice(at, at + 2), 16))

describeWithRigs('the board in a browser, over the whole city', ['chromium'], () => {
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

  test('shows all 16 kecamatan and the nodes, and counts uplinks and NVRs', async () => {
    await goTo(stage, desk, '')
    expect(await desk.page.locator('.block').count()).toBe(17)
    const kinds = stage.live.board().groups.map((group) => group.kinds)
    expect(kinds.join('').replaceAll('O', '')).toHaveLength(CELLS)
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

  test('tells what each block holds, and its count where its head has room', async () => {
    await goTo(stage, desk, '')
    const { page } = desk
    const heads = await page.evaluate<string[]>(
      `[...document.querySelectorAll('.block h2')].map((head) => head.title)`,
    )
    expect(heads.at(-1)).toBe('Nodes: 27 nodes')
    for (const head of heads.slice(0, -1)) expect(head).toMatch(/: [\d,]+ uplinks, [\d,]+ NVRs$/)
    expect(await page.locator('[data-area=""] .cells').getAttribute('aria-label')).toMatch(
      /^Nodes: 27 nodes\. Arrow keys/,
    )
    expect(await page.locator('[data-area=""] .total').isVisible()).toBe(true)
  })

  test('keeps alarm colours for what there is', async () => {
    await goTo(stage, desk, '')
    const { page } = desk
    const colour = () =>
      page.evaluate<string>(`getComputedStyle(document.querySelector('[data-count="down"]')).color`)
    const loud = await colour()
    const ids = stage.live.targets({ state: ['down'], limit: 1000 }).rows.map(({ id }) => id)
    expect(ids.length).toBeGreaterThan(0)
    stage.live.change(ids, 'up', 'answers-again')
    await expect.poll(() => page.locator('[data-count="down"]').innerText()).toBe('0')
    expect(await colour()).not.toBe(loud)
    stage.live.change(ids, 'down', 'all-lost')
    await expect.poll(colour).toBe(loud)
  })

  test('an uplink is stronger than an NVR in the dark and in the light, as the legend says', async () => {
    await goTo(stage, desk, '')
    const { page } = desk
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      const [ground, uplink, nvr] = await page.evaluate<[string, string, string]>(
        `['--ground', '--up', '--up-nvr'].map((name) => getComputedStyle(document.documentElement).getPropertyValue(name))`,
      )
      expect(distance(rgb(uplink), rgb(ground)), colorScheme).toBeGreaterThan(
        distance(rgb(nvr), rgb(ground)),
      )
    }
    await page.emulateMedia({ colorScheme: null })
  })

  test('repaints a cell when its state changes, and tells who is dead', async () => {
    await goTo(stage, desk, '')
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
    await goTo(stage, desk, '')
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
    await goTo(stage, desk, '')
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
    await goTo(stage, desk, '')
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
    await goTo(stage, desk, '')
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
    await goTo(stage, desk, '')
    await page.locator('[data-area="genuk"] h2 a').focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('h1').innerText()).toContain('Genuk')
  })

  test('drills down from the kecamatan to the RT and to a target', async () => {
    const { page } = desk
    const path = stage.live.city.byId.get('nvr-00300')?.path ?? []
    const names = path.map((id) => stage.live.city.areas.get(id)?.name ?? '')
    await goTo(stage, desk, '')
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
})
