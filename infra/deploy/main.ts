// The door of `npm run deploy`, `npm run preview` and `npm run destroy`: this process as the world that they work in.
import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { packArtefact } from '../artefact/pack.ts'
import { checkStack } from './check-stack.ts'
import { runDeploy } from './run.ts'
import { download, statusOf } from './web.ts'

/** A first boot installs packages and walks its first round. */
const LOOK_FOR_MS = 15 * 60_000
const LOOK_EVERY_MS = 10_000

const signals = new EventEmitter()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => signals.emit(name))

const project = process.cwd()
process.exitCode = await runDeploy(process.argv.slice(2), {
  project,
  env: process.env,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  tty: process.stdin.isTTY === true && process.stderr.isTTY === true,
  signals,
  check: (file) => checkStack(project, file),
  pack: (arch, signal) => packArtefact({ arch, signal, out: join(project, 'dist') }),
  fetch: statusOf,
  download,
  ask: async (question) => {
    const line = createInterface({ input: process.stdin, output: process.stderr })
    try {
      return await line.question(question)
    } finally {
      line.close()
    }
  },
  lookForMs: LOOK_FOR_MS,
  lookEveryMs: LOOK_EVERY_MS,
})
