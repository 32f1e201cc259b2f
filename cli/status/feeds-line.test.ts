import { expect, test } from 'vitest'
import { feedsLine } from './feeds-line.ts'

const FEEDS = { conditions: { live: 13_901, black: 12 }, looksPerMinute: 2795.4, waiting: 0 }

test('cameras by condition, and what is behind or missing', () => {
  expect(feedsLine({ ...FEEDS, unseen: 0, decoder: 'ffmpeg 5.1' })).toEqual([
    'Feeds: live 13,901, black 12; 2,795 looks a minute',
  ])
  expect(feedsLine({ ...FEEDS, conditions: {}, waiting: 7, unseen: 1200 })).toEqual([
    'Feeds: no camera; 2,795 looks a minute; 7 wait; 1,200 never looked at; nothing decodes them: apt-get install ffmpeg',
  ])
})

test('nothing while the picture round is switched off', () => {
  expect(feedsLine(undefined)).toEqual([])
})
