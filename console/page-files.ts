// The built page in memory: a few files, compressed once, with the headers that let a browser keep them.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

const gzipAsync = promisify(gzip)

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webmanifest': 'application/manifest+json',
}

/** A page of this house is 10 files and 300 kB; more is a wrong folder. */
const MOST_FILES = 200

export interface PageFile {
  readonly type: string
  readonly body: Uint8Array<ArrayBuffer>
  readonly gzipped: Uint8Array<ArrayBuffer>
  readonly etag: string
  readonly cacheControl: string
}

/**
 * Reads the page from `dir`, by path as a browser asks for it (`/`, `/assets/x.js`). Undefined where there is no
 * index.html. Files of other types than a page needs are left out.
 */
export async function loadPage(dir: string): Promise<ReadonlyMap<string, PageFile> | undefined> {
  const files = new Map<string, PageFile>()
  let entries: readonly string[]
  try {
    entries = await readdir(dir, { recursive: true })
  } catch {
    return undefined
  }
  for (const entry of entries.slice(0, MOST_FILES)) {
    const type = TYPES[extname(entry)]
    if (type === undefined) continue
    const path = `/${entry.replaceAll('\\', '/')}`
    files.set(path === '/index.html' ? '/' : path, await loadFile(join(dir, entry), path, type))
  }
  return files.has('/') ? files : undefined
}

/** Said at `/` while the page is not built; the API works all the same. */
export const NOT_BUILT = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Ronda</title>
<h1>The page is not built yet</h1>
<p>The program runs and its API answers (see <a href="/api/summary">/api/summary</a>), but the page itself is missing.</p>
<p>Build it in the folder of the program with <code>npm run prestart</code> (after <code>npm ci</code>), then load this page again.</p>
</html>
`

async function loadFile(file: string, path: string, type: string): Promise<PageFile> {
  const body = new Uint8Array(await readFile(file))
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22)
  return {
    type,
    body,
    gzipped: new Uint8Array(await gzipAsync(body, { level: 9 })),
    etag: `"${hash}"`,
    // Names under assets/ carry a hash of what is in them; all other files may change under their name.
    cacheControl: path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  }
}
