// What a server needs to be one of ours: the same description becomes cloud-init, a boot script, or files for hands.

export interface HostFile {
  /** Absolute. */
  readonly path: string
  readonly text: string
  /** `0644`, `0600`, `0755`. */
  readonly mode: string
  /** `root:root`. */
  readonly owner: string
}

/** A source of packages beside Debian's own. */
export interface AptSource {
  readonly name: string
  /** Armoured key, fetched at boot. */
  readonly keyUrl: string
  /** SHA-256 of what is fetched, in hex; what differs is not used. */
  readonly keySha256: string
  /** `deb [signed-by=...] https://... stable main`, with `{keyring}` for the file of the key. */
  readonly line: string
}

/** An archive (.tar.gz) that is fetched, because nobody packs what is in it. */
export interface Download {
  /** `https://...`; `s3://BUCKET/KEY`, by the instance's role; `file:NAME`, beside the boot script. */
  readonly url: string
  /** In hex; what differs is not used. */
  readonly sha256: string
  /** Folder that it is unpacked into, new for each version. */
  readonly into: string
  /** Symbolic link that is pointed at `into` once that is whole. */
  readonly link?: string
  /** Leading folders of the archive that are left away; absent: none. */
  readonly strip?: number
}

/** In the order of the fields; each of them may be done again without harm. */
export interface Host {
  readonly name: string
  readonly sources: readonly AptSource[]
  readonly packages: readonly string[]
  readonly users: readonly {
    readonly name: string
    readonly home: string
    readonly groups: readonly string[]
  }[]
  readonly folders: readonly {
    readonly path: string
    readonly owner: string
    readonly mode: string
  }[]
  readonly files: readonly HostFile[]
  readonly downloads: readonly Download[]
  /** Shell, each a line or a few; each must do no harm a second time. */
  readonly steps: readonly { readonly says: string; readonly shell: string }[]
  /** Units to enable and start, in this order. */
  readonly units: readonly string[]
  /** Shell; ends with 0 when the host is well. Tried for `wellWithinS`. */
  readonly well: string
  readonly wellWithinS: number
}
