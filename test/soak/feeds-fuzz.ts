// feeds.hostile: ten million bytes of garbage at everything that reads a stream or an NVR. A few minutes.
import { atMost, type Bar } from '../../bench/bar.ts'
import { fuzzDocuments } from '../nvr/fuzz.ts'
import { fuzzStreams } from '../rtsp/fuzz.ts'
import type { SoakContext } from './main.ts'

const BYTES = 10_000_000

export async function soak({ say, slice }: SoakContext): Promise<readonly Bar[]> {
  const seed = 1 + slice
  const streams = await fuzzStreams(BYTES, seed)
  say(`streams: ${JSON.stringify(streams)}`)
  // Throws where a reader of documents breaks a promise.
  const documents = fuzzDocuments(BYTES, seed)
  say(`documents: ${JSON.stringify(documents)}`)
  const bad = streams.crashes.length + streams.overTime + streams.overMemory
  const note = `${streams.bytes + documents.bytes} bytes: ${streams.cases} cases of streams, ${documents.documents} documents, the slowest ${documents.slowestMs.toFixed(0)} ms`
  return [atMost('feeds.hostile', bad, 0, 'faults', note)]
}
