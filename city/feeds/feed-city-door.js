// The door of the simulator's process: plain JavaScript, so that the compile cache is on before any TypeScript is loaded.
import module from 'node:module'

module.enableCompileCache?.()
await import('./feed-city-child.ts')
