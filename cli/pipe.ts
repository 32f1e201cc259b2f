// Where a command writes: all of it, even into a slow pipe, until whoever reads has gone.
import { writeSync } from 'node:fs'

const TRY_AGAIN_MS = 5

export class Pipe {
  readonly #fd: number
  readonly #onClosed: () => void
  #closed = false

  /** `onClosed` is called once, when the other end of `fd` is closed; from then on what is written is dropped. */
  constructor(fd: number, onClosed: () => void) {
    this.#fd = fd
    this.#onClosed = onClosed
  }

  /** Returns when all of `text` is written: a command's last lines must not be lost at exit. */
  write(text: string): void {
    let bytes = Buffer.from(text)
    while (bytes.length > 0 && !this.#closed) {
      try {
        bytes = bytes.subarray(writeSync(this.#fd, bytes))
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : undefined
        if (code === 'EAGAIN')
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, TRY_AGAIN_MS)
        else if (code === 'EPIPE') this.#close()
        else throw error
      }
    }
  }

  #close(): void {
    this.#closed = true
    this.#onClosed()
  }
}
