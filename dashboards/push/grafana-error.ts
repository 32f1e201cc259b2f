// What went wrong between us and Grafana, and how to mend it. Nothing secret is in it.

export type GrafanaFault =
  | 'unreachable'
  | 'timeout'
  | 'too-large'
  | 'not-grafana'
  | 'redirected'
  | 'unauthorised'
  | 'forbidden'
  | 'changed-meanwhile'
  | 'refused'
  | 'server-error'

export class GrafanaError extends Error {
  readonly fault: GrafanaFault
  readonly remedy: string

  constructor(fault: GrafanaFault, message: string, remedy: string) {
    super(message)
    this.name = 'GrafanaError'
    this.fault = fault
    this.remedy = remedy
  }
}

const LONGEST = 300

/** Of an answer that is no success; `said` is the `message` of its body. */
export function errorOf(what: string, status: number, said: string): GrafanaError {
  const words = said.length > LONGEST ? `${said.slice(0, LONGEST)}...` : said
  const text = `${what}: ${status}${words ? ` ${words}` : ''}`
  if (status === 401) {
    const remedy =
      'make a token of a service account in Grafana (Administration, Users and access) and name it as grafana.token'
    return new GrafanaError('unauthorised', text, remedy)
  }
  if (status === 403) {
    const needed = /Permissions needed: (.+)$/s.exec(said)?.[1]?.trim()
    const remedy = needed
      ? `give the service account ${needed}, or the role Admin`
      : 'give the service account the role Admin'
    return new GrafanaError('forbidden', text, remedy)
  }
  if (status === 409 || status === 412) {
    const remedy = 'somebody else writes there now: run --diff, then --push again'
    return new GrafanaError('changed-meanwhile', text, remedy)
  }
  if (status >= 500) {
    return new GrafanaError('server-error', text, "Grafana's own log says why; push again later")
  }
  return new GrafanaError(
    'refused',
    text,
    'see whether Grafana is 12 or 13; what was pushed stays, a push goes on from there',
  )
}
