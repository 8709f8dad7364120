using System.Buffers;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.ImageServer.Connection;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.Plugins.ImageServer.Uploading;

/// <summary>An object that waits for sending or for the confirmation of the server.</summary>
/// <remarks>Calls <c>release</c> once, when the contents are no longer needed.</remarks>
internal sealed class PendingObject(ObjectHash hash, ObjectContents contents, Action release)
{
    private const int BufferSize = 64 * 1024;

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

    /// <summary>Sends the contents from the first byte to the last.</summary>
    /// <exception cref="ImageStoreException">The contents cannot be read: another attempt would not help.</exception>
    public async Task WriteAsync(SrpcClientCall call, string address, CancellationToken cancellationToken)
    {
        _wasRead = true;
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var stream = _contents!.OpenRead();
            await using (stream)
            {
                for (var left = _length; left > 0;)
                {
                    var part = buffer.AsMemory(0, (int)Math.Min(left, buffer.Length));
                    await ReadAsync(stream, part, address, cancellationToken);
                    await call.WriteRawAsync(part, cancellationToken);
                    left -= part.Length;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
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

    // A failure of the file must not look like one of the connection, which is tried again.
    private async Task ReadAsync(Stream stream, Memory<byte> part, string address, CancellationToken cancellationToken)
    {
        try
        {
            await stream.ReadExactlyAsync(part, cancellationToken);
        }
        catch (IOException exception)
        {
            var cause = exception is EndOfStreamException
                ? $"its contents end before {_length} bytes"
                : $"its contents cannot be read: {exception.Message.TrimEnd('.')}";
            throw ServerErrors.Create(ImageStoreError.BadRequest, address, $"add object {hash}", cause, exception);
        }
    }
}
