// One short-lived ffmpeg: bytes in, pictures and a log out, and an end in time whatever it does.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { giveBack } from '../rtsp/keyframe-bytes.ts'

export interface ChildWish {
  readonly args: readonly string[]
  /** Pieces, written one after the other. */
  readonly input: readonly Uint8Array[]
  /** Milliseconds until it is killed. */
  readonly limitMs: number
  /** Most bytes of standard output, and of each of the two others. */
  readonly mostBytes: number
  /** Kills it. */
  readonly signal: AbortSignal
}

export interface ChildEnd {
  /** `done`: it ended by itself with status 0. `failed`: with another. `cut`: it was killed, by us or by the system. */
  readonly how: 'done' | 'failed' | 'cut' | 'not-started'
  readonly stdout: Uint8Array
  readonly stderr: string
  /** What it wrote to file descriptor 3. */
  readonly third: Uint8Array
}

/** Never rejects. */
export async function runChild(program: string, wish: ChildWish): Promise<ChildEnd> {
  const child = await startChild(program, wish.args)
  return child === undefined
    ? { how: 'not-started', stdout: new Uint8Array(0), stderr: '', third: new Uint8Array(0) }
    : await talk(child, wish)
}

/** Undefined where there is no such program, or the machine has no process or no pipe left. */
async function startChild(
  program: string,
  args: readonly string[],
): Promise<ChildProcessWithoutNullStreams | undefined> {
  try {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe', 'pipe'] })
    // Without a process there may be no streams either.
    if (child.pid !== undefined) return child
    await once(child, 'error')
  } catch {
    // Words that cannot be a program's, or memory that is not there.
  }
  return undefined
}

function talk(child: ChildProcessWithoutNullStreams, wish: ChildWish): Promise<ChildEnd> {
  const { input, limitMs, mostBytes, signal } = wish
  return new Promise((resolve) => {
    let cut = false
    const kill = () => {
      cut = true
      child.kill('SIGKILL')
    }
    const timer = setTimeout(kill, limitMs)
    signal.addEventListener('abort', kill)
    if (signal.aborted) kill()
    const stdout = collect(child.stdout, mostBytes, kill)
    const stderr = collect(child.stderr, mostBytes, kill)
    const third = collect(child.stdio[3] as Readable, mostBytes, kill)
    // It may end before it has read everything: what it says of that is in its status.
    child.stdin.on('error', () => undefined)
    // A signal that could not be sent: it has ended.
    child.on('error', () => undefined)
    child.on('close', (status) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', kill)
      resolve({
        how: cut || status === null ? 'cut' : ended(status),
        stdout: whole(stdout),
        stderr: whole(stderr).toString(),
        third: whole(third),
      })
    })
    child.stdin.cork()
    for (const piece of input) child.stdin.write(piece)
    child.stdin.end()
  })
}

function whole(chunks: readonly Buffer[]): Buffer {
  const bytes = Buffer.concat(chunks)
  for (const chunk of chunks) giveBack(chunk)
  return bytes
}

function ended(status: number): ChildEnd['how'] {
  return status === 0 ? 'done' : 'failed'
}

function collect(stream: Readable, mostBytes: number, tooMuch: () => void): Buffer[] {
  const chunks: Buffer[] = []
  let bytes = 0
  stream.on('error', () => undefined)
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= mostBytes) chunks.push(chunk)
    else tooMuch()
  })
  return chunks
}
