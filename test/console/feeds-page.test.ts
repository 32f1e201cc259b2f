import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { buildPage } from '../../console/build.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { goTo, openStage, openVisitor, type Stage, type Visitor } from './browser.ts'
import { type FakeFeeds, fakeFeeds } from './fake-feeds.ts'

/** Of the JPEGs in test/testdata/feeds: a browser that could not read one would say 0. */
const PICTURE_WIDTH = 64
interface Img {
  readonly naturalWidth: number
}

describeWithRigs('feeds in a browser', ['chromium'], () => {
  let stage: Stage
  let desk: Visitor
  let feeds: FakeFeeds
  let black: string
  const now = Date.now()
  beforeAll(async () => {
    await buildPage()
    stage = await openStage()
    feeds = fakeFeeds(stage.live.city, now, 'ffmpeg 5.1.9')
    desk = await openVisitor(stage)
  })
  afterAll(async () => {
    await desk?.close()
    await stage?.stop()
  })
  afterEach(() => {
    expect(desk.complaints.splice(0)).toEqual([])
  })

  test('while nobody looks at feeds nothing of them shows', async () => {
    const { page } = desk
    await goTo(stage, desk, '#/')
    await expect.poll(() => page.locator('.to-incidents b').innerText()).not.toBe('0')
    for (const gone of ['.to-feeds', '.feed-line', '[data-banner="no-decoder"]']) {
      expect(await page.locator(gone).count(), gone).toBe(0)
    }
    await goTo(stage, desk, '#/target/cam-00009')
    await page.waitForSelector('.facts')
    for (const gone of ['.feed-panel', '.ladder', '.feed-features', '.feed-never']) {
      expect(await page.locator(gone).count(), gone).toBe(0)
    }
    await goTo(stage, desk, '#/target/nvr-00001')
    await page.waitForSelector('.facts')
    expect(await page.locator('.recorder').count()).toBe(0)
    await goTo(stage, desk, '#/feeds')
    await expect
      .poll(() => page.locator('.no-feeds').innerText())
      .toMatch(/switched off[\s\S]*feeds:/)
  })

  test('the head and the board say how many cameras do not show what they should', async () => {
    stage.live.look(feeds)
    black = stage.live.targets({ condition: ['black'] }).rows[0]?.id ?? ''
    const { page } = desk
    await goTo(stage, desk, '#/')
    const { conditions } = feeds.summary()
    const own = [
      'black',
      'frozen',
      'video_loss',
      'no_signal',
      'tamper_suspect',
      'auth_failed',
      'dark',
    ]
    const troubled = own.reduce((sum, word) => sum + (conditions[word] ?? 0), 0)
    await expect.poll(() => page.locator('.to-feeds b').innerText()).toBe(String(troubled))
    expect(await page.locator('.feed-line').innerText()).toMatch(
      new RegExp(
        `Cameras by condition\\s+live ${conditions['live']}, .*black ${conditions['black']}`,
      ),
    )
    await page.locator('.to-feeds').press('Enter')
    await expect.poll(() => page.url()).toMatch(/#\/feeds$/)
  })

  test('the page of a black camera shows both pictures, the rungs and the features', async () => {
    const { page } = desk
    await goTo(stage, desk, `#/target/${black}`)
    await expect.poll(() => page.locator('.feed-now').innerText()).toBe('black')
    expect(await page.locator('.sentence').innerText()).toMatch(
      /^Down since .*: the picture is black/,
    )
    for (const [kind, alt, caption] of [
      ['good', /^Good picture of CCTV .*, [\d:]{8} WIB$/, /^Last good picture\s+[\d:]{8} WIB$/],
      [
        'bad',
        /^Picture of CCTV .*, black, [\d:]{8} WIB$/,
        /^Last bad picture: black\s+[\d:]{8} WIB$/,
      ],
    ] as const) {
      const figure = page.locator(`[data-picture="${kind}"]`)
      const image = figure.locator('img')
      const wide = () => image.evaluate((one) => (one as unknown as Img).naturalWidth)
      await expect.poll(wide).toBe(PICTURE_WIDTH)
      expect(await image.getAttribute('alt')).toMatch(alt)
      expect(await figure.locator('figcaption').innerText()).toMatch(caption)
    }
    const rungs = page.locator('.ladder tbody tr')
    expect(await rungs.count()).toBe(feeds.feedOf(black)?.rungs.length)
    expect(await page.locator('[data-rung="keyframe"]').innerText()).toMatch(
      /whole picture\s+ok\s+1,204 ms\s+a whole keyframe of 90 bytes\s+bytes 90/,
    )
    expect(await page.locator('[data-rung="tls"]').innerText()).toMatch(/skipped\s+–/)
    expect(await page.locator('[data-rung="picture"]').innerText()).toMatch(
      /failed\s+5 ms\s+all of it/,
    )
    expect(await page.locator('.feed-features').innerText()).toMatch(
      /keyframe, bits per pixel\s+0\.003[\s\S]*frames with next to nothing\s+100 %/,
    )
    expect(await page.locator('.chart').count()).toBe(0)
  })

  test('the feed board lists what is not live, narrows it, and keeps the filter in the address', async () => {
    const { page } = desk
    await goTo(stage, desk, '#/feeds')
    const rows = page.locator('.feeds-table tbody tr')
    const caption = page.locator('.feeds-table caption')
    const { conditions } = feeds.summary()
    const all = Object.values(conditions).reduce((sum, count) => sum + count, 0)
    const notLive = all - (conditions['live'] ?? 0)
    await expect.poll(() => caption.innerText()).toBe(`50 of ${notLive}`)
    expect(await page.locator('[data-condition="live"]').count()).toBe(1)
    expect(await rows.locator('img').count()).toBeLessThanOrEqual(50)
    expect(await rows.locator('img:not([loading="lazy"])').count()).toBe(0)
    await page.locator('.more').click()
    await expect.poll(() => caption.innerText()).toBe(`100 of ${notLive}`)
    stage.live.change(['upl-00001'], 'up', 'answers')
    const asked = page.waitForResponse(/api\/targets\?.*limit=100/)
    expect((await asked).status()).toBe(200)
    expect(await rows.count()).toBe(100)
    await page.locator('.feed-counts [data-condition="black"]').press('Enter')
    await expect.poll(() => page.url()).toContain('condition=black')
    await expect
      .poll(() => caption.innerText())
      .toBe(`${conditions['black']} of ${conditions['black']}`)
    expect(await page.locator('.feed-counts [aria-pressed="true"]').innerText()).toMatch(/black/)
    const few = stage.live.targets({ condition: ['black'], area: 'tembalang', class: ['traffic'] })
    await page.locator('.filter select').nth(1).selectOption('tembalang')
    await page.locator('.filter select').nth(2).selectOption('traffic')
    await expect.poll(() => page.url()).toContain('area=tembalang&class=traffic')
    await expect
      .poll(() => rows.locator('td:nth-child(3) small').allInnerTexts())
      .toEqual([...few.rows].sort((a, b) => b.since - a.since).map(({ id }) => id))
    await goTo(stage, desk, '#/feeds?condition=uplink_down')
    await expect.poll(() => rows.first().innerText()).toMatch(/^–\s+uplink is down\s+CCTV /)
    expect(await rows.locator('img').count()).toBe(0)
    expect(await rows.first().locator('td').nth(4).innerText()).toMatch(/^nvr-\d{5}\s+slot 1$/)
  })

  test('an NVR says which camera is in which slot, how its disks are, and until when it is left alone', async () => {
    const { page } = desk
    await goTo(stage, desk, '#/target/nvr-00001')
    const slot = (n: number) => page.locator(`.recorder [data-slot="${n}"]`)
    await expect.poll(() => slot(1).innerText()).toMatch(/^1\s+CCTV .*\s+connected$/)
    expect(await slot(3).innerText()).toMatch(
      /^3\s+–\s+not connected: the camera cannot be reached\s+netUnreachable$/,
    )
    expect(await slot(4).innerText()).toMatch(/not said/)
    expect(await page.locator('.recorder .facts').innerText()).toMatch(
      /one of several is ill\s+disks\s+1: ok, 2: error\s+GB\s+10 of 1,908 free\s+clock\s+1 min 34 s behind\s+model\s+DS-7104NI-Q1\s+firmware\s+V4\.30\.085/,
    )
    await goTo(stage, desk, '#/target/nvr-00007')
    await expect
      .poll(() => page.locator('[data-left-alone]').innerText())
      .toMatch(/^It is left alone until [\d:]{8} WIB, because it refused our password\.$/)
  })

  test('without a decoder it says so once, in Indonesian too, and all fits a phone', async () => {
    stage.live.look(fakeFeeds(stage.live.city, now))
    const visitor = await openVisitor(stage, { width: 390, height: 844, locale: 'id-ID' })
    try {
      const { page } = visitor
      await goTo(stage, visitor, `#/target/${black}`)
      await expect.poll(() => page.locator('.feed-now').innerText()).toBe('hitam')
      const banner = page.locator('[data-banner="no-decoder"]')
      expect(await banner.count()).toBe(1)
      expect(await banner.innerText()).toContain('apt-get install ffmpeg')
      expect(await page.locator('[data-picture="bad"] img').getAttribute('alt')).toMatch(
        /^Gambar CCTV .*, hitam, /,
      )
      for (const hash of ['#/feeds', `#/target/${black}`, '#/target/nvr-00001']) {
        await goTo(stage, visitor, hash)
        await page.waitForSelector('.feeds-table, .ladder, .recorder')
        expect(await page.evaluate('document.documentElement.scrollWidth'), hash).toBe(390)
      }
      expect(visitor.complaints).toEqual([])
    } finally {
      await visitor.close()
    }
  })

  test('where a console wants a token, a browser that has none sees no picture', async () => {
    const closed = await openStage('kentongan-kecil')
    closed.live.look(fakeFeeds(closed.live.city, now))
    const stranger = await openVisitor(closed)
    try {
      const { page } = stranger
      const path = `${closed.server().url}/api/targets/${black}/picture/bad`
      const response = await page.goto(path)
      expect(response?.status()).toBe(401)
      expect(response?.headers()['content-type']).toMatch(/json/)
      await page.goto(`${closed.server().url}/login`)
      await page.locator('input[name=token]').fill('kentongan-kecil')
      await page.locator('button').click()
      await page.waitForURL(`${closed.server().url}/**`)
      const again = await page.goto(path)
      expect(again?.status()).toBe(200)
      expect(again?.headers()).toMatchObject({
        'content-type': 'image/jpeg',
        'cache-control': 'private, no-store',
      })
    } finally {
      await stranger.close()
      await closed.stop()
    }
  })
})
