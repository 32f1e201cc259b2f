// Runs in the bench's namespace: the engine in a thread, the main thread busy half of the time. Prints address and RTT.
import { readFileSync } from 'node:fs'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { openEchoSocket } from '../../probes/icmp/open.ts'
import { sweep } from '../../probes/icmp/sweep.ts'

const BUSY_MS = 10
const EVERY_MS = 20
const RATE = 5000
const [, , file = ''] = process.argv

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), { workerData: file })
  const busy = setInterval(() => {
    const until = performance.now() + BUSY_MS
    while (performance.now() < until);
  }, EVERY_MS)
  worker.on('message', (text: string) => {
    clearInterval(busy)
    process.stdout.write(text)
  })
} else {
  const addresses = readFileSync(workerData as string, 'utf8')
    .trim()
    .split('\n')
  const socket = await openEchoSocket(addresses)
  const result = await sweep(socket, addresses.length, { packetsPerSecond: RATE, retries: 0 })
  parentPort?.postMessage(
    JSON.stringify(addresses.map((address, i) => [address, result.rttUs[i] ?? Number.NaN])),
  )
  socket.close()
}
