// What is wrong with a file that a person wrote: where, what, and how to mend it.

export interface Problem {
  /** Path relative to the folder that was read. */
  readonly file: string
  /** 1-based; 0 where the whole file is meant. */
  readonly line: number
  readonly what: string
  readonly remedy: string
}

/** `uplinks.csv:17: unknown column "adress", did you mean "address"?` */
export function formatProblem(problem: Problem): string {
  const where = problem.line > 0 ? `${problem.file}:${problem.line}` : problem.file
  return `${where}: ${problem.what}; ${problem.remedy}`
}
