// Many secrets as few lines of a role's policy: by name while they fit, else by the folder that they have in common.

/** Of all inline policies of a role, AWS takes 10,240 characters; this much of it is left to secrets that people made. */
export const MOST_PATTERN_CHARACTERS = 5000
/** Around a name in a policy: `"arn:aws:secretsmanager:ap-southeast-3:123456789012:secret:`, `-??????",` behind it. */
const AROUND_CHARACTERS = 80
/** Of names of usual length; for people only. */
export const MOST_NAMED = Math.floor(MOST_PATTERN_CHARACTERS / (AROUND_CHARACTERS + 20))

/**
 * Names, and folders as `city/nvr/*`, which together have every one of `names`: folders only where names alone are too
 * many, the deepest and fullest first. Undefined where even that is too much, because too many names have no folder in
 * common.
 */
export function secretPatterns(names: readonly string[]): readonly string[] | undefined {
  let patterns = [...new Set(names)].sort()
  while (charactersOf(patterns) > MOST_PATTERN_CHARACTERS) {
    const folder = fullestFolder(patterns)
    if (folder === undefined) return undefined
    patterns = [...patterns.filter((one) => !one.startsWith(folder)), `${folder}*`].sort()
  }
  return patterns
}

/** Of the folders with two patterns or more: of those that are deepest the one with the most; the first of equals. */
function fullestFolder(patterns: readonly string[]): string | undefined {
  const counts = new Map<string, number>()
  for (const pattern of patterns) {
    const folder = folderOf(pattern)
    if (folder !== '') counts.set(folder, (counts.get(folder) ?? 0) + 1)
  }
  const depth = (folder: string) => folder.split('/').length
  const [fullest] = [...counts]
    .filter(([, count]) => count > 1)
    .sort(([a, many], [b, more]) => depth(b) - depth(a) || more - many)
  return fullest?.[0]
}

/** With its slash; empty where there is none. */
function folderOf(pattern: string): string {
  return pattern.replace(/\/\*$/, '').replace(/[^/]*$/, '')
}

function charactersOf(patterns: readonly string[]): number {
  return patterns.reduce((sum, pattern) => sum + pattern.length + AROUND_CHARACTERS, 0)
}

const ARN = /^(arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:)(.+)-\?{6}$/

/** The same of ARNs: those of names, which end with `-??????`, as few; others stay. Throws where they are too many. */
export function fewerSecretArns(arns: readonly string[]): string[] {
  const byPlace = new Map<string, string[]>()
  const others: string[] = []
  for (const arn of arns) {
    const [, place, name] = ARN.exec(arn) ?? []
    if (place === undefined || name === undefined) others.push(arn)
    else {
      const names = byPlace.get(place) ?? []
      names.push(name)
      byPlace.set(place, names)
    }
  }
  const fewer = [...byPlace].flatMap(([place, names]) => {
    const patterns = secretPatterns(names)
    if (patterns === undefined)
      throw new Error(`${names.length} secrets do not fit into one policy`)
    return patterns.map((one) => (one.endsWith('/*') ? `${place}${one}` : `${place}${one}-??????`))
  })
  return [...others, ...fewer]
}
