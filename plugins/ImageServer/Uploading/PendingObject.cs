using Imaginator.Images;
using Imaginator.ImageServers;

namespace Imaginator.Plugins.ImageServer.Uploading;

/// <summary>An object on its way to the server.</summary>
internal sealed class PendingObject(ObjectHash hash, ObjectContents contents)
{
    private readonly long _length = contents.Length;
    private ObjectContents? _contents = contents;
    private readonly TaskCompletionSource _stored = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _wasRead;

    public ObjectHash Hash => hash;

    public long Length => _length;

    /// <summary>Completes when the server has confirmed it.</summary>
    public Task Stored => _stored.Task;

    /// <summary>Whether it can be sent (again): contents of a stream can be read only once.</summary>
    public bool CanBeRead => !_wasRead || _contents is { File: not null } or { Bytes: not null };

    public Stream OpenRead()
    {
        _wasRead = true;
        return _contents!.OpenRead();
    }

    /// <summary>The server has it: the contents, which may be a copy in memory, are no longer needed.</summary>
    public void Confirm()
    {
        _contents = null;
        _stored.TrySetResult();
    }

    public void Fail(Exception exception) => _stored.TrySetException(exception);
}
