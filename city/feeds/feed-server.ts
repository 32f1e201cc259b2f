// The simulator: takes connections, tells RTSP from HTTP by the first line, and gives each to who speaks it.
import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import type { FeedCityPlan, FeedFault } from './feed-city.ts'
import { Listeners } from './listeners.ts'
import { RtspConnection } from './rtsp-connection.ts'
import { webAnswer } from './web.ts'
import { type Site, World } from './world.ts'

/** A first line that is longer is none. */
const MOST_FIRST_LINE = 8192
const FIRST_LINE_MS = 65_000

export interface FeedServer {
  readonly limits: readonly string[]
  setFaults(faults: readonly FeedFault[]): void
  stats(): Record<string, number>
  close(): void
}

/** Resolves when it serves; rejects where no address of the plan can be had. */
export async function openFeedServer(plan: FeedCityPlan): Promise<FeedServer> {
  const world = new World(plan)
  const web = createServer({ keepAliveTimeout: 15_000 }, (request, response) => {
    const site = world.sites.get(request.socket.localAddress ?? '')
    if (site) webAnswer(world, site, request, response)
    else request.socket.destroy()
  })
  const listeners = new Listeners(world, (socket, site) => {
    greet(socket, (isWeb, first) => {
      if (isWeb) {
        socket.unshift(first)
        web.emit('connection', socket)
      } else {
        serveRtsp(world, site, socket, first)
      }
    })
  })
  await listeners.open()
  return {
    limits: listeners.limits,
    setFaults: (faults) => world.setFaults(faults),
    stats: () => world.stats(),
    close() {
      listeners.close()
      web.closeAllConnections()
    },
  }
}

function serveRtsp(world: World, site: Site, socket: Socket, first: Buffer): void {
  const connection = new RtspConnection(world, site, socket)
  socket.on('data', (chunk) => connection.read(chunk))
  connection.read(first)
}

/** Waits for the first line; it ends with the protocol's name. */
function greet(socket: Socket, use: (isWeb: boolean, first: Buffer) => void): void {
  let bytes: Buffer = Buffer.alloc(0)
  socket.setTimeout(FIRST_LINE_MS, () => socket.destroy())
  const read = (chunk: Buffer): void => {
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk])
    const end = bytes.indexOf(10)
    if (end < 0 && bytes.length <= MOST_FIRST_LINE) return
    socket.off('data', read)
    socket.setTimeout(0)
    if (end < 0) {
      socket.destroy()
      return
    }
    socket.pause()
    use(/ HTTP\/1\.[01]\r?$/.test(bytes.toString('latin1', 0, end)), bytes)
    socket.resume()
  }
  socket.on('data', read)
}
