// Every scenario of this folder on the real program, several at a time, each in a process and a namespace of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { describeWithRigs } from '../rigs/rig.ts'

const LONGEST_MS = 120_000
const END_MS = 5_000
const HERE = fileURLToPath(new URL('.', import.meta.url))
const files = readdirSync(HERE).filter((file) => file.endsWith('.scenario.yaml'))

// vitest runs five of them at a time: they wait for nearly all of their time, more than there are cores is right.
describeWithRigs('scenarios', ['root', 'ip', 'nft', 'sysctl'], () => {
  test.concurrent.each(files)('%s', { timeout: LONGEST_MS + END_MS }, async (file) => {
    const { failures, story } = await run(file)
    expect(failures, story).toEqual([])
  })
})

async function run(file: string): Promise<{ failures: readonly string[]; story: string }> {
  const child = spawn(process.execPath, [`${HERE}run-one.ts`, HERE + file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit')
  const late = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS)
  const [out, story] = await Promise.all([text(child.stdout), text(child.stderr)])
  const [code] = (await ended) as [number | null]
  clearTimeout(late)
  if (out === '') return { failures: [`${file}: ended with ${code}`], story }
  return { failures: (JSON.parse(out) as { failures: string[] }).failures, story }
}
