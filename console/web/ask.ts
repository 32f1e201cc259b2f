// Asks the API, with a time limit, and keeps what came for the room that asked.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { ApiConfirmNeeded, ApiRefused } from '../api/planned-response.ts'
import type { ApiError } from '../api/response.ts'

const TIMEOUT_MS = 30_000

/** An answer that is not the one hoped for; `status` is 0 where there was no answer. */
export class AskError extends Error {
  readonly status: number
  /** What the answer said, where it was JSON. */
  readonly body: ApiError | ApiRefused | ApiConfirmNeeded | undefined

  constructor(status: number, message: string, body?: AskError['body']) {
    super(message)
    this.name = 'AskError'
    this.status = status
    this.body = body
  }
}

/** The JSON at `path` (without a leading slash: the page may live under a prefix). Throws AskError. */
export function ask<T>(path: string, signal?: AbortSignal): Promise<T> {
  return send<T>(path, {}, signal)
}

/** Has something done. Who has not signed in is led to the form, and back to this room. Throws AskError. */
export function tell<T>(path: string, body: Readonly<Record<string, unknown>>): Promise<T> {
  const headers = { 'content-type': 'application/json' }
  return send<T>(path, { method: 'POST', headers, body: JSON.stringify(body) })
}

async function send<T>(path: string, init: RequestInit, signal?: AbortSignal): Promise<T> {
  const limit = AbortSignal.timeout(TIMEOUT_MS)
  let response: Response
  try {
    response = await fetch(path, {
      ...init,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    })
  } catch (error) {
    throw new AskError(0, error instanceof Error ? error.message : String(error))
  }
  if (!response.ok) {
    // The token was changed, the cookie is too old, or only reading needs none: only the form can mend it.
    if (response.status === 401) location.assign(`login?to=${encodeURIComponent(location.hash)}`)
    const body = (await response.json().catch(() => undefined)) as AskError['body']
    throw new AskError(response.status, body?.error.message ?? response.statusText, body)
  }
  return (await response.json()) as T
}

export interface Asked<T> {
  /** The last good answer; stays while another one is on its way, so that a room does not blink. */
  readonly data: T | undefined
  readonly error: AskError | undefined
  readonly again: () => void
}

/** Asks at once, when `path` changes, and on `again()`. */
export function useAsked<T>(path: string): Asked<T> {
  const [answer, setAnswer] = useState<{ data?: T; error?: AskError }>({})
  const abort = useRef<AbortController | undefined>(undefined)
  const load = useCallback(() => {
    abort.current?.abort()
    const mine = new AbortController()
    abort.current = mine
    ask<T>(path, mine.signal).then(
      (data) => {
        if (!mine.signal.aborted) setAnswer({ data })
      },
      (error: unknown) => {
        if (mine.signal.aborted || !(error instanceof AskError)) return
        // An older answer is better than none while the server is away, but not for what is not there.
        setAnswer((last) => (error.status === 0 ? { ...last, error } : { error }))
      },
    )
  }, [path])
  useEffect(() => {
    load()
    return () => abort.current?.abort()
  }, [load])
  return { data: answer.data, error: answer.error, again: load }
}
