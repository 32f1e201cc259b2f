// `ronda init`: fills a folder with an estate and a ronda.yaml to start from; never over what is there.
import { existsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { messageOf, RondaError } from '../../fleet/error.ts'
import { makeFolder } from '../../fleet/make-folder.ts'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { estateFiles } from '../../fleet/write.ts'
import type { Command } from '../command.ts'
import { CONFIG, STARTER_ESTATE, type StarterFile } from '../init/starter.ts'

/** The city that `ronda run` walks when there is no configuration. */
const SEED = 1

export const command: Command = {
  name: 'init',
  summary: 'writes a small commented estate and ronda.yaml to start from',
  usage: 'DIR [--synthetic]',
  example: 'ronda init my-city\nwrote my-city/ronda.yaml ...',
  options: {
    synthetic: {
      type: 'boolean',
      help: 'the whole synthetic city instead: 14,000 cameras on loopback addresses',
    },
  },
  positionals: [1, 1],
  async run({ values, positionals: [dir = '.'] }, context) {
    const files = [CONFIG, ...(values['synthetic'] === true ? syntheticEstate() : STARTER_ESTATE)]
    refuseToOverwrite(dir, files)
    for (const { file, text } of files) write(join(dir, file), text)
    const written = files.map(({ file }) => join(dir, file))
    const config = join(dir, CONFIG.file)
    if (context.json) {
      context.out(`${JSON.stringify({ ok: true, written })}\n`)
      return 0
    }
    context.out(
      [
        ...written.map((path) => `wrote ${path}`),
        '',
        'Next:',
        `  ronda fleet check ${join(dir, 'estate')}`,
        `  ronda run --config ${config}`,
        '',
      ].join('\n'),
    )
    return 0
  },
}

function syntheticEstate(): StarterFile[] {
  return estateFiles(synthesizeFleet({ seed: SEED })).map(({ file, text }) => ({
    file: join('estate', file),
    text,
  }))
}

function refuseToOverwrite(dir: string, files: readonly StarterFile[]): void {
  const there = files.map(({ file }) => join(dir, file)).filter((path) => existsSync(path))
  if (there.length === 0) return
  throw new RondaError(
    'RND_USAGE',
    `ronda init overwrites nothing; there already: ${there.join(', ')}`,
    {
      remedy: 'name another folder, or move these away',
    },
  )
}

function write(path: string, text: string): void {
  try {
    makeFolder(dirname(path))
    // "wx" fails where the file came into being since it was looked for.
    writeFileSync(path, text, { flag: 'wx' })
  } catch (cause) {
    throw new RondaError('RND_USAGE', `cannot write ${path}: ${messageOf(cause)}`, {
      remedy: 'name a folder that may be written to',
      cause,
    })
  }
}
