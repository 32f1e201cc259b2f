// Why a connection to a database failed, by the code of the error, in words. Messages may hold an address; codes never do.

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'the name is unknown',
  EAI_AGAIN: 'the name cannot be looked up now',
  ECONNRESET: 'the connection broke off',
  EPIPE: 'the connection broke off',
  EHOSTUNREACH: 'no way to that machine',
  ENETUNREACH: 'no way to that network',
  ETIMEDOUT: 'no connection in time',
  EPROTO: 'it does not speak TLS, or not as we do',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself: name it as caFile',
  SELF_SIGNED_CERT_IN_CHAIN:
    'its certificate is of an unknown authority: name that authority as caFile',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its certificate is of an unknown authority: name that authority as caFile',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  ABORT_ERR: 'we are closing',
}

/** Undefined for a code without words. */
export function networkWords(code: string): string | undefined {
  return Object.hasOwn(WORDS, code) ? WORDS[code] : undefined
}
