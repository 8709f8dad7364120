using System.Collections.Concurrent;
using Imaginator.Images;

namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>The objects that an upload has claimed. There may be millions. Thread-safe.</summary>
internal sealed class UploadedObjects
{
    private const int PlaceBits = 3;

    // As single numbers, which the dictionary replaces in their place; of anything larger it makes a new node for each change.
    private readonly ConcurrentDictionary<ObjectHash, long> _objects = new();

    /// <summary>Adds an object.</summary>
    public bool TryAdd(in ObjectHash hash, UploadedObject added) => _objects.TryAdd(hash, Pack(added));

    /// <summary>Finds an object; null if it is not there.</summary>
    public UploadedObject? Find(in ObjectHash hash) => _objects.TryGetValue(hash, out var packed) ? Unpack(packed) : null;

    /// <summary>Adds or changes an object.</summary>
    public void Set(in ObjectHash hash, UploadedObject changed) => _objects[hash] = Pack(changed);

    public void Remove(in ObjectHash hash) => _objects.TryRemove(hash, out _);

    /// <summary>Those that are in one of some places. They may be changed meanwhile.</summary>
    public IEnumerable<KeyValuePair<ObjectHash, UploadedObject>> In(params IReadOnlyCollection<ObjectState> places)
    {
        foreach (var (hash, packed) in _objects)
        {
            var found = Unpack(packed);
            if (places.Contains(found.State))
            {
                yield return KeyValuePair.Create(hash, found);
            }
        }
    }

    private static long Pack(UploadedObject unpacked) => (unpacked.Length << PlaceBits) | (long)unpacked.State;

    private static UploadedObject Unpack(long packed) =>
        new(packed >> PlaceBits, (ObjectState)(packed & ((1 << PlaceBits) - 1)));
}
