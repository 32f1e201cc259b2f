// Secrets are references in the estate and values only in memory; a value never prints.

const REFERENCE = /^(env:[A-Za-z_][A-Za-z0-9_]*|file:\/\S+|aws-sm:[A-Za-z0-9/_+=.@-]+)$/

/** Where a secret is to be read: `env:NAME`, `file:/path` or `aws-sm:NAME`. */
export type SecretReference = string & { readonly __secretReference: true }

/** True for `env:NAME`, `file:/path`, `aws-sm:NAME`; anything else in a secret's place is a secret in clear. */
export function isSecretReference(text: string): text is SecretReference {
  return REFERENCE.test(text)
}

/**
 * Name of the file that holds the secret `name` of `aws-sm:name` in a folder of secrets: `ronda/token` is `ronda:token`.
 * Different names give different files, and none leads out of the folder.
 */
export function secretFileName(name: string): string {
  return name.replaceAll('/', ':').replace(/^\./, '%2E')
}

/** A resolved secret. Printing, logging or serialising it gives `[secret]`; only `reveal()` gives the value. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]'
  }
}
