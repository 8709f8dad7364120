using Imaginator.Images;
using Imaginator.Plugins.S3.Formats;
using Imaginator.Plugins.S3.Reporting;

namespace Imaginator.Plugins.S3.Uploading;

/// <summary>
/// The contents of small objects that another upload transfers, in a temporary file: if the other upload fails, this one must transfer them.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class DeferredObjects(string store) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectHash, PackedObject> _objects = [];
    private FileStream? _file;
    private long _length;

    /// <summary>The hashes of the objects.</summary>
    public IReadOnlyCollection<ObjectHash> Hashes
    {
        get
        {
            lock (_lock)
            {
                return [.. _objects.Keys];
            }
        }
    }

    /// <summary>Keeps the contents of an object.</summary>
    public void Add(in ObjectHash hash, ReadOnlySpan<byte> contents)
    {
        lock (_lock)
        {
            try
            {
                _file ??= new FileStream(
                    Path.Combine(Path.GetTempPath(), $"imaginator-s3-{Guid.NewGuid():N}"),
                    new FileStreamOptions
                    {
                        Mode = FileMode.CreateNew,
                        Access = FileAccess.ReadWrite,
                        Options = FileOptions.DeleteOnClose,
                        BufferSize = 0,
                        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                    });
                RandomAccess.Write(_file.SafeFileHandle, contents, _length);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw StoreErrors.LocalFile(store, _file?.Name ?? Path.GetTempPath(), e);
            }

            _objects[hash] = new PackedObject(hash, _length, contents.Length);
            _length += contents.Length;
        }
    }

    /// <summary>Moves objects to packs, until they are full or no object is left.</summary>
    /// <param name="hashes">The objects that can be moved.</param>
    /// <param name="pack">Receives the objects.</param>
    /// <returns>True if an object is left.</returns>
    public bool MoveTo(IReadOnlyCollection<ObjectHash> hashes, PackBuilder pack)
    {
        lock (_lock)
        {
            foreach (var hash in hashes)
            {
                if (!_objects.TryGetValue(hash, out var item))
                {
                    continue;
                }

                if (!pack.HasRoomFor(item.Length))
                {
                    return true;
                }

                pack.Add(hash, Read(item));
                _objects.Remove(hash);
            }

            return false;
        }
    }

    /// <summary>Forgets objects that the store has.</summary>
    public void Remove(IEnumerable<ObjectHash> hashes)
    {
        lock (_lock)
        {
            foreach (var hash in hashes)
            {
                _objects.Remove(hash);
            }
        }
    }

    public void Dispose() => _file?.Dispose();

    private byte[] Read(PackedObject item)
    {
        var contents = new byte[item.Length];
        try
        {
            for (var read = 0; read < contents.Length;)
            {
                var count = RandomAccess.Read(_file!.SafeFileHandle, contents.AsSpan(read), item.Offset + read);
                read += count > 0 ? count : throw new EndOfStreamException("the file is shorter than expected");
            }
        }
        catch (IOException e)
        {
            throw StoreErrors.LocalFile(store, _file!.Name, e);
        }

        return contents;
    }
}
