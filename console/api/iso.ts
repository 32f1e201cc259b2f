// Points in time as the API gives them.

/**
 * ISO 8601 in UTC of epoch milliseconds. A clock that was never set must not make a page unreadable: what Date cannot
 * hold is shown as its epoch.
 */
export function iso(at: number): string {
  return new Date(Number.isFinite(at) && Math.abs(at) <= 8.64e15 ? at : 0).toISOString()
}
