// How a reason is said.

export interface ReasonText {
  readonly name: string
  /** Used when the evidence fills every placeholder. */
  readonly full: string
  /** Used when it does not. No placeholders. */
  readonly bare: string
}
