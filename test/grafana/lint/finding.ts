// What the lint found: by which of its rules, where, and what is wrong.

export interface Finding {
  readonly rule: string
  readonly where: string
  readonly what: string
}
