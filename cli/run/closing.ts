// What was opened is closed in reverse order, once, whatever else goes wrong.
// (Node 22 has no AsyncDisposableStack.)

type Close = () => Promise<void> | void

export class Closing {
  #steps: Close[] = []

  /** `step` runs at `close()`, before those that were added earlier. */
  defer(step: Close): void {
    this.#steps.push(step)
  }

  /** Does `work`, then closes. Where both fail the failure of `work` is thrown, and that of the closing goes to `tell`. */
  async after<T>(work: () => Promise<T>, tell: (error: unknown) => void): Promise<T> {
    let done: T
    try {
      done = await work()
    } catch (error) {
      await this.close().catch(tell)
      throw error
    }
    await this.close()
    return done
  }

  /** Runs every step even where one fails; then throws the first failure. A second call finds nothing to do. */
  async close(): Promise<void> {
    const steps = this.#steps.reverse()
    this.#steps = []
    const failures: unknown[] = []
    for (const step of steps) {
      try {
        await step()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }
}
