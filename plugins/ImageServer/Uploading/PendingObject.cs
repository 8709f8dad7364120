using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.Plugins.ImageServer.Uploading;

/// <summary>An object that waits for sending or for the confirmation of the server.</summary>
/// <remarks>Calls <c>release</c> once, when the contents are no longer needed.</remarks>
internal sealed class PendingObject(ObjectHash hash, ObjectContents contents, Action release)
{
    private readonly long _length = contents.Length;
    private ObjectContents? _contents = contents;
    private readonly TaskCompletionSource _stored = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _wasRead;

    public ObjectHash Hash => hash;

    public long Length => _length;

    /// <summary>Completes when the server has confirmed the object.</summary>
    public Task Stored => _stored.Task;

    /// <summary>False if the object cannot be sent again: the contents of a stream can be read only once.</summary>
    public bool CanBeRead => !_wasRead || _contents is { File: not null } or { Bytes: not null };

    public Stream OpenRead()
    {
        _wasRead = true;
        return _contents!.OpenRead();
    }

    /// <summary>Records that the server has the object, and releases the contents.</summary>
    public void Confirm()
    {
        if (_stored.TrySetResult())
        {
            _contents = null;
            release();
        }
    }

    /// <summary>Records that the object cannot be stored, and releases the contents.</summary>
    public void Fail(Exception exception)
    {
        if (_stored.TrySetException(exception))
        {
            release();
        }
    }
}
