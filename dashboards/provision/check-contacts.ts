// What Grafana would refuse, or read as something else, in contact points, time intervals and message templates.
import type { Alerting, TimeInterval } from '../../alerts/rules/alerting.ts'

export function contactProblems(alerting: Alerting): string[] {
  const { contactPoints, timeIntervals, templates } = alerting
  return [
    ...nameProblems('contact point', contactPoints),
    ...nameProblems('time interval', timeIntervals),
    ...nameProblems('message template', templates),
    ...receiverProblems(alerting),
    ...timeIntervals.flatMap(intervalProblems),
  ]
}

/** Grafana cuts spaces around names where they are defined, not where they are used. */
function nameProblems(what: string, named: readonly { readonly name: string }[]): string[] {
  const names = named.map(({ name }) => name)
  return [
    ...names
      .filter((name) => name === '' || name !== name.trim())
      .map((name) => `${what} ${JSON.stringify(name)}: its name is empty or has spaces around it`),
    ...[...new Set(names.filter((name, at) => names.indexOf(name) !== at))].map(
      (name) => `${what} ${JSON.stringify(name)}: there are two of this name; rename one`,
    ),
  ]
}

function receiverProblems({ contactPoints }: Alerting): string[] {
  const problems: string[] = []
  const uids = new Set<string>()
  for (const { name, receivers } of contactPoints) {
    const where = `contact point ${JSON.stringify(name)}`
    if (receivers.length === 0) problems.push(`${where}: nobody is behind it`)
    for (const { uid, type, settings } of receivers) {
      if (!/^[a-zA-Z0-9_-]{1,40}$/.test(uid)) {
        problems.push(
          `${where}: uid ${JSON.stringify(uid)} is not 1 to 40 letters, digits, - and _`,
        )
      }
      if (uids.has(uid)) problems.push(`${where}: uid ${uid} is that of another receiver too`)
      uids.add(uid)
      if (type === '' || Object.keys(settings).length === 0) {
        problems.push(`${where}: receiver ${uid} has no type or no settings`)
      }
    }
  }
  return problems
}

function intervalProblems({ name, intervals }: TimeInterval): string[] {
  const where = `time interval ${JSON.stringify(name)}`
  if (intervals.length === 0) return [`${where}: has no times`]
  return intervals.flatMap(({ times = [], location }) => {
    const problems = times.flatMap(({ start, end }) => {
      const span = `${start} to ${end}`
      if (!isTime(start) || !isTime(end))
        return [`${where}: ${span}: write times as 00:00 to 24:00`]
      return start < end
        ? []
        : [`${where}: ${span} is across midnight, which Grafana refuses; write it as two`]
    })
    return isLocation(location)
      ? problems
      : [...problems, `${where}: ${JSON.stringify(location)} is no time zone`]
  })
}

function isTime(text: string): boolean {
  return /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(text)
}

function isLocation(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
