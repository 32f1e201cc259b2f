// The stack as a program and the release as a file: how long Pulumi's program runs, in how much memory, how large a release is.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packArtefact } from '../../infra/artefact/pack.ts'
import { atMost, type Bar, type Suite } from '../bar.ts'

const LIMIT_MB = 120

export const suite: Suite = async ({ say }) => {
  const room = mkdtempSync(join(tmpdir(), 'ronda-bench-infra-'))
  try {
    return [await artefactBar(room, say)]
  } finally {
    rmSync(room, { recursive: true, force: true })
  }
}

/** On disk, as it is unpacked, without the bundled Node. */
async function artefactBar(room: string, say: (line: string) => void): Promise<Bar> {
  const begun = performance.now()
  const { path, version, bytes } = await packArtefact({ out: room })
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  say(`artefact: ${version}, ${(bytes / 1e6).toFixed(1)} MB as a file, packed in ${seconds} s`)
  execFileSync('tar', ['xzf', path, '-C', room])
  const tree = join(room, `ronda-${version}`)
  const du = execFileSync('du', ['-sk', '--exclude=node-linux-*', tree], { encoding: 'utf8' })
  const note = `unpacked, without Node; ${(bytes / 1e6).toFixed(1)} MB packed, with Node`
  return atMost('infra.artefact', Number(du.split('\t')[0]) / 1000, LIMIT_MB, 'MB', note)
}
