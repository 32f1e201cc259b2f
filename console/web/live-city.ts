// The page's own copy of the city: the board and the summary, kept true by server-sent events.
import { STATES, type State } from '../../fleet/state.ts'
import type { ApiIncidentsEvent } from '../api/incident-response.ts'
import type { ApiBoard, ApiHelloEvent, ApiStatesEvent, ApiSummary } from '../api/response.ts'
import { ask } from './ask.ts'

export interface Group {
  readonly areaId: string
  readonly name: string
  readonly ids: readonly string[]
  /** One letter for each id: U, N or O. */
  readonly kinds: string
  /** Position in STATES of each id; changes in place. */
  readonly states: Uint8Array
  /** How many of `states` there are of each, by position in STATES; changes in place. */
  readonly counts: Uint32Array
}

/** `connecting`: never heard yet. `lost`: what is shown may be old. */
export type Connection = 'connecting' | 'live' | 'lost'

/** What a listener is told: everything may be new, or these cells. */
export type Change =
  | { readonly what: 'board' | 'summary' | 'connection' }
  | { readonly what: 'incidents'; readonly ids: readonly string[] }
  | {
      readonly what: 'cells'
      readonly ids: readonly string[]
      /** Positions that changed, by the position of their group. */
      readonly cells: ReadonlyMap<number, readonly number[]>
    }

const RETRY_FIRST_MS = 1000
const RETRY_MOST_MS = 20_000
/** The program says something every few seconds; after this much silence the line is taken for dead. */
const SILENCE_MS = 45_000

/** Opened once for the page's life; `close` ends its connection. */
export class LiveCity {
  groups: readonly Group[] = []
  summary: ApiSummary | undefined
  connection: Connection = 'connecting'
  /** Epoch milliseconds of the last word from the server. */
  heardAt = 0
  #seq = -1
  #places = new Map<string, readonly [group: number, index: number]>()
  #source: EventSource | undefined
  #retryMs = RETRY_FIRST_MS
  #retryTimer = 0
  #silenceTimer = 0
  #loading = false
  // Changes that arrive while the board is on its way; undefined while none is.
  #waiting: ApiStatesEvent[] = []
  readonly #listeners = new Set<(change: Change) => void>()

  open(): void {
    this.#connect()
    void this.#loadSummary()
  }

  close(): void {
    window.clearTimeout(this.#retryTimer)
    window.clearTimeout(this.#silenceTimer)
    this.#source?.close()
  }

  listen(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  stateOf(id: string): State | undefined {
    const place = this.#places.get(id)
    if (place === undefined) return undefined
    return STATES[this.groups[place[0]]?.states[place[1]] ?? -1]
  }

  /** Uplinks and NVRs on the board, by position in STATES; nodes are not among them. */
  totals(): Uint32Array {
    const totals = new Uint32Array(STATES.length)
    for (const { kinds, states } of this.groups) {
      states.forEach((state, index) => {
        if (kinds[index] !== 'O') totals[state] = (totals[state] ?? 0) + 1
      })
    }
    return totals
  }

  #connect(): void {
    this.#source?.close()
    const source = new EventSource('api/events')
    this.#source = source
    const on = <T>(name: string, take: (data: T) => void): void => {
      source.addEventListener(name, (event) => {
        this.#heard()
        take(JSON.parse((event as MessageEvent<string>).data) as T)
      })
    }
    on<ApiHelloEvent>('hello', ({ seq }) => {
      this.#retryMs = RETRY_FIRST_MS
      if (seq !== this.#seq) void this.#loadBoard()
    })
    on<ApiStatesEvent>('states', (event) => this.#take(event))
    on<ApiSummary>('summary', (summary) => {
      this.summary = summary
      this.#tell({ what: 'summary' })
    })
    on<ApiIncidentsEvent>('incidents', ({ open, changes }) => {
      if (this.summary) this.summary = { ...this.summary, openIncidents: open }
      this.#tell({ what: 'incidents', ids: changes.map((change) => change.id) })
    })
    on('resync', () => this.#lose())
    source.onerror = () => this.#lose()
  }

  #heard(): void {
    this.heardAt = Date.now()
    window.clearTimeout(this.#silenceTimer)
    this.#silenceTimer = window.setTimeout(() => this.#lose(), SILENCE_MS)
    if (this.connection === 'live') return
    const was = this.connection
    this.connection = 'live'
    this.#tell({ what: 'connection' })
    if (was === 'lost') void this.#loadSummary()
  }

  #lose(): void {
    this.#source?.close()
    window.clearTimeout(this.#retryTimer)
    this.#retryTimer = window.setTimeout(
      () => this.#connect(),
      this.#retryMs * (0.75 + Math.random() / 2),
    )
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MOST_MS)
    if (this.connection === 'lost') return
    this.connection = 'lost'
    this.#tell({ what: 'connection' })
  }

  async #loadSummary(): Promise<void> {
    const summary = await ask<ApiSummary>('api/summary').catch(() => undefined)
    if (summary === undefined) return
    this.summary = summary
    this.#tell({ what: 'summary' })
  }

  async #loadBoard(): Promise<void> {
    if (this.#loading) return
    this.#loading = true
    const board = await ask<ApiBoard>('api/board').catch(() => undefined)
    this.#loading = false
    const waiting = this.#waiting
    this.#waiting = []
    if (board === undefined) return this.#lose()
    this.#setBoard(board)
    for (const event of waiting) this.#take(event)
  }

  #setBoard(board: ApiBoard): void {
    this.#seq = board.seq
    this.#places = new Map()
    this.groups = board.groups.map((group, g) => {
      const states = Uint8Array.from(group.states, Number)
      const counts = new Uint32Array(STATES.length)
      for (const state of states) counts[state] = (counts[state] ?? 0) + 1
      group.ids.forEach((id, index) => {
        this.#places.set(id, [g, index])
      })
      return { ...group, states, counts }
    })
    this.#tell({ what: 'board' })
  }

  #take(event: ApiStatesEvent): void {
    if (this.#loading) {
      this.#waiting.push(event)
      return
    }
    if (event.seq <= this.#seq) return
    if (event.seq !== this.#seq + 1) {
      this.#waiting.push(event)
      void this.#loadBoard()
      return
    }
    this.#seq = event.seq
    const cells = new Map<number, number[]>()
    for (const change of event.changes) {
      const [g, index] = this.#places.get(change.id) ?? []
      const group = g === undefined ? undefined : this.groups[g]
      if (group === undefined || g === undefined || index === undefined) continue
      const from = group.states[index] ?? 0
      const to = STATES.indexOf(change.state)
      group.states[index] = to
      group.counts[from] = (group.counts[from] ?? 1) - 1
      group.counts[to] = (group.counts[to] ?? 0) + 1
      const changed = cells.get(g)
      if (changed === undefined) cells.set(g, [index])
      else changed.push(index)
    }
    this.#tell({ what: 'cells', ids: event.changes.map((change) => change.id), cells })
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners) listener(change)
  }
}
