// Which release was packed last for an architecture: what the Pulumi program deploys, also when nobody but `pulumi up` ran.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Arch } from './arch.ts'

export interface Artefact {
  readonly path: string
  /** In hex. */
  readonly sha256: string
  /** `0.1.0-e7eb1e38`. */
  readonly version: string
  readonly arch: Arch
  /** Of the file. */
  readonly bytes: number
}

/** Beside the release in `dist`, so that `readArtefact` finds it. */
export function rememberArtefact(dist: string, { path, ...rest }: Artefact): void {
  const text = JSON.stringify({ file: basename(path), ...rest }, null, 2)
  writeFileSync(noteOf(dist, rest.arch), `${text}\n`)
}

/** The release that was packed last into `dist`; absent where none was (`npm run pack` makes one) or its file is gone. */
export function readArtefact(dist: string, arch: Arch): Artefact | undefined {
  const note = noteOf(dist, arch)
  if (!existsSync(note)) return undefined
  const { file, ...rest } = JSON.parse(readFileSync(note, 'utf8')) as Omit<Artefact, 'path'> & {
    readonly file: string
  }
  const path = join(dist, file)
  return existsSync(path) ? { path, ...rest } : undefined
}

function noteOf(dist: string, arch: Arch): string {
  return join(dist, `latest-${arch}.json`)
}
