// The node_modules of a release: what the lock file names for running, without a compiler and without scripts.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, RondaError } from '../../fleet/error.ts'
import type { Arch } from './arch.ts'
import { pruneModules } from './prune.ts'

/**
 * What a compiler would have to build: the pinger for machines that are not 64-bit Linux, which a worker is. The hidden
 * lock file names the registry that things came from.
 */
const NOT_PACKED = ['net-ping', 'raw-socket', 'nan', '.package-lock.json']
/** Of the bundled Node: `bin/node`, and whose it is. */
const OF_NODE = new Set(['bin', 'LICENSE', 'package.json'])
/** Of npm's last words. */
const MOST_TOLD = 2_000

/** Fills `folder`/node_modules by package.json and package-lock.json of `root`. Throws RND_CONFIG_INVALID with npm's words. */
export async function installModules(
  root: string,
  folder: string,
  arch: Arch,
  signal?: AbortSignal,
): Promise<void> {
  for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
    if (existsSync(join(root, file))) copyFileSync(join(root, file), join(folder, file))
  }
  const flags = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const platform = ['--os=linux', `--cpu=${arch}`]
  await run('npm', ['ci', ...flags, ...platform], folder, signal)
  rmSync(join(folder, '.npmrc'), { force: true })
  const modules = join(folder, 'node_modules')
  for (const name of NOT_PACKED) rmSync(join(modules, name), { recursive: true, force: true })
  pruneModules(modules)
  const node = join(modules, `node-linux-${arch}`)
  for (const name of readdirSync(node)) {
    if (!OF_NODE.has(name)) rmSync(join(node, name), { recursive: true })
  }
}

async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const child = spawn(command, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal ? { signal } : {}),
  })
  let told = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      told = (told + text).slice(-MOST_TOLD)
    })
  }
  const [code] = (await once(child, 'close').catch((error: unknown) => {
    throw new RondaError('RND_CONFIG_INVALID', `${command} cannot be run: ${messageOf(error)}`, {
      remedy: 'install npm, which comes with Node',
      cause: error,
    })
  })) as [number | null]
  if (code === 0) return
  throw new RondaError('RND_CONFIG_INVALID', `npm ci failed:\n${told.trim()}`, {
    remedy: 'mend package-lock.json or the way to the registry, and run it again',
  })
}
