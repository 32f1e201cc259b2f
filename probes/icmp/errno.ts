// The Linux errno values that the engine meets, and their names.

export const EPERM = 1
export const EAGAIN = 11
export const EACCES = 13
export const ENOBUFS = 105

/** A right is missing. */
export const ERRNO_PERMISSION: ReadonlySet<number> = new Set([EPERM, EACCES])
/** The kernel wants a rest; nothing is wrong with the address. */
export const ERRNO_REST: ReadonlySet<number> = new Set([EAGAIN, ENOBUFS])

const NAMES: Readonly<Record<number, string>> = {
  [EPERM]: 'EPERM',
  [EAGAIN]: 'EAGAIN',
  12: 'ENOMEM',
  [EACCES]: 'EACCES',
  22: 'EINVAL',
  23: 'ENFILE',
  24: 'EMFILE',
  90: 'EMSGSIZE',
  93: 'EPROTONOSUPPORT',
  97: 'EAFNOSUPPORT',
  99: 'EADDRNOTAVAIL',
  100: 'ENETDOWN',
  101: 'ENETUNREACH',
  [ENOBUFS]: 'ENOBUFS',
  111: 'ECONNREFUSED',
  113: 'EHOSTUNREACH',
}

/** `EHOSTUNREACH`, or `errno 71` for one without a name here. */
export function errnoName(errno: number): string {
  return NAMES[errno] ?? `errno ${errno}`
}
