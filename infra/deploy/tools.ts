// Which pulumi and which aws are used: those on PATH, else the pinned package of node_modules.
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { RondaError } from '../../fleet/error.ts'
import type { World } from './world.ts'

export interface PulumiTool {
  /** Before its arguments. */
  readonly words: readonly string[]
  /** What is said of it before it is first called. */
  readonly says: string
}

/** A command on PATH; npm puts node_modules/.bin there, which is no installed one. */
export function findOnPath({ env, project }: World, name: string): string | undefined {
  return (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '' && !folder.includes('node_modules'))
    .map((folder) => join(folder, name))
    .find((path) => isExecutable(path) && !path.startsWith(join(project, 'node_modules')))
}

/** An installed CLI, else the launcher in node_modules, which fetches the CLI when it is not in its cache yet. */
export function findPulumi(world: World): PulumiTool {
  const installed = findOnPath(world, 'pulumi')
  if (installed !== undefined) return { words: [installed], says: installed }
  const folder = join(world.project, 'node_modules/pulumi')
  if (!existsSync(join(folder, 'run.js'))) {
    throw new RondaError(
      'RND_CONFIG_MISSING',
      'there is no pulumi: not on PATH, not in node_modules',
      {
        remedy: 'npm ci brings the pinned one',
      },
    )
  }
  const pinned = (
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  ).version
  const version = world.env['PULUMI_VERSION'] || pinned
  const home = world.env['PULUMI_HOME'] || join(world.env['HOME'] ?? homedir(), '.pulumi')
  const cached = isExecutable(join(home, 'versions', version, 'bin/pulumi'))
  return {
    words: [process.execPath, join(folder, 'run.js')],
    says: cached
      ? `the Pulumi CLI ${version} of ${home}`
      : `the Pulumi CLI ${version} is downloaded now, once, from get.pulumi.com into ${home}; how large it is, is not known here`,
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
