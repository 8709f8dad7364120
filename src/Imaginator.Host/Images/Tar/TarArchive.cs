using System.Buffers;
using Imaginator.Host.Images.Trees;
using Imaginator.ImageStores;
using Imaginator.Images;

namespace Imaginator.Host.Images.Tar;

/// <summary>
/// An image as a tar archive in the format of pax, which is made while it is written. The image stays in the store until the archive is
/// disposed of.
/// </summary>
/// <remarks>
/// The archive has everything that <c>builder-tool get-image</c> unpacks. Computed files are empty. Directories, symbolic links and
/// computed files, which have no time in an image, have the time at which the image was added.
/// </remarks>
internal sealed class TarArchive : IAsyncDisposable
{
    private const int BufferLength = 64 * 1024;

    // Two blocks of zeros.
    private const int EndLength = 2 * TarHeader.BlockLength;

    private readonly ImageTree _tree;
    private readonly IAsyncDisposable _pin;

    private TarArchive(ImageTree tree, long length, IAsyncDisposable pin)
    {
        _tree = tree;
        _pin = pin;
        Length = length;
    }

    /// <summary>The length of the archive in bytes.</summary>
    public long Length { get; }

    /// <summary>Makes the archive of an image, without its contents.</summary>
    /// <param name="tree">The tree of the image.</param>
    /// <param name="pin">Keeps the image in the store. The archive owns it; after a failure, the caller does.</param>
    /// <exception cref="ImaginatorException">The tree is malformed, or too large for an archive.</exception>
    public static async Task<TarArchive> MakeAsync(ImageTree tree, IAsyncDisposable pin, CancellationToken cancellationToken)
    {
        // On another thread: large trees need seconds.
        var length = await Task.Run(() => Measure(tree, cancellationToken), cancellationToken);
        return new TarArchive(tree, length, pin);
    }

    /// <summary>Writes the archive.</summary>
    /// <param name="output">Receives the archive. It is incomplete after a failure.</param>
    /// <param name="openAsync">Opens an object of the store. Its bytes are verified at the end of the stream at the latest.</param>
    /// <exception cref="ImageStoreException">The store does not deliver an object, or delivers it damaged.</exception>
    public async Task WriteAsync(
        Stream output, Func<ObjectHash, CancellationToken, Task<Stream>> openAsync, CancellationToken cancellationToken)
    {
        // Not disposed of: the output belongs to the caller.
        var buffered = new BufferedStream(output, BufferLength);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            foreach (var name in TarName.Enumerate(_tree.Tree))
            {
                var member = TarMember.Of(name, _tree.Image.CreatedOn);
                await member.WriteHeadersAsync(buffered, cancellationToken);
                if (member.Size > 0)
                {
                    await using var contents = await openAsync(((RegularInode)name.Inode).Hash, cancellationToken);
                    await CopyAsync(name, contents, buffered, buffer, cancellationToken);
                    await TarMember.WritePaddingAsync(buffered, member.Size, cancellationToken);
                }
            }

            await buffered.WriteAsync(new byte[EndLength], cancellationToken);
            await buffered.FlushAsync(cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public ValueTask DisposeAsync() => _pin.DisposeAsync();

    private static long Measure(ImageTree tree, CancellationToken cancellationToken)
    {
        if (TreeRules.FindFaults(tree.Tree, maximumFaults: 1) is [var fault, ..])
        {
            throw new ImaginatorException($"cannot make an archive of the image: it is malformed: {fault}");
        }

        var length = (ulong)EndLength;
        foreach (var name in TarName.Enumerate(tree.Tree))
        {
            cancellationToken.ThrowIfCancellationRequested();
            length += TarMember.Of(name, tree.Image.CreatedOn).Length;
            if (length > long.MaxValue)
            {
                throw new ImaginatorException("cannot make an archive of the image: it is larger than 8 EiB");
            }
        }

        return (long)length;
    }

    // To the end: the store can find out then that the contents are damaged.
    private static async Task CopyAsync(TarName name, Stream contents, Stream output, byte[] buffer, CancellationToken cancellationToken)
    {
        var expected = (long)((RegularInode)name.Inode).Size;
        var copied = 0L;
        while (await contents.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            copied += count;
            if (copied > expected)
            {
                break;
            }

            await output.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }

        if (copied != expected)
        {
            throw new ImageStoreException(
                ImageStoreError.Corrupt,
                $"\"{Files.FileName.ToDisplay(name.Path)}\" has {expected} bytes in the image, but its contents have {(copied > expected ? "more" : copied)}");
        }
    }
}
