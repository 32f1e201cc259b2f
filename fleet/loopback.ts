// Addresses that never leave this machine.

/** True for 127.0.0.0/8 and `::1`; `address` in the form that the reader of estates gives it. */
export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}
