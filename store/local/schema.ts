// The tables of ronda.db, as numbered steps from an empty file to the version that this program knows.
import type { FileKind } from '../sqlite/file-kind.ts'

/** `PRAGMA application_id` of every file that is ours: "Rond" in ASCII. */
export const APPLICATION_ID = 0x526f6e64

/** Step i leads from version i to version i + 1, and is never changed once it was released. */
export const MIGRATIONS: readonly string[] = [
  // Targets are append-only: `idx` is never used again, so that packed minutes keep their meaning for ever.
  // Transitions are clustered by target and decision: availability walks them backwards (store/availability.ts).
  // The key of a packed minute is made in minutes.ts; only a rowid table keeps a kilobyte in a row without a page for it.
  `CREATE TABLE targets (
     idx INTEGER PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     kind TEXT NOT NULL,
     areas TEXT NOT NULL,
     pinged INTEGER NOT NULL,
     present INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE transitions (
     target INTEGER NOT NULL,
     decided_at INTEGER NOT NULL,
     at INTEGER NOT NULL,
     to_state TEXT NOT NULL,
     from_state TEXT NOT NULL,
     reason TEXT NOT NULL,
     evidence TEXT NOT NULL,
     PRIMARY KEY (target, decided_at, at, to_state)
   ) WITHOUT ROWID, STRICT;
   CREATE INDEX transitions_at ON transitions (at);
   CREATE TABLE states (
     target INTEGER PRIMARY KEY,
     state TEXT NOT NULL,
     reason TEXT NOT NULL,
     since INTEGER NOT NULL,
     decided_at INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE minutes (
     key INTEGER PRIMARY KEY,
     data BLOB NOT NULL
   ) STRICT`,
  `CREATE TABLE gaps (
     from_at INTEGER NOT NULL,
     reason TEXT NOT NULL,
     to_at INTEGER NOT NULL,
     PRIMARY KEY (from_at, reason)
   ) WITHOUT ROWID, STRICT;
   CREATE TABLE liveness (
     one INTEGER PRIMARY KEY CHECK (one = 1),
     alive_at INTEGER NOT NULL,
     clean INTEGER NOT NULL
   ) STRICT`,
  // `data` is the incident without its list, as JSON. A list is packed by store/id-list.ts from `idx` of targets;
  // `peak` is NULL while the list of now is the longest.
  `CREATE TABLE incidents (
     idx INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     opened_at INTEGER NOT NULL,
     closed_at INTEGER,
     longest INTEGER NOT NULL,
     data TEXT NOT NULL
   ) STRICT;
   CREATE INDEX incidents_opened ON incidents (opened_at, id);
   CREATE INDEX incidents_closed ON incidents (closed_at);
   CREATE TABLE incident_steps (
     n INTEGER PRIMARY KEY,
     incident INTEGER NOT NULL,
     at INTEGER NOT NULL,
     what TEXT NOT NULL,
     affected INTEGER NOT NULL,
     UNIQUE (incident, at, what, affected)
   ) STRICT;
   CREATE TABLE incident_affected (
     incident INTEGER PRIMARY KEY,
     now BLOB NOT NULL,
     peak BLOB
   ) STRICT`,
  // A body lies beside its row, so that a mark does not write it again. `body` is made by body.ts: text or packed.
  // `outbox_last` outlives the rows: a number that was given is never given again.
  `CREATE TABLE outbox (
     n INTEGER PRIMARY KEY,
     key TEXT NOT NULL UNIQUE,
     receiver TEXT NOT NULL,
     seq INTEGER NOT NULL,
     at INTEGER NOT NULL,
     state TEXT NOT NULL,
     attempts INTEGER NOT NULL,
     last_at INTEGER,
     error TEXT
   ) STRICT;
   CREATE INDEX outbox_order ON outbox (state, seq, at);
   CREATE INDEX outbox_age ON outbox (state, last_at);
   CREATE TABLE outbox_bodies (
     message INTEGER PRIMARY KEY,
     body ANY NOT NULL
   ) STRICT;
   CREATE TABLE outbox_last (
     one INTEGER PRIMARY KEY CHECK (one = 1),
     seq INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE documents (
     collection TEXT NOT NULL,
     key TEXT NOT NULL,
     body ANY NOT NULL,
     UNIQUE (collection, key)
   ) STRICT;
   CREATE TABLE audit (
     n INTEGER PRIMARY KEY,
     at INTEGER NOT NULL,
     by_whom TEXT NOT NULL,
     via TEXT NOT NULL,
     action TEXT NOT NULL,
     subject TEXT NOT NULL,
     detail TEXT NOT NULL
   ) STRICT;
   CREATE INDEX audit_at ON audit (at);
   CREATE INDEX audit_subject ON audit (subject, at)`,
]

/** The version that this program writes. */
export const SCHEMA_VERSION = MIGRATIONS.length

export const RONDA_DB: FileKind = {
  name: 'store',
  applicationId: APPLICATION_ID,
  migrations: MIGRATIONS,
  openCode: 'RND_STORE_OPEN',
  newerCode: 'RND_STORE_NEWER',
}
