using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.S3.Reporting;

namespace Imaginator.Plugins.S3.Uploading;

/// <summary>Reads the contents of objects. Failures of their files and streams become errors that name the object.</summary>
internal sealed class ContentsReader(string store, ObjectHash hash, ObjectContents contents) : IAsyncDisposable
{
    private readonly Stream _stream = contents.OpenRead();

    /// <summary>Fills a buffer.</summary>
    /// <exception cref="ImageStoreException">The contents end early, or cannot be read.</exception>
    public async Task ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            await _stream.ReadExactlyAsync(buffer, cancellationToken);
        }
        catch (EndOfStreamException e)
        {
            throw StoreErrors.BadContents(
                store, hash, FormattableString.Invariant($"its contents end before {contents.Length} bytes"), e);
        }
        catch (IOException e)
        {
            throw StoreErrors.BadContents(store, hash, $"its contents cannot be read: {e.Message.TrimEnd('.')}", e);
        }
    }

    /// <summary>Compares the hash of all contents.</summary>
    /// <exception cref="ImageStoreException">The hash is another one.</exception>
    public void Require(ObjectHash actual)
    {
        if (actual != hash)
        {
            throw StoreErrors.BadContents(store, hash, $"the hash of its contents is {actual}");
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
