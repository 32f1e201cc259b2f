// `npm run pack -- [--arch x64|arm64] [--out DIR] [--json]`: the release as one file, and its checksum.
import { parseArgs } from 'node:util'
import { messageOf, RondaError } from '../../fleet/error.ts'
import { ARCHES, type Arch } from './arch.ts'
import { packArtefact } from './pack.ts'

const USAGE = 'Usage: npm run pack -- [--arch x64|arm64] [--out DIR] [--json]\n'

process.exitCode = await main()

async function main(): Promise<number> {
  const interrupted = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupted.abort())
  try {
    const { values } = parseArgs({
      options: {
        arch: { type: 'string', default: 'x64' },
        out: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    })
    const arch = values.arch as Arch
    if (!ARCHES.includes(arch)) throw new Error(`--arch is one of ${ARCHES.join(', ')}`)
    const { signal } = interrupted
    const artefact = await packArtefact({
      arch,
      signal,
      ...(values.out ? { out: values.out } : {}),
    })
    const { path, sha256, bytes } = artefact
    const size = `${(bytes / 1e6).toFixed(1)} MB`
    process.stdout.write(
      values.json ? `${JSON.stringify(artefact)}\n` : `${path} (${size})\nsha256 ${sha256}\n`,
    )
    return 0
  } catch (error) {
    if (interrupted.signal.aborted) return 130
    const remedy = error instanceof RondaError ? `Remedy: ${error.remedy}\n` : USAGE
    process.stderr.write(`pack: ${messageOf(error)}\n${remedy}`)
    return 2
  }
}
