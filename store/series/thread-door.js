// The door of the series' thread: plain JavaScript, as that of the store's (store/local/thread-door.js) and for its reasons.
import module from 'node:module'

module.enableCompileCache?.()
await import('./serve.ts')
