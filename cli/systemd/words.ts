// The options of `ronda render systemd`, checked: every problem at once, each with how to mend it.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { messageOf } from '../../fleet/error.ts'
import type { Problem } from '../../fleet/problem.ts'

export type HostCount = 'one' | 'several'

export interface Words {
  readonly out: string
  readonly hosts: HostCount
  readonly release: { readonly version: string; readonly file: string; readonly sha256: string }
  readonly grafanaKey: string
  /** `HOST:PORT` as the proxy reaches it. */
  readonly grafana: string
  readonly backups: { readonly folder: string; readonly keep: number }
}

type Values = Readonly<Record<string, string | boolean | undefined>>
type Refuse = (option: string, what: string, remedy: string) => string

const RELEASE = /^ronda-(.+)-(x64|arm64)\.tar\.gz$/
const ADDRESS = /^(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):\d{1,5}$/
const FOLDER = /^(?:\/[A-Za-z0-9][\w.-]*)+$/
const MOST_KEPT = 1000
const ON_ONE = '127.0.0.1:3000'

/** Where there are problems the words are not to be used. */
export function wordsOf(values: Values): {
  readonly words: Words
  readonly problems: readonly Problem[]
} {
  const problems: Problem[] = []
  const refuse: Refuse = (option, what, remedy) => {
    problems.push({ file: option, line: 0, what, remedy })
    return ''
  }
  const text = (name: string): string => {
    const value = values[name]
    return typeof value === 'string' ? value : ''
  }
  const hosts = text('hosts') === 'several' ? 'several' : 'one'
  if (text('hosts') !== hosts)
    refuse('--hosts', `"${text('hosts')}" is neither`, 'write --hosts one or --hosts several')
  const words = {
    hosts,
    out: text('out') || refuse('--out', 'is missing', 'name the folder that is to be filled'),
    release: releaseOf(text('release'), refuse),
    grafanaKey: keyOf(text('grafana-key'), refuse),
    grafana: grafanaOf(text('grafana'), hosts, refuse),
    backups: backupsOf(text('backups'), text('keep-backups'), refuse),
  } as const
  return { words, problems }
}

function keyOf(key: string, refuse: Refuse): string {
  if (/^[0-9a-f]{64}$/.test(key)) return key
  const remedy =
    'curl -fsS https://apt.grafana.com/gpg.key | sha256sum, after a look at its fingerprint (docs/operations.md)'
  return refuse('--grafana-key', key === '' ? 'is missing' : 'is no SHA-256 in hex', remedy)
}

function grafanaOf(at: string, hosts: HostCount, refuse: Refuse): string {
  if (hosts === 'one') {
    if (at !== '') refuse('--grafana', 'goes with --hosts several', 'leave it away')
    return ON_ONE
  }
  if (ADDRESS.test(at)) return at
  const what = at === '' ? 'is missing with --hosts several' : `${at} is not HOST:PORT`
  return refuse('--grafana', what, 'write where the proxy reaches Grafana, as in 10.0.0.7:3000')
}

function backupsOf(folder: string, many: string, refuse: Refuse): Words['backups'] {
  if (!FOLDER.test(folder)) {
    const remedy = 'write an absolute path of letters, digits, . _ and -, as in /var/backups/ronda'
    refuse('--backups', folder === '' ? 'is empty' : `${folder} is no folder`, remedy)
  }
  const keep = /^\d{1,4}$/.test(many) ? Number(many) : 0
  if (keep < 1 || keep > MOST_KEPT)
    refuse('--keep-backups', `"${many}" is no number from 1 to ${MOST_KEPT}`, 'write one, as in 7')
  return { folder, keep }
}

function releaseOf(path: string, refuse: Refuse): Words['release'] {
  const nothing = { version: '', file: '', sha256: '' }
  const remedy = 'npm run pack makes it and says where: dist/ronda-VERSION-ARCH.tar.gz'
  const file = basename(path)
  const version = RELEASE.exec(file)?.[1]
  if (version === undefined) {
    refuse('--release', path === '' ? 'is missing' : `${path} is no release of Ronda`, remedy)
    return nothing
  }
  try {
    const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex')
    return { version, file, sha256 }
  } catch (cause) {
    refuse('--release', messageOf(cause), remedy)
    return nothing
  }
}
