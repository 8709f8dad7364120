using System.Collections.Concurrent;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.Scanning;

/// <summary>Adds each different object of a tree to an upload once, and counts. Thread-safe.</summary>
public sealed class ObjectSink(IImageUpload upload) : IHashedFileSink
{
    private readonly ConcurrentDictionary<ObjectHash, byte> _added = new();
    private long _newObjects;
    private long _newBytes;

    /// <inheritdoc/>
    public long NewObjects => Interlocked.Read(ref _newObjects);

    /// <inheritdoc/>
    public long NewBytes => Interlocked.Read(ref _newBytes);

    /// <inheritdoc/>
    public long KnownObjects => _added.Count - NewObjects;

    /// <inheritdoc/>
    public async ValueTask AddAsync(IReadOnlyList<HashedFile> files, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        var objects = new List<KeyValuePair<ObjectHash, ObjectContents>>(files.Count);
        foreach (var file in files)
        {
            if (_added.TryAdd(file.Hash, 0))
            {
                objects.Add(new(file.Hash, ContentsOf(file)));
            }
        }

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

    private static ObjectContents ContentsOf(in HashedFile file) => file switch
    {
        { MayBecomeObject: true } => ObjectContents.FromExpendableFile(file.File, file.Length, null),
        { Bytes: { } bytes } => ObjectContents.FromBytes(bytes),
        _ => ObjectContents.FromFile(file.File, file.Length),
    };
}
