using System.Collections.Concurrent;
using Imaginator.Images;

namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>The objects that an upload has claimed, possibly millions. Thread-safe.</summary>
internal sealed class UploadedObjects
{
    private const int StateBits = 3;

    // Packed into single numbers, which the dictionary restates in place. It allocates a node for each change of larger values.
    private readonly ConcurrentDictionary<ObjectHash, long> _objects = new();

    /// <summary>Adds an object. Returns false if it exists.</summary>
    public bool TryAdd(in ObjectHash hash, UploadedObject added) => _objects.TryAdd(hash, Pack(added));

    /// <summary>Finds an object; null if it does not exist.</summary>
    public UploadedObject? Find(in ObjectHash hash) => _objects.TryGetValue(hash, out var packed) ? Unpack(packed) : null;

    /// <summary>Adds or changes an object.</summary>
    public void Set(in ObjectHash hash, UploadedObject changed) => _objects[hash] = Pack(changed);

    public void Remove(in ObjectHash hash) => _objects.TryRemove(hash, out _);

    /// <summary>The objects in any of several states. The caller can change objects during the enumeration.</summary>
    public IEnumerable<KeyValuePair<ObjectHash, UploadedObject>> In(params IReadOnlyCollection<ObjectState> states)
    {
        foreach (var (hash, packed) in _objects)
        {
            var found = Unpack(packed);
            if (states.Contains(found.State))
            {
                yield return KeyValuePair.Create(hash, found);
            }
        }
    }

    private static long Pack(UploadedObject unpacked) => (unpacked.Length << StateBits) | (long)unpacked.State;

    private static UploadedObject Unpack(long packed) =>
        new(packed >> StateBits, (ObjectState)(packed & ((1 << StateBits) - 1)));
}
