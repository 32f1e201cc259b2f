// Asks the program itself what is wrong with a ronda.yaml: its sections are known to it alone, and not to the stack.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Problem } from '../fleet/problem.ts'

const RONDA = fileURLToPath(new URL('../cli/ronda.js', import.meta.url))
/** The reference city takes half a second. */
const LONGEST_MS = 60_000
const MOST_BYTES = 64 * 1024 * 1024
const MOST_TOLD = 300

/** `file`, `estate`: absolute; without `estate` the one that the file names, or the synthetic city. All its problems. */
export type AskProgram = (file: string, estate: string | undefined) => Promise<readonly Problem[]>

/** `ronda check` in a process of its own. Never throws: where it cannot be asked, that is the problem. */
export const askProgram: AskProgram = async (file, estate) => {
  const words = [RONDA, 'check', '--json', '--config', file]
  if (estate !== undefined) words.push('--estate', estate)
  const { stdout, stderr, isLate } = await run(words)
  try {
    const told = JSON.parse(stdout) as Told
    if (told.error === undefined) return told.problems ?? []
    const { message, remedy } = told.error
    return [{ file, line: 0, what: message, remedy: remedy ?? 'ronda check says the same' }]
  } catch {
    const why = isLate
      ? `did not end within ${LONGEST_MS / 1000} s`
      : stderr.trim().slice(-MOST_TOLD)
    const remedy = 'run it by hand: npx ronda check --config FILE'
    return [{ file, line: 0, what: `could not be checked: ronda check ${why}`, remedy }]
  }
}

interface Told {
  readonly problems?: readonly Problem[]
  readonly error?: { readonly message: string; readonly remedy?: string }
}

function run(
  words: readonly string[],
): Promise<{ stdout: string; stderr: string; isLate: boolean }> {
  return new Promise((done) => {
    const settings = {
      ...{ timeout: LONGEST_MS, maxBuffer: MOST_BYTES },
      killSignal: 'SIGKILL',
    } as const
    execFile(process.execPath, [...words], settings, (error, stdout, stderr) => {
      done({ stdout, stderr, isLate: error?.killed === true })
    })
  })
}
