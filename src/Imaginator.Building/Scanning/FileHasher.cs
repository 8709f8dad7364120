using System.Buffers;
using System.Security.Cryptography;
using Imaginator.Files;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Scanning;

/// <summary>
/// Hashes files in sequence, each file once, and adds their contents to an upload. Not thread-safe: each
/// worker has its own hasher with two buffers, the only memory for contents.
/// </summary>
/// <param name="consumesFiles">Whether files that are expendable may become objects.</param>
internal sealed class FileHasher(ObjectSink sink, bool consumesFiles) : IDisposable
{
    /// <summary>The length of a buffer. Files that are shorter are read once, and handed over from memory.</summary>
    public const int BufferLength = 1024 * 1024;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
    private readonly byte[] _readAhead = ArrayPool<byte>.Shared.Rent(BufferLength);
    private readonly List<KeyValuePair<ObjectHash, ObjectContents>> _together = [];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);

    /// <summary>Hashes files and adds them; those that may become objects together.</summary>
    /// <exception cref="ScanException">A file cannot be read, or its length has changed.</exception>
    public async ValueTask ProcessAsync(IReadOnlyList<FileToHash> files, CancellationToken cancellationToken)
    {
        _together.Clear();
        foreach (var file in files)
        {
            if (!consumesFiles || !file.IsExpendable)
            {
                await ProcessAsync(file, cancellationToken);
                continue;
            }

            var hash = await HashAsync(file, cancellationToken);
            file.SetHash(hash);
            _together.Add(new(hash, ObjectContents.FromExpendableFile(file.File, file.Length, null)));
        }

        await sink.AddAsync(_together, cancellationToken);
    }

    /// <summary>Hashes a file and adds it.</summary>
    /// <exception cref="ScanException">The file cannot be read, or its length has changed.</exception>
    public async ValueTask ProcessAsync(FileToHash file, CancellationToken cancellationToken)
    {
        try
        {
            if (file.Length < BufferLength)
            {
                var contents = ReadWhole(file);
                var hash = ObjectHash.Compute(contents.Span);
                file.SetHash(hash);
                await sink.AddAsync(hash, ObjectContents.FromBytes(contents), cancellationToken);
            }
            else
            {
                var hash = await HashPiecesAsync(file, cancellationToken);
                file.SetHash(hash);
                await sink.AddAsync(hash, ObjectContents.FromFile(file.File, file.Length), cancellationToken);
            }
        }
        catch (IOException e)
        {
            throw Unreadable(file, e);
        }
    }

    public void Dispose()
    {
        _hash.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        ArrayPool<byte>.Shared.Return(_readAhead);
    }

    private async ValueTask<ObjectHash> HashAsync(FileToHash file, CancellationToken cancellationToken)
    {
        try
        {
            return file.Length < BufferLength
                ? ObjectHash.Compute(ReadWhole(file).Span)
                : await HashPiecesAsync(file, cancellationToken);
        }
        catch (IOException e)
        {
            throw Unreadable(file, e);
        }
    }

    private ReadOnlyMemory<byte> ReadWhole(FileToHash file)
    {
        // One byte more than there should be: a short read says that this was all.
        var wanted = (int)file.Length + 1;
        var length = 0;
        while (FileContents.ReadAt(file.File, _buffer.AsSpan(length, wanted - length), length) is > 0 and var count)
        {
            length += count;
            if (length >= file.Length)
            {
                break;
            }
        }

        RequireLength(file, length);
        return _buffer.AsMemory(0, length);
    }

    // Reads the next part of the file while the last one is hashed.
    private async ValueTask<ObjectHash> HashPiecesAsync(FileToHash file, CancellationToken cancellationToken)
    {
        var (buffer, readAhead) = (_buffer.AsMemory(0, BufferLength), _readAhead.AsMemory(0, BufferLength));
        var length = 0L;
        var count = await RandomAccess.ReadAsync(file.File, buffer, 0, cancellationToken);
        while (count > 0)
        {
            length += count;
            if (length > file.Length)
            {
                break;
            }

            var next = RandomAccess.ReadAsync(file.File, readAhead, length, cancellationToken).AsTask();
            _hash.AppendData(buffer.Span[..count]);
            count = await next;
            (buffer, readAhead) = (readAhead, buffer);
        }

        Span<byte> hash = stackalloc byte[ObjectHash.Length];
        _hash.GetHashAndReset(hash);
        RequireLength(file, length);
        return new ObjectHash(hash);
    }

    private static ScanException Unreadable(FileToHash file, IOException e) =>
        new($"cannot read {FileName.ToDisplay(file.Path)}: {e.Clause()}", e);

    private static void RequireLength(FileToHash file, long length)
    {
        if (length != file.Length)
        {
            throw new ScanException(
                $"{FileName.ToDisplay(file.Path)} changed while it was read: it had {file.Length} bytes, then "
                + $"{(length > file.Length ? "more" : length)}; make sure that no process changes the tree");
        }
    }
}
