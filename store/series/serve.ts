// The series' thread: opens the spool, starts a sender for each database and answers the calls of the program.
import { parentPort } from 'node:worker_threads'
import { faultOf } from '../local/messages.ts'
import { logThrough } from '../thread-log.ts'
import { LocalSeries } from './local-series.ts'
import { type Opening, optionsOf, type Reply, type Request } from './messages.ts'

const port = parentPort
if (!port) throw new Error('serve.ts runs only as a thread')
const say = (reply: Reply): void => port.postMessage(reply)

const logger = logThrough(say)

port.once('message', (opening: Opening) => {
  try {
    const series = new LocalSeries(optionsOf(opening), logger)
    port.on('message', (request: Request) => void answer(series, request))
    say({ type: 'opened' })
  } catch (error) {
    say({ type: 'failed', fault: faultOf(error, 'RND_SPOOL_OPEN') })
  }
})

async function answer(series: LocalSeries, { id, call, args }: Request): Promise<void> {
  try {
    const value: unknown = await Reflect.apply(series[call], series, args)
    say({ type: 'answer', id, value })
  } catch (error) {
    say({ type: 'refusal', id, fault: faultOf(error, 'RND_INFLUX') })
  }
  if (call === 'close') port?.close()
}
