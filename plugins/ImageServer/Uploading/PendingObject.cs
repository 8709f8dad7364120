using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.Plugins.ImageServer.Uploading;

/// <summary>An object on its way to the server.</summary>
/// <param name="hash">Its hash.</param>
/// <param name="contents">Its contents.</param>
/// <param name="release">Is called once, when the contents are no longer needed.</param>
internal sealed class PendingObject(ObjectHash hash, ObjectContents contents, Action release)
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
        if (_stored.TrySetResult())
        {
            _contents = null;
            release();
        }
    }

    /// <summary>It cannot be stored.</summary>
    public void Fail(Exception exception)
    {
        if (_stored.TrySetException(exception))
        {
            release();
        }
    }
}
