// The simulator's process: does what its parent says, and ends with it.
import { messageOf } from '../../fleet/error.ts'
import type { FromChild, ToChild } from './child-messages.ts'
import { type FeedServer, openFeedServer } from './feed-server.ts'

let server: FeedServer | undefined

const say = (message: FromChild): void => {
  if (process.connected) process.send?.(message)
}

// An interrupt at the terminal goes to the whole group: the parent decides when the end is.
process.on('SIGINT', () => {})
process.on('disconnect', () => process.exit(0))
process.on('message', (message: ToChild) => {
  switch (message.type) {
    case 'start':
      openFeedServer(message.plan).then(
        (opened) => {
          server = opened
          say({ type: 'ready', limits: opened.limits })
        },
        (error: unknown) => {
          say({ type: 'failed', why: messageOf(error) })
          process.disconnect()
        },
      )
      break
    case 'faults':
      server?.setFaults(message.faults)
      break
    case 'stats':
      say({ type: 'stats', question: message.question, stats: server?.stats() ?? {} })
  }
})
