// ronda.yaml and the estate as a server has them: with the paths of a server, else as people wrote them.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseDocument } from 'yaml'
import { RondaError } from '../../fleet/error.ts'
import { WORKER_DATA } from '../../hosts/worker-host.ts'
import type { TextFile } from './hosts-of.ts'

const MOST_FILES = 1000
const MOST_BYTES = 100_000_000

/** Keeps comments and order. Throws RND_USAGE where the folder of the estate is too large to be one. */
export function cityFiles(configFile: string, estate: string): TextFile[] {
  const document = parseDocument(readFileSync(configFile, 'utf8'))
  document.set('estate', './estate')
  document.set('data', WORKER_DATA)
  const files = readdirSync(estate, { recursive: true, encoding: 'utf8' })
    .map((name) => join(estate, name))
    .filter((path) => !/(^|\/)\./.test(relative(estate, path)) && statSync(path).isFile())
    .sort()
  const bytes = files.reduce((sum, path) => sum + statSync(path).size, 0)
  if (files.length > MOST_FILES || bytes > MOST_BYTES) {
    throw new RondaError('RND_USAGE', `${estate} has ${files.length} files, ${bytes} bytes`, {
      remedy: 'keep only the files of the estate there',
    })
  }
  return [
    { path: 'ronda.yaml', text: document.toString({ lineWidth: 0 }) },
    ...files.map((path) => ({
      path: join('estate', relative(estate, path)),
      text: readFileSync(path, 'utf8'),
    })),
  ]
}
