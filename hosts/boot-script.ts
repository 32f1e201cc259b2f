import type { Host } from './host.ts'
export declare function bootScriptOf(host: Host, options?: { readonly beside?: boolean }): string
