// Names, texts and numbers inside InfluxQL, so that nobody's text becomes a query.

/**
 * In double quotes. RangeError for CR and NUL, which InfluxQL cannot hold. What Grafana replaces (`$name`, `[[name]]`) it
 * also replaces in here: that is how its variables come in.
 */
export function identifier(name: string): string {
  return `"${escaped(name, /["\\]/g)}"`
}

/** In single quotes; else as `identifier`. */
export function literal(text: string): string {
  return `'${escaped(text, /['\\]/g)}'`
}

/** RangeError for what InfluxQL cannot read: not finite, or so large or small that it is written with an exponent. */
export function decimal(value: number): string {
  const text = String(value)
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new RangeError(`no number of InfluxQL: ${text}`)
  return text
}

function escaped(text: string, special: RegExp): string {
  if (/[\r\0]/.test(text)) throw new RangeError(`InfluxQL cannot hold ${JSON.stringify(text)}`)
  // Half a surrogate pair as line protocol has it: U+FFFD.
  return text
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(special, '\\$&')
    .replaceAll('\n', '\\n')
}
