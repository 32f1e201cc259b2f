// The `relays:` and `hosts:` parts of ronda.yaml: whose metrics pages are looked at.
import { z } from 'zod'
import { isSecretReference } from '../../fleet/secret.ts'

/** Each is a label of series and of /metrics. */
const MOST_RELAYS = 32
const MOST_HOSTS = 200
const WORD = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

const address = z.string().superRefine((value, context) => {
  const url = URL.parse(value)
  const complain = (message: string, remedy: string): void =>
    context.addIssue({ code: 'custom', message, params: { remedy } })
  if (url === null || !/^https?:$/.test(url.protocol)) {
    complain('is no address of a page', 'write http://HOST:PORT/metrics')
  } else if (url.username || url.password) {
    complain('user and password do not stand in an address', 'leave them out; token: env:NAME')
  } else if (url.hash) {
    complain('has a part after #', 'leave it out')
  }
})

const token = z
  .string()
  .refine(isSecretReference, 'a secret stands here by reference: env:NAME or file:/path')
  .optional()

const relaySchema = z.strictObject({
  /** Id of a node of the estate. */
  node: z.string().min(1),
  /** Where MediaMTX shows its metrics. */
  metrics: address,
  token,
})

const hostSchema = z.strictObject({
  name: z.string().regex(WORD, 'letters, digits, ".", _ and -, at most 64'),
  /** Where node_exporter shows its own. */
  metrics: address,
  token,
})

export const relaysSchema = z.array(relaySchema).max(MOST_RELAYS).superRefine(onceEach('node'))
export const hostsSchema = z.array(hostSchema).max(MOST_HOSTS).superRefine(onceEach('name'))

/** For "did you mean". */
export const RELAY_KEYS = Object.keys(relaySchema.shape)
export const HOST_KEYS = Object.keys(hostSchema.shape)

function onceEach<K extends string>(key: K) {
  return (list: readonly Readonly<Record<K, string>>[], context: z.RefinementCtx): void => {
    for (const [i, one] of list.entries()) {
      if (list.findIndex((other) => other[key] === one[key]) === i) continue
      context.addIssue({
        code: 'custom',
        path: [i, key],
        message: `there is another "${one[key]}"`,
        params: { remedy: 'leave one of them out' },
      })
    }
  }
}
