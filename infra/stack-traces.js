// How stacks of calls are written while Pulumi runs the program: by Node's own lines, and not at all where nobody reads them.

/**
 * Pulumi keeps a stack with each of some ten thousand promises, for the case that one is lost, and has source-map-support
 * look every line of it up: a third of the time and a fifth of all memory that the program asks for. Its errors without a
 * message are those; what has a message keeps its stack, and so does whoever asks for all of it (limit Infinity), which is
 * how Pulumi finds where a resource is written. Types that Node strips leave lines where they are: no map is needed.
 */
export function plainStacks() {
  Error.prepareStackTrace = (error, calls) =>
    error.message === '' && Error.stackTraceLimit < Number.POSITIVE_INFINITY
      ? String(error)
      : [String(error), ...calls.map((call) => `    at ${call}`)].join('\n')
}
