// Which data folder a command means, and the program that may be running on it.
import { join } from 'node:path'
import type { Option } from './command.ts'
import { type Config, readConfig } from './config.ts'
import { tokenOf } from './run/token.ts'
import { ask, findRunning } from './running.ts'

/** For commands that look at what `ronda run` does or did. */
export const CONFIG_OPTION: Readonly<Record<string, Option>> = {
  config: {
    type: 'string',
    short: 'c',
    value: 'FILE',
    help: 'the ronda.yaml of the city; without it ./ronda.yaml, else the synthetic city',
  },
}

export const STORE_FILE = 'ronda.db'

export function storeFile(config: Config): string {
  return join(config.data, STORE_FILE)
}

/** GETs `path` from the program that runs on the configuration's data folder; undefined where none answers. */
export async function askRunning(
  config: Config,
  path: string,
): Promise<{ readonly body: unknown } | undefined> {
  const running = findRunning(config.data)
  if (running === undefined) return undefined
  try {
    return { body: await ask(running, tokenOf(config), path) }
  } catch (error) {
    // The process is there but its door is not: starting, ending, or another program with the same number.
    if (error instanceof TypeError || isTimeout(error)) return undefined
    throw error
  }
}

export function configOf(values: Readonly<Record<string, string | boolean | undefined>>): Config {
  const { config } = values
  return readConfig(typeof config === 'string' ? config : undefined)
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError'
}
