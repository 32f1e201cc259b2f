// What a part of the city answers over HTTP.

export interface WebAnswer {
  /** Default 200. */
  readonly status?: number
  readonly type: string
  readonly body: string | Uint8Array
}

export const NOT_FOUND: WebAnswer = { status: 404, type: 'text/plain', body: 'Not Found' }
