// The few values of Pulumi.<stack>.yaml that deploying itself needs, before anybody reads the rest.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, parseDocument } from 'yaml'
import { RondaError } from '../../fleet/error.ts'
import { didYouMean } from '../../fleet/suggest.ts'
import { readText } from '../read-text.ts'
import { stackValues } from '../stack-file.ts'

export interface StackFile {
  readonly path: string
  /** `Pulumi.prod.yaml`. */
  readonly name: string
  /** Empty where it is missing, or cannot be read. */
  readonly region: string
  readonly read: ReturnType<typeof stackValues>
  /** Of the AWS CLI's configuration; absent: whatever the environment says. */
  readonly profile?: string
}

/** Throws RND_CONFIG_MISSING where there is no such file; what is wrong in it, the check says with everything else. */
export function readStackFile(project: string, stack: string): StackFile {
  const name = `Pulumi.${stack}.yaml`
  const path = join(project, name)
  const own = readText(path)
  if (!('text' in own) && own.isMissing) throw noSuchStack(project, stack, name)
  const shared = readText(join(project, 'Pulumi.yaml'))
  const broken = [
    ...('text' in shared ? [] : [{ file: 'Pulumi.yaml', line: 0, ...shared }]),
    ...('text' in own ? [] : [{ file: name, line: 0, ...own }]),
  ].map(({ file, line, what, remedy }) => ({ file, line, what, remedy }))
  const read =
    'text' in own && 'text' in shared
      ? stackValues({ file: 'Pulumi.yaml', text: shared.text }, { file: name, text: own.text })
      : { problems: broken }
  if ('problems' in read) return { path, name, region: '', read }
  const { 'aws:region': region = '', 'aws:profile': profile } = read.values
  return { path, name, region, read, ...(profile === undefined ? {} : { profile }) }
}

/** The same configuration with data unprotected, comments and all. */
export function withoutProtection(path: string): string {
  const document = parseDocument(readFileSync(path, 'utf8'))
  document.setIn(['config', 'ronda:protect'], false)
  return document.toString()
}

/** `backend.url` of Pulumi.yaml, where people have chosen for all stacks. */
export function projectBackend(project: string): string | undefined {
  const path = join(project, 'Pulumi.yaml')
  if (!existsSync(path)) return undefined
  const { backend } = (parse(readFileSync(path, 'utf8')) ?? {}) as {
    readonly backend?: { readonly url?: string }
  }
  return backend?.url
}

function noSuchStack(project: string, stack: string, name: string): RondaError {
  const known = readdirSync(project).flatMap(
    (file) => /^Pulumi\.([\w-]+)\.yaml$/.exec(file)?.[1] ?? [],
  )
  const near = didYouMean(stack, known)
  const among = known.length > 0 ? `; there are: ${known.join(', ')}` : ''
  return new RondaError('RND_CONFIG_MISSING', `${name} is not there${among}`, {
    remedy: near
      ? `did you mean --stack ${near}?`
      : `write ${name}; docs/operations.md has every key`,
  })
}
