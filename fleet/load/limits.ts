// Bounds on what a folder may hold, so that a hostile or mistaken one costs little. The reference city uses 8 % of them.

export const LIMITS = {
  /** Files in the folder and its sub-folders. */
  files: 2000,
  /** Bytes of one CSV file. */
  csvBytes: 64 * 1024 * 1024,
  /** Bytes of one YAML file: its parser keeps up to 400 bytes of memory for each. */
  yamlBytes: 2 * 1024 * 1024,
  /** Bytes of fleet.yaml. */
  settingsBytes: 256 * 1024,
  /** Lists and maps inside each other, in YAML. */
  depth: 32,
  /** Keys of one YAML record. */
  keys: 64,
  /** Values of one YAML list whose own lines are known; a problem of a later one names the line of the list. */
  itemLines: 10_000,
  /** Records in the whole estate, broken ones included. */
  records: 500_000,
  /** Lines of one CSV file, comments and empty ones included. */
  lines: 1_000_000,
  /** Problems after which nothing more is read. */
  problems: 100_000,
  /** Characters of one cell. */
  cell: 1024,
  /** Characters of one CSV line. */
  line: 64 * 1024,
  /** Ids for which the nearest known one is looked for, in one run. */
  suggestions: 200,
} as const
