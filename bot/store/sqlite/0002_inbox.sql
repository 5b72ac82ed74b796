-- What platforms brought. A parcel that was dealt with leaves its key, so that
-- it is known when it comes again. Without a rowid and in the order of ids, new
-- parcels are appended and take one page; there is no index for what is
-- pending, which is looked for at the start only.
CREATE TABLE inbox (
	platform TEXT    NOT NULL,
	bot      TEXT    NOT NULL,
	id       INTEGER NOT NULL,
	member   TEXT,             -- NULL if nobody's, or dealt with
	pending  INTEGER NOT NULL CHECK (pending IN (0, 1, 2)), -- 2: taken
	updated  INTEGER NOT NULL, -- received, or when it was taken or finished
	body     BLOB,             -- NULL once it was dealt with
	PRIMARY KEY (platform, bot, id)
) STRICT, WITHOUT ROWID;

-- What adapters must remember. It holds nothing of members.
CREATE TABLE notes (
	platform TEXT NOT NULL,
	bot      TEXT NOT NULL,
	name     TEXT NOT NULL,
	value    TEXT NOT NULL,
	PRIMARY KEY (platform, bot, name)
) STRICT, WITHOUT ROWID;
