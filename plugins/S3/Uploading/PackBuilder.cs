using Imaginator.Images;
using Imaginator.Plugins.S3.Formats;
using Imaginator.Plugins.S3.Settings;

namespace Imaginator.Plugins.S3.Uploading;

/// <summary>Collects small objects in memory until a pack is full.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class PackBuilder(int capacity)
{
    private const int InitialLength = 64 * 1024;

    private byte[] _buffer = [];
    private List<PackedObject> _objects = [];
    private int _length;

    /// <summary>The hashes of the objects.</summary>
    public IReadOnlyCollection<ObjectHash> Hashes => [.. _objects.Select(item => item.Hash)];

    /// <summary>The objects.</summary>
    public IReadOnlyList<PackedObject> Objects => _objects;

    public bool IsEmpty => _objects.Count == 0;

    /// <summary>The pack.</summary>
    public ReadOnlyMemory<byte> Contents => _buffer.AsMemory(0, _length);

    /// <summary>True if an object can be added.</summary>
    public bool HasRoomFor(long length) =>
        IsEmpty || (_length + length <= capacity && _objects.Count < StoreLimits.PackEntries);

    /// <summary>Adds an object.</summary>
    public void Add(in ObjectHash hash, ReadOnlySpan<byte> contents)
    {
        var length = _length + contents.Length;
        if (length > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(length, Math.Min(capacity, Math.Max(InitialLength, _buffer.Length * 2))));
        }

        contents.CopyTo(_buffer.AsSpan(_length));
        _objects.Add(new PackedObject(hash, _length, contents.Length));
        _length = length;
    }

    /// <summary>The contents of an object, which are valid until the next change.</summary>
    public ReadOnlySpan<byte> ContentsOf(PackedObject item) => _buffer.AsSpan((int)item.Offset, (int)item.Length);

    /// <summary>Removes all other objects.</summary>
    public void Keep(IReadOnlySet<ObjectHash> hashes)
    {
        if (hashes.Count == _objects.Count)
        {
            return;
        }

        var kept = new List<PackedObject>(hashes.Count);
        var length = 0;
        foreach (var item in _objects.Where(item => hashes.Contains(item.Hash)))
        {
            ContentsOf(item).CopyTo(_buffer.AsSpan(length));
            kept.Add(item with { Offset = length });
            length += (int)item.Length;
        }

        (_objects, _length) = (kept, length);
    }
}
