// YAML that every parser reads alike: texts are in quotes, so that none becomes a number, a date or a truth.
import { Document, Scalar, visit } from 'yaml'

/** Texts of several plain lines, such as message templates, stay readable. */
const LINES = /^[!-~][ -~\n]*\n[ -~\n]*$/
/** What some parsers take for the end of a line, or for nothing, even in quotes. */
const UNSEEN = /[\u007f-\u009f\u2028\u2029\ufeff]/g

/** What a parser of YAML 1.1 takes for a truth value, also as a key. */
const WORDS = /^(?:y|yes|n|no|on|off|true|false|null)$/i

/** Keys in the order of the object. Half surrogate pairs become U+FFFD. */
export function yamlText(value: Readonly<Record<string, unknown>>): string {
  const document = new Document(value, { aliasDuplicateObjects: false })
  visit(document, {
    Scalar(place, node) {
      if (typeof node.value !== 'string') return
      const text = node.value.replace(/\p{Cs}/gu, '\ufffd')
      node.value = text
      if (place === 'key' && /^[A-Za-z_]\w*$/.test(text) && !WORDS.test(text)) {
        node.type = Scalar.PLAIN
      } else {
        node.type = LINES.test(text) ? Scalar.BLOCK_LITERAL : Scalar.QUOTE_DOUBLE
      }
    },
  })
  const whole = document.toString({
    lineWidth: 0,
    doubleQuotedMinMultiLineLength: Number.POSITIVE_INFINITY,
  })
  return `# Made by "ronda render grafana": what is changed here is lost at the next.\n${whole.replace(UNSEEN, escaped)}`
}

function escaped(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
}
