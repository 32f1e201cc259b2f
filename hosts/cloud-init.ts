import type { Host } from './host.ts'
export declare function cloudInitOf(
  host: Host,
  script?: { readonly url: string; readonly sha256: string; readonly region: string },
): string
