// The shelf of pictures as files: pictures/<shard>/<camera>.<kind>.<time>.<condition>.jpg, readable by this user only.
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { WriteQueue } from '../files/write-queue.ts'
import { fileOf, type PictureName, prefixOf, readName, shardOf } from './picture-name.ts'
import type { KeptPicture, Pictures, PicturesHealth } from './pictures.ts'

const MOST_WAITING = 500
/** No picture of ours is near that; what is larger was not written by us. */
const MOST_BYTES = 1_000_000
const MOST_MEMORY_BYTES = 200_000_000
const MEMORY = 'memory.bin'
const DAY_MS = 86_400_000

/** Makes `folder` at the first picture. Nothing here throws or rejects for a disk that is ill: `health` says so. */
export function createPictures(folder: string, now: () => number = Date.now): Pictures {
  return new FilePictures(folder, now)
}

class FilePictures implements Pictures {
  readonly #folder: string
  readonly #queue: WriteQueue

  constructor(folder: string, now: () => number) {
    this.#folder = folder
    this.#queue = new WriteQueue(MOST_WAITING, now)
  }

  keep(picture: KeptPicture): void {
    this.#queue.add(async () => {
      const folder = join(this.#folder, shardOf(picture.cameraId))
      const file = fileOf(picture)
      const before = await this.#named(picture.cameraId, picture.kind)
      await replace(folder, file, picture.jpeg)
      for (const old of before) if (old.file !== file) await rm(join(folder, old.file))
    })
  }

  async latest(cameraId: string, kind: KeptPicture['kind']): Promise<KeptPicture | undefined> {
    try {
      const [newest] = await this.#named(cameraId, kind)
      if (newest === undefined) return undefined
      const jpeg = await readFile(join(this.#folder, shardOf(cameraId), newest.file))
      if (jpeg.length > MOST_BYTES) return undefined
      return { cameraId, kind, at: newest.at, condition: newest.condition, jpeg }
    } catch {
      return undefined
    }
  }

  async retain(days: number, now: number): Promise<number> {
    let removed = 0
    for (const shard of await namesIn(this.#folder)) {
      if (!/^[0-9a-f]{2}$/.test(shard)) continue
      const folder = join(this.#folder, shard)
      for (const file of await namesIn(folder)) {
        const isOld = (readName(file)?.at ?? now) < now - days * DAY_MS
        // A write that was cut off by a kill leaves its half behind.
        if (!isOld && !file.endsWith('.part')) continue
        await rm(join(folder, file), { force: true })
        removed++
      }
    }
    return removed
  }

  keepMemory(bytes: Uint8Array): void {
    this.#queue.add(() => replace(this.#folder, MEMORY, bytes))
  }

  async memory(): Promise<Uint8Array | undefined> {
    try {
      const bytes = await readFile(join(this.#folder, MEMORY))
      return bytes.length > MOST_MEMORY_BYTES ? undefined : bytes
    } catch {
      return undefined
    }
  }

  health(): PicturesHealth {
    return this.#queue.health()
  }

  close(): Promise<void> {
    return this.#queue.settle()
  }

  /** Newest first. */
  async #named(cameraId: string, kind: KeptPicture['kind']): Promise<PictureName[]> {
    const prefix = prefixOf(cameraId, kind)
    const names = await namesIn(join(this.#folder, shardOf(cameraId)))
    return names
      .filter((file) => file.startsWith(prefix))
      .flatMap((file) => readName(file) ?? [])
      .filter((name) => name.cameraId === cameraId)
      .sort((a, b) => b.at - a.at)
  }
}

/** A kill leaves the old one or the new one, never half of one. */
async function replace(folder: string, file: string, bytes: Uint8Array): Promise<void> {
  const path = join(folder, file)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(`${path}.part`, bytes, { mode: 0o600 })
  await rename(`${path}.part`, path)
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch {
    return []
  }
}
