import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { buildPage } from '../../console/build.ts'
import type { Notice, ReceiverSummary } from '../../console/live.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { openStage, openVisitor, type Stage, type Visitor } from './browser.ts'
import { closed, incidentOn, step } from './fake-incidents.ts'

const MINUTE_MS = 60_000

describeWithRigs('how telling goes, in a browser', ['chromium'], () => {
  let stage: Stage
  let english: Visitor
  let indonesian: Visitor
  beforeAll(async () => {
    await buildPage()
    stage = await openStage()
    english = await openVisitor(stage)
    indonesian = await openVisitor(stage, { width: 390, height: 844, locale: 'id-ID' })
  })
  afterAll(async () => {
    await english?.close()
    await indonesian?.close()
    await stage?.stop()
  })
  afterEach(() => {
    for (const { complaints } of [english, indonesian]) expect(complaints.splice(0)).toEqual([])
  })

  const goTo = async ({ page }: Visitor, hash: string): Promise<void> => {
    await page.goto(`${stage.server().url}/${hash}`)
    // From then on it hears what is said.
    await page.waitForSelector('.beat.walking')
  }

  test('each receiver that fails is on the head, in both languages, until it takes messages', async () => {
    const since = Date.now() - 2 * MINUTE_MS
    const noc: ReceiverSummary = { id: 'noc', channel: 'webhook', waiting: 3, failingSince: since }
    const fails = (receiver: string): Notice => {
      return { level: 'warning', text: 'receiver-fails', values: { receiver, since } }
    }
    const { notices } = await stage.live.summary()
    const refused: Notice = { level: 'info', text: 'messages-refused', values: { count: 1200 } }
    const said = [...notices, fails('noc'), fails('head'), refused]
    for (const visitor of [english, indonesian]) await goTo(visitor, '#/incidents')
    stage.live.say({ receivers: [noc, { ...noc, id: 'head' }], refused: 1200, notices: said })
    const banners = english.page.locator('.banner.warning')
    await expect.poll(() => banners.count()).toBe(2)
    expect(await banners.first().innerText()).toMatch(
      /^Messages to noc have not got through since .* WIB; they wait, and are tried again\.$/,
    )
    expect(await english.page.locator('.banner.info').innerText()).toContain('delivered: 1,200.')
    const warned = indonesian.page.locator('[data-banner="receiver-fails head"]')
    await expect
      .poll(() => warned.innerText())
      .toMatch(/^Pesan kepada head tidak terkirim sejak .* WIB; pesan menunggu dan dicoba lagi\.$/)
    expect(await indonesian.page.locator('.banner.info').innerText()).toContain('1.200.')
    expect(await indonesian.page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    stage.live.say({ receivers: [{ ...noc, waiting: 0 }], refused: 0, notices })
    await expect.poll(() => banners.count()).toBe(0)
  })

  test('an incident says who was told and when, and its list is whole from a step on', async () => {
    const openedAt = Date.now() - 20 * MINUTE_MS
    const incident = incidentOn(stage.live.city, 'upl-00050', { openedAt })
    const { id } = incident
    stage.live.happen(step('opened', incident))
    stage.live.tell(id, [])
    await goTo(english, `#/incident/${id}`)
    const told = english.page.locator('.told')
    await expect.poll(() => told.innerText()).toContain('Nobody was told so far.')
    stage.live.tell(id, [
      { receiver: 'noc', at: openedAt + 6_000 },
      { receiver: 'head', at: openedAt + 15 * MINUTE_MS },
    ])
    stage.live.happen(step('settled', incident, 2_000))
    await expect.poll(() => told.innerText()).toMatch(/^Told\s+2\s+noc\s+.* WIB\s+head\s+.* WIB$/)
    const head = { id: 'head', channel: 'webhook', waiting: 1, oldestAt: openedAt + 10_000 }
    stage.live.say({ receivers: [head] })
    await expect
      .poll(() => told.innerText())
      .toMatch(/noc\s+[\d:]+ WIB\s+head.*\s+.*not delivered yet$/)
    stage.live.say({ receivers: [{ id: 'head', channel: 'webhook', waiting: 0 }] })
    await expect.poll(() => told.innerText()).not.toContain('not delivered')
    expect(await english.page.locator('.life .step-settled').innerText()).toContain(
      'all below was looked at',
    )
    await goTo(indonesian, `#/incident/${id}`)
    await expect
      .poll(() => indonesian.page.locator('.told').innerText())
      .toMatch(/^Sudah dikabari\s+2\s+noc/)
    expect(await indonesian.page.locator('.life .step-settled').innerText()).toContain(
      'semua di bawahnya sudah ditanya',
    )
    stage.live.happen(step('closed', closed(incident, Date.now()), 3_000))
    await english.page.waitForSelector('.sentence[data-state="closed"]')
    expect(await told.count()).toBe(0)
  })

  test('what is planned says by how many outages, and which ends first', async () => {
    const at = Date.UTC(2098, 11, 22, 17)
    const nextEnd = { id: 'sus-7', kind: 'suspension', at } as const
    for (const visitor of [english, indonesian]) await goTo(visitor, '#/planned')
    stage.live.say({ planned: { active: 1, targets: 4471, nextEnd } })
    const figure = english.page.locator('.figure')
    await expect
      .poll(() => figure.innerText())
      .toMatch(
        /4,471\s+1 suspension holds: 4,471 targets until 23 Dec 2098 00:00:00 WIB \(sus-7\)$/,
      )
    expect(await english.page.locator('.to-planned').innerText()).toContain('4,471')
    expect(await english.page.locator('.to-planned').getAttribute('title')).toContain('sus-7')
    await expect
      .poll(() => indonesian.page.locator('.figure').innerText())
      .toContain('1 penonaktifan berlaku: 4.471 sasaran sampai 23 Des 2098 00:00:00 WIB (sus-7)')
    expect(await indonesian.page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  })
})
