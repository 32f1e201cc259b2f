// Starts the simulator as a program does and says what came of it; ends when its input does. Arguments: port, NVRs.
import { startFeedCity } from '../../city/feeds/start-feed-city.ts'
import { smallFeeds } from './small-feeds.ts'

const [, , port, nvrs] = process.argv
const vendors = new Array<'hikvision'>(Number(nvrs)).fill('hikvision')
const city = await startFeedCity(smallFeeds(Number(port), vendors, []))
process.stdout.write(`${JSON.stringify({ pid: city.pid, limits: city.limits })}\n`)
process.stdin.resume().on('end', () => void city.close())
