// The door of the feeds' thread: plain JavaScript, so that the compile cache is on before any TypeScript is loaded.
// Without it the thread would load the type stripper, which costs 36 MB that are never given back.
import module from 'node:module'

module.enableCompileCache?.()
await import('./thread.ts')
