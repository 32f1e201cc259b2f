// A headless Chromium with the console of a fake city of full size, and a record of what the browser complained of.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { type Console, startConsole } from '../../console/server.ts'
import { silentLogger } from '../../fleet/logger.ts'
import type { Incident } from '../../incidents/incident.ts'
import { type FakeActions, fakeActions } from './fake-actions.ts'
import { type FakeLive, fakeLive } from './fake-live.ts'

const CITY_UPLINKS = 5569

const CHROMIUM = {
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
}

/** What who acts on a stage has to know. */
export const ACT_TOKEN = 'kentongan-besar'

export interface Stage {
  readonly live: FakeLive
  readonly actions: FakeActions
  /** Those that can be acknowledged, by id. */
  readonly incidents: Map<string, Incident>
  /** Changes when the server is started again. */
  readonly server: () => Console
  readonly stop: () => Promise<void>
  /** On the same port as before. */
  readonly restart: () => Promise<void>
}

/** The console of the reference city, which can go away and come back. */
export async function openStage(token?: string): Promise<Stage> {
  const live = fakeLive(CITY_UPLINKS)
  const incidents = new Map<string, Incident>()
  const actions = fakeActions(live, incidents)
  const start = (port: number): Promise<Console> =>
    startConsole({
      live,
      listen: { host: '127.0.0.1', port },
      token,
      acting: { actions, token: ACT_TOKEN },
      logger: silentLogger,
    })
  let server = await start(0)
  return {
    live,
    actions,
    incidents,
    server: () => server,
    stop: () => server.close(),
    restart: async () => {
      server = await start(Number(new URL(server.url).port))
    },
  }
}

export interface Visitor {
  readonly page: Page
  /** Errors and warnings of the browser's console, and requests to any other host. */
  readonly complaints: string[]
  readonly close: () => Promise<void>
}

interface Wishes {
  readonly width?: number
  readonly height?: number
  readonly locale?: string
  readonly touch?: boolean
}

/** A browser with a profile of its own that has never been anywhere. */
export async function openVisitor(stage: Stage, wishes: Wishes = {}): Promise<Visitor> {
  const profile = await mkdtemp(join(tmpdir(), 'ronda-chromium-'))
  const context: BrowserContext = await chromium.launchPersistentContext(profile, {
    ...CHROMIUM,
    viewport: { width: wishes.width ?? 1280, height: wishes.height ?? 800 },
    locale: wishes.locale ?? 'en-GB',
    hasTouch: wishes.touch ?? false,
  })
  const page = context.pages()[0] ?? (await context.newPage())
  const complaints: string[] = []
  page.on('console', (message) => {
    // It is these tests that read the canvas back.
    const ours = message.text().includes('willReadFrequently')
    if (['error', 'warning'].includes(message.type()) && !ours) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('request', (request) => {
    if (!request.url().startsWith(`${stage.server().url}/`))
      complaints.push(`asked ${request.url()}`)
  })
  const close = async (): Promise<void> => {
    await context.close()
    await rm(profile, { recursive: true, force: true })
  }
  return { page, complaints, close }
}

/** Opens the room at `hash`; the board is waited for until it is painted. */
export async function goTo(stage: Stage, { page }: Visitor, hash: string): Promise<void> {
  await page.goto(`${stage.server().url}/${hash}`)
  if (hash === '' || hash === '#/') await page.waitForSelector('[data-ready="true"] canvas')
}

/** Where the cell of `id` is, in the window's pixels; its block is scrolled into view. */
export async function placeOf(
  stage: Stage,
  page: Page,
  id: string,
): Promise<{ x: number; y: number }> {
  const groups = stage.live.board().groups
  const group = groups.find((one) => one.ids.includes(id))
  if (group === undefined) throw new Error(`no cell for ${id}`)
  const canvas = page.locator(`[data-area="${group.areaId}"] canvas`)
  await canvas.scrollIntoViewIfNeeded()
  const box = await canvas.boundingBox()
  if (box === null) throw new Error(`no canvas for ${group.areaId}`)
  const { columns, pitch } = gridOf(group.ids.length, box.width, box.height)
  const index = group.ids.indexOf(id)
  const x = box.x + ((index % columns) + 0.5) * pitch
  return { x, y: box.y + (Math.floor(index / columns) + 0.5) * pitch }
}

type Colour = readonly number[]

/** The colour of a cell at x, y of the window, as it stands on black: red, green, blue. */
export async function colourAt(page: Page, x: number, y: number): Promise<Colour> {
  return await page.evaluate<Colour>(`(() => {
    const canvas = document.elementFromPoint(${x}, ${y})
    const box = canvas.getBoundingClientRect()
    const scale = canvas.width / box.width
    const [left, top] = [(${x} - box.left) * scale, (${y} - box.top) * scale].map(Math.floor)
    const [red, green, blue, alpha] = canvas.getContext('2d').getImageData(left, top, 1, 1).data
    return [red, green, blue].map((channel) => (channel * alpha) / 255)
  })()`)
}

/** The largest difference of one channel, 0 to 255. */
export function distance(a: Colour, b: Colour): number {
  return Math.max(...a.map((channel, i) => Math.abs(channel - (b[i] ?? 0))))
}

/** How many pixels of the first canvas in `selector` have any colour. */
export async function paintedPixels(page: Page, selector: string): Promise<number> {
  return await page.evaluate<number>(`(() => {
    const canvas = document.querySelector('${selector} canvas')
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    let painted = 0
    for (let i = 3; i < data.length; i += 4) if (data[i] > 0) painted++
    return painted
  })()`)
}

/** The only grid of whole cells that fills this width and height. */
function gridOf(cells: number, width: number, height: number): { columns: number; pitch: number } {
  for (let columns = 1; columns <= cells; columns++) {
    const pitch = width / columns
    if (Math.abs(Math.ceil(cells / columns) * pitch - height) < 0.01) return { columns, pitch }
  }
  throw new Error('cannot tell the grid')
}
