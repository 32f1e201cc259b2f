import { expect, test } from 'vitest'
import { LANGUAGES } from './language.ts'
import { seriesProblemText } from './series.ts'
import { SERIES_REASON_TEXTS, seriesReasonText } from './series-reasons.ts'

test('every reason is said in both languages, with its values', () => {
  for (const language of LANGUAGES) {
    for (const why of Object.keys(SERIES_REASON_TEXTS.en)) {
      const text = seriesReasonText(language, { why, seconds: 10, version: '1.6.7' })
      expect(text, why).not.toMatch(/[{}]|\.$/)
      expect(text.endsWith(` (${why})`), why).toBe(/^[A-Z]/.test(why))
    }
  }
})

test('the page says it in its own language; what the server said stays as it is', () => {
  const values = { name: 'main', url: 'http://x:1', why: 'ECONNREFUSED' }
  expect(seriesProblemText('id', { code: 'unreachable', values }).what).toBe(
    'InfluxDB main di http://x:1 tidak dapat dihubungi: tidak ada yang mendengarkan di sana (ECONNREFUSED); hasil ukur menunggu di spool',
  )
  expect(seriesReasonText('id', { said: '404 page not found' })).toBe('404 page not found')
  expect(seriesReasonText('id', {})).toBe('')
})

test.each([
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_NOT_YET_VALID',
  'CERT_HAS_EXPIRED',
])('the remedy of %s names caFile', (why) => {
  for (const language of LANGUAGES) {
    const { what, remedy } = seriesProblemText(language, { code: 'unreachable', values: { why } })
    expect(what).toContain(`(${why})`)
    expect(remedy).toContain('caFile')
  }
})

test('a code that nobody knows is shown as it is', () => {
  expect(seriesReasonText('en', { why: 'EXOTIC' })).toBe('no connection (EXOTIC)')
  expect(seriesReasonText('en', { why: 'HPE_INVALID_VERSION' })).toMatch(/^it does not speak HTTP/)
  expect(seriesReasonText('en', { why: 'ERR_SSL_WRONG_VERSION_NUMBER' })).toMatch(/TLS/)
})
