// Gathers what the picture round has to say, so that a message crosses a few times a second and not for each look.
import type { FeedLook, FeedMessage, NvrFacts } from './plan.ts'

export class Post {
  readonly #emit: (message: FeedMessage) => void
  #looks: FeedLook[] = []
  #facts: NvrFacts[] = []

  constructor(emit: (message: FeedMessage) => void) {
    this.#emit = emit
  }

  look(look: FeedLook): void {
    this.#looks.push(look)
  }

  facts(facts: NvrFacts): void {
    this.#facts.push(facts)
  }

  flush(): void {
    const looks = this.#looks
    const facts = this.#facts
    this.#looks = []
    this.#facts = []
    if (facts.length > 0) this.#emit({ type: 'nvrs', facts })
    if (looks.length > 0) this.#emit({ type: 'looks', looks })
  }
}
