// How a kept picture's file is called: everything that is known of it stands in its name.
import { hash32 } from '../../fleet/random.ts'
import type { KeptPicture } from './pictures.ts'

export interface PictureName extends Omit<KeptPicture, 'jpeg'> {
  readonly file: string
}

/** `cam-00012.bad.1763860000000.black.jpg`; the id may have dots of its own. */
export function fileOf({ cameraId, kind, at, condition }: Omit<KeptPicture, 'jpeg'>): string {
  return `${prefixOf(cameraId, kind)}${at}.${condition}.jpg`
}

export function prefixOf(cameraId: string, kind: KeptPicture['kind']): string {
  return `${cameraId}.${kind}.`
}

/** One of 256 folders, so that none grows long. */
export function shardOf(cameraId: string): string {
  return (hash32(cameraId) & 255).toString(16).padStart(2, '0')
}

/** Undefined for what is no picture of ours. */
export function readName(file: string): PictureName | undefined {
  const match = /^(.+)\.(good|bad)\.(\d{1,15})\.([a-z_]{1,30})\.jpg$/.exec(file)
  if (!match) return undefined
  const [, cameraId = '', kind, at, condition = ''] = match
  return { file, cameraId, kind: kind as KeptPicture['kind'], at: Number(at), condition }
}
