// The tables of spool.db, as numbered steps from an empty file to the version that this program knows.
import type { FileKind } from '../sqlite/file-kind.ts'

// A body lies beside its head, so that choosing and counting never read it; `trash` names bodies that nobody wants any
// more: they go a bite at a time. `owed` carries what its totals need, so that these come from one small tree.
// AUTOINCREMENT: a number that was given is never given again.
const TABLES = `
  CREATE TABLE frames (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    tier TEXT NOT NULL,
    worth INTEGER NOT NULL,
    precision TEXT NOT NULL,
    points INTEGER NOT NULL,
    from_ms REAL NOT NULL,
    to_ms REAL NOT NULL,
    put_ms REAL NOT NULL,
    debtors INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX frames_worth ON frames (worth, seq);
  CREATE TABLE bodies (
    seq INTEGER PRIMARY KEY,
    body BLOB NOT NULL
  ) STRICT;
  CREATE TABLE trash (seq INTEGER PRIMARY KEY) STRICT;
  CREATE TABLE owed (
    target TEXT NOT NULL,
    seq INTEGER NOT NULL,
    points INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    tier TEXT NOT NULL,
    from_ms REAL NOT NULL,
    to_ms REAL NOT NULL,
    PRIMARY KEY (target, seq)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX owed_from ON owed (target, from_ms);
  CREATE INDEX owed_to ON owed (target, tier, to_ms);
  CREATE TABLE marks (
    key TEXT PRIMARY KEY,
    value REAL NOT NULL
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE losses (
    target TEXT NOT NULL,
    why TEXT NOT NULL,
    points INTEGER NOT NULL,
    PRIMARY KEY (target, why)
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE dead_letters (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    at REAL NOT NULL,
    target TEXT NOT NULL,
    tier TEXT NOT NULL,
    precision TEXT NOT NULL,
    status INTEGER NOT NULL,
    message TEXT NOT NULL,
    line TEXT NOT NULL,
    bytes INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX dead_letters_target ON dead_letters (target, n, bytes)`

export const SPOOL_DB: FileKind = {
  name: 'spool',
  /** "RonS" in ASCII. */
  applicationId: 0x526f6e53,
  migrations: [TABLES],
  openCode: 'RND_SPOOL_OPEN',
  newerCode: 'RND_SPOOL_OPEN',
}
