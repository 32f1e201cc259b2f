import { describe, expect, test } from 'vitest'
import { heartbeat } from './heartbeat.ts'

const part = heartbeat({
  stack: 'ronda-prod',
  region: 'ap-southeast-3',
  healthUrl: 'http://127.0.0.1:8080/healthz',
})
const textOf = (ending: string) => part.files?.find(({ path }) => path.endsWith(ending))?.text ?? ''

describe('heartbeat', () => {
  test('asks the program before it says that all is well', () => {
    const [before, after] = textOf('/heartbeat').split('aws --region')
    expect(before).toContain('set -eu\n')
    expect(before).toContain(
      "curl --fail --silent --show-error --max-time 10 --output /dev/null 'http://127.0.0.1:8080/healthz'",
    )
    expect(after).toContain("--dimensions 'Stack=ronda-prod'")
  })

  test('runs by a timer of its own, with an end to each run before the next', () => {
    expect(part.units).toEqual(['ronda-heartbeat.timer'])
    expect(textOf('.timer')).toContain('OnUnitInactiveSec=50\n')
    expect(textOf('.service')).toContain('TimeoutStartSec=45\n')
  })
})
