// What `ronda render grafana` says to people.
import type { GrafanaModel } from '../../dashboards/provision/model.ts'
import type { Needs } from '../../dashboards/provision/needs.ts'
import type { Change, Outcome } from '../../dashboards/push/compare.ts'
import type { Written } from './write-files.ts'

const PROVISIONING = '/etc/grafana/provisioning'
const ALERTING_PATH = 'alerting/ronda.yaml'

export function madeLine({ dashboards, alerting, dataSources }: GrafanaModel): string {
  const parts = [
    counted(dashboards.length, 'dashboard'),
    counted(alerting?.rules.length ?? 0, 'rule'),
    counted(alerting?.contactPoints.length ?? 0, 'contact point'),
    counted(dataSources.length, 'data source'),
  ]
  return `made ${parts.join(', ')}${alerting ? '' : '; no alerting: ronda.yaml has no alerts'}`
}

export function writtenLines(
  dir: string,
  { written, unchanged, removed, left, notOurs }: Written,
): string[] {
  return [
    `${dir}: ${counted(written.length, 'file')} written, ${unchanged.length} unchanged, ${removed.length} removed`,
    ...left.map((path) =>
      notOurs.includes(path)
        ? `  LEFT  ${path}: it was there before, and is none that Ronda wrote; --overwrite replaces it`
        : `  LEFT  ${path}: a person changed it since; --overwrite takes it nevertheless`,
    ),
  ]
}

/** Where alerting was rendered before and is not any more: Grafana does not forget it for want of a file. */
export function stayingLines({ alerting }: GrafanaModel, { removed, left }: Written): string[] {
  if (alerting || ![...removed, ...left].includes(ALERTING_PATH)) return []
  return [
    `${ALERTING_PATH} is no more, but rules, notification policies and contact points of it stay in Grafana, and go on telling,`,
    '  until a file tells it otherwise: docs/grafana.md, The files, "To remove it"',
  ]
}

export function needLines(dir: string, { variables, files }: Needs): string[] {
  const names = variables.map(({ name, from }) =>
    from === `env:${name}` ? `  ${name}` : `  ${name}  with the value of ${from}`,
  )
  return [
    ...(names.length > 0 ? ['Grafana needs in its environment:', ...names] : []),
    ...(files.length > 0
      ? ['Grafana must be able to read:', ...files.map((file) => `  ${file}`)]
      : []),
    `Grafana reads it from ${PROVISIONING} when it starts: mount ${dir} there, read-only`,
  ]
}

export function unsaidLines({ alerting }: GrafanaModel): string[] {
  const unsaid = alerting?.unsaid ?? []
  if (unsaid.length === 0) return []
  return [
    'What the built-in notifier does and Grafana cannot:',
    ...unsaid.map((sentence) => `  ${sentence}`),
  ]
}

const WORDS: Readonly<Record<Outcome, { readonly due: string; readonly done: string }>> = {
  make: { due: 'make', done: 'made' },
  change: { due: 'change', done: 'changed' },
  remove: { due: 'remove', done: 'removed' },
  theirs: { due: 'THEIRS', done: 'overwritten' },
  locked: { due: 'LOCKED', done: 'LOCKED' },
  same: { due: 'same', done: 'same' },
}

/** A line for each, those that are the same only counted; below it what differs, old and new. */
export function changeLines(changes: readonly Change[], tense: 'due' | 'done'): string[] {
  const shown = changes.filter(({ outcome }) => outcome !== 'same')
  const wordOf = ({ outcome }: Change): string => WORDS[outcome][tense]
  const word = Math.max(0, ...shown.map((change) => wordOf(change).length))
  const kind = Math.max(0, ...shown.map((change) => change.kind.length))
  return shown.flatMap((change) => {
    const { key, title, note, differences, more } = change
    const named = title === key ? key : `${key} (${title})`
    return [
      `  ${wordOf(change).padEnd(word)}  ${change.kind.padEnd(kind)}  ${named}${note ? `: ${note}` : ''}`,
      ...differences.map(
        (one) => `      ${one.key}: ${one.old ?? '(nothing)'} -> ${one.new ?? '(nothing)'}`,
      ),
      ...(more > 0 ? [`      and ${more} more`] : []),
    ]
  })
}

export function countLine(changes: readonly Change[]): string {
  const count = (outcome: Outcome): number =>
    changes.filter((change) => change.outcome === outcome).length
  const parts = [
    `${count('make')} to make`,
    `${count('change')} to change`,
    `${count('remove')} to remove`,
    `${count('same')} the same`,
    ...(count('theirs') > 0 ? [`${count('theirs')} changed by people`] : []),
    ...(count('locked') > 0 ? [`${count('locked')} that cannot be written`] : []),
  ]
  return parts.join(', ')
}

/** For `--json`. */
export function changeRow({ outcome, kind, key, title, differences, more, note }: Change) {
  return { outcome, kind, key, title, differences, more, ...(note === undefined ? {} : { note }) }
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
