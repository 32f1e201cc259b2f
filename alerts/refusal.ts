// Why a message will never be taken by its receiver.

/**
 * - `refused`: the receiver said no, `why` in the channel's words, without secrets.
 * - `removed`: the policy has no such receiver any more.
 * - `unreadable`: what was kept is no message.
 */
export type Refusal =
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'removed' }
  | { readonly kind: 'unreadable' }

/** For logs and marks, in English. */
export function refusalText(refusal: Refusal, receiver: string): string {
  switch (refusal.kind) {
    case 'refused':
      return refusal.why
    case 'removed':
      return `the policy has no receiver "${receiver}" any more`
    case 'unreadable':
      return 'it cannot be read'
  }
}
