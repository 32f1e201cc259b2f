// A request to the stand-in for Grafana, and its answer.

export interface Asked {
  readonly method: string
  readonly path: string
  readonly body: unknown
}

export interface Given {
  readonly status: number
  readonly body?: unknown
}

/** As Grafana refuses: `message`, and for some a word in `status`. */
export function refuse(status: number, message: string, word?: string): Given {
  return { status, body: { message, ...(word === undefined ? {} : { status: word }) } }
}
