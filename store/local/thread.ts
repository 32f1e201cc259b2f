// The door of the store's thread: the compile cache has to be on before anything else is loaded.
import { enableCompileCache } from 'node:module'

enableCompileCache()
await import('./serve.ts')
