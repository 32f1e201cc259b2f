// Really encoded clips before the judge: a handful of the labelled kinds; `npm run bench -- feeds` has them all.
import { expect, test } from 'vitest'
import { labelledBars } from '../../bench/feeds/labelled.ts'
import { describeWithRigs } from '../rigs/rig.ts'

describeWithRigs('the judge over encoded clips', ['ffmpeg'], () => {
  test('publishes the dead under their own word, and no living one as dead', {
    timeout: 120_000,
  }, async () => {
    const { details } = await labelledBars({
      quick: true,
      kinds: ['quiet-denoised', 'black-clock', 'no-signal-text', 'frozen-clock', 'lens-cap'],
    })
    expect(details.length).toBeGreaterThan(0)
    expect(details.filter(({ wrong }) => wrong !== undefined)).toEqual([])
  })
})
