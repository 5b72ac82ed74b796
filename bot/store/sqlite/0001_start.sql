-- Moments are whole milliseconds since 1970 in UTC, but for the anchor, which
-- is microseconds: cues are counted from it. Durations are microseconds.
-- A column that holds a member is named "member" and stands beside "platform":
-- Export, Erase and a test find it by that name.

-- There is no index on the state: it would double what is written at each
-- boundary, to save a scan at the start (0.1 s with 50,000 ended sessions).
CREATE TABLE sessions (
	platform TEXT    NOT NULL,
	bot      TEXT    NOT NULL,
	id       TEXT    NOT NULL,
	chat     TEXT    NOT NULL,
	thread   TEXT    NOT NULL,
	member   TEXT    NOT NULL,
	pack     TEXT    NOT NULL,
	state    TEXT    NOT NULL,
	reason   TEXT    NOT NULL,
	"cursor" INTEGER NOT NULL, -- the next cue, an index into the timeline's
	sending  INTEGER NOT NULL CHECK (sending IN (0, 1)),
	anchor   INTEGER,          -- the moment of offset 0, NULL while not running
	along    INTEGER NOT NULL, -- how far along it stands, 0 while running
	updated  INTEGER NOT NULL,
	options  TEXT    NOT NULL, -- JSON
	-- JSON, and the last column: a row that moves without changing its size is
	-- overwritten in place, and then the pages of a long timeline stay as they are.
	timeline TEXT    NOT NULL,
	PRIMARY KEY (platform, bot, id)
) STRICT;

CREATE TABLE conversations (
	platform TEXT    NOT NULL,
	bot      TEXT    NOT NULL,
	chat     TEXT    NOT NULL,
	thread   TEXT    NOT NULL,
	member   TEXT    NOT NULL,
	memory   TEXT    NOT NULL, -- JSON
	updated  INTEGER NOT NULL,
	PRIMARY KEY (platform, bot, chat, thread, member)
) STRICT, WITHOUT ROWID;

CREATE TABLE clearances (
	platform TEXT    NOT NULL,
	member   TEXT    NOT NULL,
	list     TEXT    NOT NULL, -- the list of restrictions that was answered
	until    INTEGER NOT NULL,
	updated  INTEGER NOT NULL,
	PRIMARY KEY (platform, member, list)
) STRICT, WITHOUT ROWID;

CREATE TABLE gaps (
	id       INTEGER PRIMARY KEY,
	pack     TEXT    NOT NULL,
	question TEXT    NOT NULL,
	asked    INTEGER NOT NULL
) STRICT;

CREATE TABLE connections (
	platform TEXT    NOT NULL,
	bot      TEXT    NOT NULL,
	beat     INTEGER NOT NULL, -- when it was last being served
	PRIMARY KEY (platform, bot)
) STRICT, WITHOUT ROWID;
