using Imaginator.Images;
using Imaginator.Plugins.S3.Formats;
using Microsoft.Data.Sqlite;

namespace Imaginator.Plugins.S3.Catalogue;

/// <summary>
/// The locations of all objects, from the index objects of the bucket. It is a temporary database of SQLite, so that the memory does not grow
/// with the store.
/// </summary>
/// <remarks>Thread-safe: one statement at a time.</remarks>
internal sealed class ObjectTable : IDisposable
{
    // Locations with wrong contents. A new location of the object replaces them.
    private const int MaximumDamaged = 100_000;

    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;
    private readonly HashSet<(ObjectHash Hash, string Pack)> _damaged = [];
    private long _mark;

    public ObjectTable()
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = "", Pooling = false }.ConnectionString);
        try
        {
            _connection.Open();
            Run(TableSchema.Create);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>Adds the contents of an index object.</summary>
    public void Add(string source, IReadOnlyList<IndexedPack> packs)
    {
        lock (_lock)
        {
            using var transaction = _connection.BeginTransaction();
            var sourceId = Scalar(TableSchema.AddSource, ("@name", source), ("@entries", packs.Sum(pack => (long)pack.Objects.Count)));
            using var add = Command(
                TableSchema.AddObject, ("@hash", Array.Empty<byte>()), ("@pack", 0L), ("@offset", 0L), ("@length", 0L), ("@source", sourceId));
            foreach (var pack in packs)
            {
                var packId = Scalar(TableSchema.AddPack, ("@name", pack.Id), ("@length", pack.Length));
                Run(TableSchema.AddMention, ("@source", sourceId), ("@pack", packId));
                add.Parameters["@pack"].Value = packId;
                foreach (var item in pack.Objects)
                {
                    add.Parameters["@hash"].Value = ToBlob(item.Hash);
                    add.Parameters["@offset"].Value = item.Offset;
                    add.Parameters["@length"].Value = item.Length;
                    add.ExecuteNonQuery();
                }
            }

            transaction.Commit();
        }
    }

    /// <summary>Removes the contents of index objects that do not exist any longer.</summary>
    public void RemoveSources(IEnumerable<string> sources)
    {
        lock (_lock)
        {
            using var transaction = _connection.BeginTransaction();
            foreach (var source in sources)
            {
                Run(TableSchema.RemoveObjectsOfSource, ("@name", source));
                Run(TableSchema.RemoveMentionsOfSource, ("@name", source));
                Run(TableSchema.RemoveSource, ("@name", source));
            }

            Run(TableSchema.RemoveUnmentionedPacks);
            transaction.Commit();
        }
    }

    /// <summary>Finds an object; null if it is unknown.</summary>
    public ObjectLocation? Find(in ObjectHash hash)
    {
        lock (_lock)
        {
            using var command = Command(TableSchema.Find, ("@hash", ToBlob(hash)));
            using var row = command.ExecuteReader();
            return row.Read() ? new ObjectLocation(row.GetString(0), row.GetInt64(1), row.GetInt64(2)) : null;
        }
    }

    /// <summary>Finds an object that is not known to be damaged.</summary>
    public ObjectLocation? FindUsable(in ObjectHash hash) =>
        Find(hash) is { } location && !IsDamaged(hash, location) ? location : null;

    /// <summary>Records that a location has other contents: uploads do not rely on it, and bring the contents again.</summary>
    public void MarkDamaged(in ObjectHash hash, ObjectLocation location)
    {
        lock (_lock)
        {
            if (_damaged.Count < MaximumDamaged)
            {
                _damaged.Add((hash, location.Pack));
            }
        }
    }

    public bool IsDamaged(in ObjectHash hash, ObjectLocation location)
    {
        lock (_lock)
        {
            return _damaged.Contains((hash, location.Pack));
        }
    }

    /// <summary>Removes an object from the table, not from the bucket.</summary>
    public void Remove(in ObjectHash hash)
    {
        lock (_lock)
        {
            Run(TableSchema.Remove, ("@hash", ToBlob(hash)));
        }
    }

    /// <summary>Removes the objects in packs that are being removed. The mentions of the packs stay.</summary>
    public void RemoveObjectsOf(IEnumerable<string> packs)
    {
        lock (_lock)
        {
            using var transaction = _connection.BeginTransaction();
            foreach (var pack in packs)
            {
                Run(TableSchema.RemoveObjectsOfPack, ("@name", pack));
            }

            transaction.Commit();
        }
    }

    /// <summary>Begins to mark objects. Earlier marks do not count any longer.</summary>
    /// <returns>The mark.</returns>
    public long BeginMarking() => Interlocked.Increment(ref _mark);

    /// <summary>Marks objects that images refer to.</summary>
    /// <returns>The first unknown object; null if all are known.</returns>
    public ObjectHash? Mark(IEnumerable<ObjectHash> hashes, long mark)
    {
        lock (_lock)
        {
            using var transaction = _connection.BeginTransaction();
            using var command = Command(TableSchema.Mark, ("@hash", Array.Empty<byte>()), ("@mark", mark));
            ObjectHash? unknown = null;
            foreach (var hash in hashes)
            {
                command.Parameters["@hash"].Value = ToBlob(hash);
                if (command.ExecuteNonQuery() == 0)
                {
                    unknown = hash;
                    break;
                }
            }

            transaction.Commit();
            return unknown;
        }
    }

    /// <summary>The use of all packs by marked objects.</summary>
    public IReadOnlyDictionary<string, PackUse> ListUses(long mark)
    {
        lock (_lock)
        {
            var uses = new Dictionary<string, PackUse>(StringComparer.Ordinal);
            using var command = Command(TableSchema.ListUses, ("@mark", mark));
            using var row = command.ExecuteReader();
            while (row.Read())
            {
                uses[row.GetString(0)] = new PackUse(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));
            }

            return uses;
        }
    }

    /// <summary>The index objects that mention a pack.</summary>
    public IReadOnlyList<string> ListSourcesOf(string pack)
    {
        lock (_lock)
        {
            var names = new List<string>();
            using var command = Command(TableSchema.ListSourcesOfPack, ("@name", pack));
            using var row = command.ExecuteReader();
            while (row.Read())
            {
                names.Add(row.GetString(0));
            }

            return names;
        }
    }

    /// <summary>The index objects and the numbers of their objects, from the oldest to the newest.</summary>
    public IReadOnlyList<(string Name, long Entries)> ListSources()
    {
        lock (_lock)
        {
            var sources = new List<(string, long)>();
            using var command = Command(TableSchema.ListSources);
            using var row = command.ExecuteReader();
            while (row.Read())
            {
                sources.Add((row.GetString(0), row.GetInt64(1)));
            }

            return sources;
        }
    }

    /// <summary>The objects whose locations come from an index object.</summary>
    public IReadOnlyList<IndexedPack> ListObjectsOfSource(string source)
    {
        lock (_lock)
        {
            var packs = new List<IndexedPack>();
            var objects = new List<PackedObject>();
            using var command = Command(TableSchema.ListObjectsOfSource, ("@name", source));
            using var row = command.ExecuteReader();
            while (row.Read())
            {
                var name = row.GetString(0);
                if (packs.Count == 0 || packs[^1].Id != name)
                {
                    packs.Add(new IndexedPack(name, row.GetInt64(1), objects = []));
                }

                objects.Add(new PackedObject(new ObjectHash(row.GetFieldValue<byte[]>(2)), row.GetInt64(3), row.GetInt64(4)));
            }

            return packs;
        }
    }

    /// <summary>The objects whose locations are in a pack, in the order of their offsets.</summary>
    /// <param name="mark">Only objects with this mark; null for all.</param>
    public IReadOnlyList<PackedObject> ListObjectsOfPack(string pack, long? mark = null)
    {
        lock (_lock)
        {
            var objects = new List<PackedObject>();
            using var command = Command(TableSchema.ListObjectsOfPack, ("@name", pack));
            using var row = command.ExecuteReader();
            while (row.Read())
            {
                if (mark is null || row.GetInt64(3) == mark)
                {
                    objects.Add(new PackedObject(new ObjectHash(row.GetFieldValue<byte[]>(0)), row.GetInt64(1), row.GetInt64(2)));
                }
            }

            return objects;
        }
    }

    /// <summary>The number of objects and their total length.</summary>
    public (long Objects, long Bytes) Count()
    {
        lock (_lock)
        {
            using var command = Command(TableSchema.Count);
            using var row = command.ExecuteReader();
            return row.Read() ? (row.GetInt64(0), row.GetInt64(1)) : default;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _connection.Dispose();
        }
    }

    private static byte[] ToBlob(in ObjectHash hash) => hash.AsSpan().ToArray();

    private void Run(string text, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = Command(text, parameters);
        command.ExecuteNonQuery();
    }

    private long Scalar(string text, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = Command(text, parameters);
        return (long)command.ExecuteScalar()!;
    }

    private SqliteCommand Command(string text, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
