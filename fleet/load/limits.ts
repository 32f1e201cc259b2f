// Bounds on what a folder may hold, so that a hostile or mistaken one costs little. The reference city uses 3 % of them.

export const LIMITS = {
  /** Files in the folder and its sub-folders. */
  files: 2000,
  /** Bytes of one CSV file. */
  csvBytes: 64 * 1024 * 1024,
  /** Bytes of one YAML file: its parser keeps some hundred bytes for each. */
  yamlBytes: 8 * 1024 * 1024,
  /** Records in the whole estate. */
  records: 1_000_000,
  /** Characters of one cell. */
  cell: 1024,
  /** Characters of one CSV line. */
  line: 64 * 1024,
  /** Ids for which the nearest known one is looked for, in one run. */
  suggestions: 200,
} as const
