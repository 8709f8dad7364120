using System.Collections.Concurrent;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.Building.Scanning;

/// <summary>Adds each different object of a tree to an upload once, and counts. Thread-safe.</summary>
internal sealed class ObjectSink(IImageUpload upload)
{
    private readonly ConcurrentDictionary<ObjectHash, byte> _added = new();
    private long _newObjects;
    private long _newBytes;

    public long NewObjects => Interlocked.Read(ref _newObjects);

    public long NewBytes => Interlocked.Read(ref _newBytes);

    public long KnownObjects => _added.Count - NewObjects;

    public async ValueTask AddAsync(
        List<KeyValuePair<ObjectHash, ObjectContents>> objects, CancellationToken cancellationToken)
    {
        objects.RemoveAll(added => !_added.TryAdd(added.Key, 0));
        if (objects.Count == 0)
        {
            return;
        }

        var isNew = await upload.AddObjectsAsync(objects, cancellationToken);
        for (var i = 0; i < objects.Count; i++)
        {
            if (isNew[i])
            {
                Interlocked.Increment(ref _newObjects);
                Interlocked.Add(ref _newBytes, objects[i].Value.Length);
            }
        }
    }

    public async ValueTask AddAsync(ObjectHash hash, ObjectContents contents, CancellationToken cancellationToken)
    {
        if (_added.TryAdd(hash, 0) && await upload.AddObjectAsync(hash, contents, cancellationToken))
        {
            Interlocked.Increment(ref _newObjects);
            Interlocked.Add(ref _newBytes, contents.Length);
        }
    }
}
