// Which origin owns a path: one alone, so that no NVR is pulled twice.
import { hash } from 'node:crypto'

/**
 * The origin that owns a path, by rendezvous hashing: the one whose hash with the path is highest. It depends neither on
 * the order of the origins nor on other paths; one more origin takes its share from each of the others and moves nothing
 * else, one less gives its own away and moves nothing else. No origins: a RangeError.
 */
export function originOf(path: string, origins: readonly string[]): string {
  let owner: string | undefined
  let highest = ''
  for (const origin of origins) {
    const weight = hash('sha1', `${origin}\n${path}`)
    if (owner === undefined || weight > highest || (weight === highest && origin < owner)) {
      owner = origin
      highest = weight
    }
  }
  if (owner === undefined) throw new RangeError('no origins')
  return owner
}

/** The paths of each origin, in the order they came; an origin without paths is there too. */
export function shardPaths(
  paths: readonly string[],
  origins: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const shards = new Map<string, string[]>(origins.map((origin) => [origin, []]))
  for (const path of paths) shards.get(originOf(path, origins))?.push(path)
  return shards
}
