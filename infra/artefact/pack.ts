// Packs this repository as a worker runs it: sources, built page, node_modules and Node, in one file with one checksum.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RondaError } from '../../fleet/error.ts'
import { makeFolder } from '../../fleet/make-folder.ts'
import type { Arch } from './arch.ts'
import { type Artefact, rememberArtefact } from './latest.ts'
import { installModules } from './modules.ts'
import { writeTar } from './tar.ts'
import { hashTree, listTree, PACKED } from './tree.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export interface PackOptions {
  /** Of the machine that runs it. Default `x64`. */
  readonly arch?: Arch
  /** Where the file is put. Default `dist` of the repository. */
  readonly out?: string
  /** Stops npm; what was begun is taken away. */
  readonly signal?: AbortSignal
}

/**
 * Writes `ronda-<version>-<arch>.tar.gz`, all below a folder `ronda-<version>/`; the version is that of package.json and
 * the last commit of what is packed, with a sum of the files where they differ from it. The same sources give the same bytes. Takes some
 * 15 s and npm's registry or cache. Throws RondaError where the page does not build or npm fails.
 */
export async function packArtefact(options: PackOptions = {}): Promise<Artefact> {
  const { arch = 'x64', out = join(ROOT, 'dist'), signal } = options
  buildPage()
  makeFolder(out)
  const files = listTree(ROOT)
  const version = `${versionOfPackage()}-${commitOf(files)}`
  const work = mkdtempSync(join(out, '.pack-'))
  try {
    const tree = join(work, 'tree')
    mkdirSync(tree)
    await installModules(ROOT, tree, arch, signal)
    for (const file of files) {
      makeFolder(dirname(join(tree, file)))
      cpSync(join(ROOT, file), join(tree, file))
    }
    const name = `ronda-${version}-${arch}.tar.gz`
    const packed = await writeTar(tree, `ronda-${version}`, join(work, name))
    // Whoever reads the file meanwhile has the old one or the new one, never half of it.
    renameSync(join(work, name), join(out, name))
    const artefact: Artefact = { path: join(out, name), version, arch, ...packed }
    rememberArtefact(out, artefact)
    return artefact
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** The console's own build, which knows by itself whether there is anything to do. */
function buildPage(): void {
  const built = spawnSync(process.execPath, ['cli/door.js', 'console/build.ts'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  if (built.status === 0) return
  throw new RondaError('RND_CONFIG_INVALID', `the page does not build:\n${built.stderr.trim()}`, {
    remedy: 'npm ci brings what the page is built with',
  })
}

function versionOfPackage(): string {
  return (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string })
    .version
}

/** A tree without git (a release that was unpacked) is named by what is in it. */
function commitOf(files: readonly string[]): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    // Not HEAD: a worker must not be replaced because of a commit to the documentation.
    const commit = git('log', '-1', '--format=%h', '--abbrev=8', '--', ...PACKED).trim()
    const changed = git('status', '--porcelain', '--', ...PACKED).trim() !== ''
    return changed ? `${commit}-${hashTree(ROOT, files)}` : commit
  } catch {
    return hashTree(ROOT, files)
  }
}
