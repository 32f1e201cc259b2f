// Refuses a Node that cannot strip types (before 22.18), in words, instead of a syntax error. Every entry point of the
// house goes through here: `node cli/door.js bench/main.ts --quick`.
import module from 'node:module'
import { pathToFileURL } from 'node:url'

const OLDEST = [22, 18]

/** Imports `entry` (relative to `base`) with the compile cache on, or says which Node it needs and exits 2. */
export async function open(entry, base) {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    process.stderr.write(
      `ronda: this is Node ${process.versions.node}; Ronda needs ${OLDEST.join('.')} or newer.\n` +
        'Remedy: run it through npm (npm start, npx ronda ...): npm ci brings Node 24 along on Linux.\n',
    )
    process.exit(2)
  }
  module.enableCompileCache?.()
  return import(new URL(entry, base).href)
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [, , entry, ...rest] = process.argv
  process.argv = [process.argv[0], entry, ...rest]
  await open(pathToFileURL(entry).href, import.meta.url)
}
