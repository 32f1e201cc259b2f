// Whether the secrets that people made fit into the policies of those who fetch them, said before there is any resource.
import type { Problem } from '../../fleet/problem.ts'
import { MOST_NAMED, secretPatterns } from './secret-patterns.ts'

const SHOWN = 3

/** `names`: of all secrets of estate and ronda.yaml. `file` is what names them: the folder of the estate. */
export function secretProblems(names: readonly string[], file: string): Problem[] {
  if (secretPatterns(names) !== undefined) return []
  const alone = names.filter((name) => !name.includes('/'))
  const which = alone.length > MOST_NAMED ? alone : names
  const shown = which.slice(0, SHOWN).join(', ')
  const what = `${which.length} secrets such as aws-sm:${shown} have no folder in common: the policy of the worker takes some ${MOST_NAMED} by name`
  const remedy =
    'put them below one folder in Secrets Manager and write aws-sm:city/nvr/NAME: then the policy names the folder'
  return [{ file, line: 0, what, remedy }]
}
