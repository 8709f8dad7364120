namespace Imaginator.Plugins.S3.Catalogue;

/// <summary>The statements of the table of objects.</summary>
internal static class TableSchema
{
    /// <summary>
    /// The database is temporary: SQLite removes its file, and holds only a few pages in memory. A source is an index object. Mentions are the
    /// packs in it, including those whose objects all have newer locations.
    /// </summary>
    public const string Create = """
        PRAGMA synchronous = OFF;
        PRAGMA cache_size = -16384;
        CREATE TABLE sources (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, entries INTEGER NOT NULL);
        CREATE TABLE packs (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, length INTEGER NOT NULL);
        CREATE TABLE mentions (source INTEGER NOT NULL, pack INTEGER NOT NULL, PRIMARY KEY (source, pack)) WITHOUT ROWID;
        CREATE TABLE objects (
            hash BLOB PRIMARY KEY, pack INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
            source INTEGER NOT NULL, mark INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
        """;

    public const string AddSource = "INSERT INTO sources (name, entries) VALUES (@name, @entries) RETURNING id";

    public const string AddPack =
        "INSERT INTO packs (name, length) VALUES (@name, @length) ON CONFLICT (name) DO UPDATE SET length = excluded.length RETURNING id";

    public const string AddMention = "INSERT OR IGNORE INTO mentions (source, pack) VALUES (@source, @pack)";

    // The location in the newest index object counts: all programs find the same one, in any order of reading.
    public const string AddObject = """
        INSERT INTO objects (hash, pack, offset, length, source) VALUES (@hash, @pack, @offset, @length, @source)
        ON CONFLICT (hash) DO UPDATE
        SET pack = excluded.pack, offset = excluded.offset, length = excluded.length, source = excluded.source, mark = 0
        WHERE (SELECT name FROM sources WHERE id = objects.source) <= (SELECT name FROM sources WHERE id = excluded.source)
        """;

    public const string RemoveObjectsOfSource = "DELETE FROM objects WHERE source = (SELECT id FROM sources WHERE name = @name)";

    public const string RemoveMentionsOfSource = "DELETE FROM mentions WHERE source = (SELECT id FROM sources WHERE name = @name)";

    public const string RemoveSource = "DELETE FROM sources WHERE name = @name";

    public const string RemoveUnmentionedPacks = "DELETE FROM packs WHERE id NOT IN (SELECT pack FROM mentions)";

    public const string Find = """
        SELECT packs.name, objects.offset, objects.length FROM objects JOIN packs ON packs.id = objects.pack WHERE hash = @hash
        """;

    public const string Remove = "DELETE FROM objects WHERE hash = @hash";

    public const string RemoveObjectsOfPack = "DELETE FROM objects WHERE pack = (SELECT id FROM packs WHERE name = @name)";

    public const string Mark = "UPDATE objects SET mark = @mark WHERE hash = @hash";

    public const string ListUses = """
        SELECT packs.name, packs.length, count(objects.hash), coalesce(sum(objects.length), 0)
        FROM packs LEFT JOIN objects ON objects.pack = packs.id AND objects.mark = @mark GROUP BY packs.id
        """;

    public const string ListSourcesOfPack = """
        SELECT sources.name FROM sources JOIN mentions ON mentions.source = sources.id JOIN packs ON packs.id = mentions.pack
        WHERE packs.name = @name
        """;

    public const string ListSources = "SELECT name, entries FROM sources ORDER BY name";

    public const string ListObjectsOfSource = """
        SELECT packs.name, packs.length, objects.hash, objects.offset, objects.length
        FROM objects JOIN packs ON packs.id = objects.pack
        WHERE objects.source = (SELECT id FROM sources WHERE name = @name) ORDER BY packs.name, objects.offset
        """;

    public const string ListObjectsOfPack = """
        SELECT hash, offset, length, mark FROM objects
        WHERE pack = (SELECT id FROM packs WHERE name = @name) ORDER BY offset
        """;

    public const string Count = "SELECT count(*), coalesce(sum(length), 0) FROM objects";
}
