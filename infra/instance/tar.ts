// Files as one archive that every server can unpack: the same bytes for the same files, on whatever machine.
import { gzipSync } from 'node:zlib'

const BLOCK = 512
const LONGEST_NAME = 100

export interface ArchiveFile {
  /** Relative, `/` between; at most 100 bytes. */
  readonly path: string
  readonly text: string
}

/** POSIX ustar, gzipped: files of mode 0644 of root, without times. Throws where a path does not fit. */
export function tarGz(files: readonly ArchiveFile[]): Buffer {
  const blocks = files.flatMap(({ path, text }) => {
    const bytes = Buffer.from(text)
    const padding = Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)
    return [headerOf(path, bytes.length), bytes, padding]
  })
  return gzip(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]))
}

/** As zlib does, but without the operating system that it ran on: byte 9, RFC 1952 section 2.3.1. */
export function gzip(bytes: Buffer): Buffer {
  const zipped = gzipSync(bytes, { level: 9 })
  zipped[9] = 255
  return zipped
}

function headerOf(path: string, size: number): Buffer {
  if (Buffer.byteLength(path) > LONGEST_NAME || path.startsWith('/') || path.includes('..')) {
    throw new Error(`${path} is no path for an archive: relative, at most ${LONGEST_NAME} bytes`)
  }
  const header = Buffer.alloc(BLOCK)
  const octal = (value: number, width: number): string =>
    `${value.toString(8).padStart(width - 1, '0')}\0`
  header.write(path, 0)
  header.write(octal(0o644, 8), 100)
  header.write(octal(0, 8), 108)
  header.write(octal(0, 8), 116)
  header.write(octal(size, 12), 124)
  header.write(octal(0, 12), 136)
  header.write(' '.repeat(8), 148)
  header.write('0', 156)
  header.write('ustar\x0000', 257)
  header.write(
    octal(
      header.reduce((sum, byte) => sum + byte, 0),
      7,
    ),
    148,
  )
  return header
}
