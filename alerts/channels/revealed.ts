// Settings that may be secrets: their value, and addresses made of them.
import { Secret } from '../../fleet/secret.ts'

export function revealed(setting: Secret | string): string {
  return setting instanceof Secret ? setting.reveal() : setting
}

/** Throws a TypeError that, unlike the one of URL, does not have the text in it. */
export function urlOf(setting: Secret | string): URL {
  const url = URL.parse(revealed(setting))
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new TypeError('the address of a receiver is no http or https URL')
  return url
}
