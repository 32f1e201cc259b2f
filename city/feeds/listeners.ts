// The ports of the simulator: one for each address of the city on the loopback, closed while its NVR refuses.
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import type { Site, World } from './world.ts'

/** Failures that mean that this process may not open so many. */
const TOO_MANY = new Set(['EMFILE', 'ENFILE'])
const REFUSE_CHECK_MS = 500
const LOOPBACK = /^127\./

export class Listeners {
  /** Sentences for people. */
  readonly limits: string[] = []
  readonly #world: World
  readonly #onConnection: (socket: Socket, site: Site) => void
  readonly #open = new Map<string, Server>()
  #every: Server | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(world: World, onConnection: (socket: Socket, site: Site) => void) {
    this.#world = world
    this.#onConnection = onConnection
  }

  /** Resolves when everything that can be served is; rejects where nothing can. */
  async open(): Promise<void> {
    const { port } = this.#world.plan
    const lost: string[] = []
    let why = ''
    for (const site of this.#world.sites.values()) {
      if (this.#world.now(site).refuse) continue
      const code = await this.#listen(site)
      if (code === undefined) continue
      if (TOO_MANY.has(code)) {
        await this.#listenOnEvery()
        break
      }
      why = code
      lost.push(`${site.address}:${port}`)
    }
    if (!this.#every && this.#open.size === 0 && lost.length > 0) {
      throw new Error(`cannot listen on ${lost[0]}: ${why}`)
    }
    if (lost.length > 0) {
      const more = lost.length > 1 ? ` and ${lost.length - 1} more` : ''
      const they = lost.length > 1 ? 'they serve' : 'it serves'
      this.limits.push(`${lost[0]}${more} cannot be had (${why}): ${they} nothing`)
    }
    this.#timer = setInterval(() => void this.#followPlan(), REFUSE_CHECK_MS)
  }

  close(): void {
    clearInterval(this.#timer)
    this.#every?.close()
    for (const server of this.#open.values()) server.close()
    this.#open.clear()
  }

  /** Gives the error's code where the address cannot be had. */
  async #listen(site: Site): Promise<string | undefined> {
    const server = createServer((socket) => this.#accept(socket))
    try {
      server.listen({ port: this.#world.plan.port, host: site.address, exclusive: true })
      await once(server, 'listening')
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? 'error'
    }
    this.#open.set(site.address, server)
    return undefined
  }

  /** What does not come from this machine's own loopback, and go to it, is thrown out at the door. */
  async #listenOnEvery(): Promise<void> {
    for (const server of this.#open.values()) server.close()
    const had = this.#open.size
    this.#open.clear()
    await new Promise((resolve) => setImmediate(resolve))
    const every = createServer((socket) => this.#accept(socket))
    every.listen({ port: this.#world.plan.port, host: '0.0.0.0', backlog: 4096 })
    await once(every, 'listening')
    this.#every = every
    this.limits.push(
      `only ${had} of ${this.#world.sites.size} addresses can be listened on (open files: ulimit -n): ` +
        'one listener on 0.0.0.0 serves all of them and takes connections from 127.0.0.0/8 alone',
    )
  }

  #accept(socket: Socket): void {
    socket.on('error', () => socket.destroy())
    const { localAddress = '', remoteAddress = '' } = socket
    const site = this.#world.sites.get(localAddress)
    if (!site || !LOOPBACK.test(localAddress) || !LOOPBACK.test(remoteAddress)) {
      socket.destroy()
    } else if (this.#world.now(site).refuse) {
      socket.resetAndDestroy()
    } else {
      this.#world.counts.connections++
      this.#onConnection(socket, site)
    }
  }

  /** A port that is closed answers with a reset, as the kernel of an NVR does whose service is dead. */
  async #followPlan(): Promise<void> {
    if (this.#every) return
    for (const site of this.#world.sites.values()) {
      const server = this.#open.get(site.address)
      if (server && !this.#world.mayRefuse(site)) continue
      const { refuse } = this.#world.now(site)
      if (refuse && server) {
        this.#open.delete(site.address)
        server.close()
      } else if (!refuse && !server) {
        await this.#listen(site)
      }
    }
  }
}
