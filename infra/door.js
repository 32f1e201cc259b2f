// What Pulumi starts: plain JavaScript, so that a Node that cannot strip types says so in words.
import { open } from '../cli/door.js'
import { plainStacks } from './stack-traces.js'

plainStacks()
const program = await open('./index.ts', import.meta.url)

// biome-ignore lint/style/noDefaultExport: Pulumi takes the outputs of the stack from it.
export default 'default' in program ? program.default : { ...program }
