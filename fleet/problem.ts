// What is wrong with a file that a person wrote: where, what, and how to mend it.

export interface Problem {
  /** Path relative to the folder that was read. */
  readonly file: string
  /** 1-based; 0 where the whole file is meant. */
  readonly line: number
  readonly what: string
  readonly remedy: string
}

/** `uplinks.csv:17: unknown column "adress"; did you mean "address"?` */
export function formatProblem(problem: Problem): string {
  return `${formatFault(problem)}; ${problem.remedy}`
}

/** `uplinks.csv:17: unknown column "adress"`: without the remedy, for where that stands apart. */
export function formatFault({ file, line, what }: Problem): string {
  return `${line > 0 ? `${file}:${line}` : file}: ${what}`
}

/** More than anybody reads in one go; `--json` gives all. */
const MOST_PRINTED = 300

/** The problems a line each; beyond 300 a last line counts the rest: `... and 1,204 more`. */
export function listProblems(problems: readonly Problem[]): string[] {
  const lines = problems.slice(0, MOST_PRINTED).map(formatProblem)
  const rest = problems.length - lines.length
  return rest > 0 ? [...lines, `... and ${rest.toLocaleString('en')} more`] : lines
}
