using System.Buffers;
using System.Security.Cryptography;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Scanning;

/// <summary>
/// Hashes files in sequence, each file once, and adds them to a sink. Not thread-safe: each
/// worker has its own hasher with two buffers, the only memory for contents.
/// </summary>
/// <param name="consumesFiles">Whether files that are expendable may become objects.</param>
internal sealed class FileHasher(IHashedFileSink sink, bool consumesFiles) : IDisposable
{
    /// <summary>The length of a buffer. Files that are shorter are read once, and handed over from memory.</summary>
    public const int BufferLength = 1024 * 1024;

    private static readonly byte[] Zeros = new byte[BufferLength];

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
    private readonly byte[] _readAhead = ArrayPool<byte>.Shared.Rent(BufferLength);
    private readonly List<HashedFile> _together = [];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);

    /// <summary>Hashes files and adds them; those that may become objects together.</summary>
    /// <exception cref="ScanException">A file cannot be read, or its length has changed.</exception>
    public async ValueTask ProcessAsync(IReadOnlyList<FileToHash> files, CancellationToken cancellationToken)
    {
        _together.Clear();
        foreach (var file in files)
        {
            var hashed = await HashAsync(file, cancellationToken);
            file.SetHash(hashed.Hash);
            if (hashed.MayBecomeObject)
            {
                _together.Add(hashed);
            }
            else
            {
                // Before the next file: its contents are in the buffer.
                await sink.AddAsync([hashed], cancellationToken);
            }
        }

        if (_together.Count > 0)
        {
            await sink.AddAsync(_together, cancellationToken);
        }
    }

    public void Dispose()
    {
        _hash.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        ArrayPool<byte>.Shared.Return(_readAhead);
    }

    private async ValueTask<HashedFile> HashAsync(FileToHash file, CancellationToken cancellationToken)
    {
        var mayBecomeObject = consumesFiles && file.IsExpendable;
        try
        {
            if (file.Length < BufferLength)
            {
                var contents = ReadWhole(file);
                return ToHashed(ObjectHash.Compute(contents.Span), contents);
            }

            return ToHashed(await HashPiecesAsync(file, cancellationToken), null);
        }
        catch (IOException e)
        {
            throw Unreadable(file, e);
        }

        HashedFile ToHashed(ObjectHash hash, ReadOnlyMemory<byte>? bytes) =>
            new(file.Path, file.File, file.Length, hash, file.IsExpendable, mayBecomeObject, bytes);
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

    private async ValueTask<ObjectHash> HashPiecesAsync(FileToHash file, CancellationToken cancellationToken)
    {
        var position = 0L;
        while (position < file.Length)
        {
            // Holes are not read: their zeros come from memory.
            var (start, end) = FileExtents.Next(file.File, position, file.Length);
            HashZeros(start - position, cancellationToken);
            position = await HashRangeAsync(file, start, end, cancellationToken);
        }

        Span<byte> hash = stackalloc byte[ObjectHash.Length];
        _hash.GetHashAndReset(hash);
        RequireLength(file, FileHandles.GetStatus(file.File).Size);
        return new ObjectHash(hash);
    }

    private void HashZeros(long length, CancellationToken cancellationToken)
    {
        for (var left = length; left > 0; left -= BufferLength)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _hash.AppendData(Zeros, 0, (int)Math.Min(left, BufferLength));
        }
    }

    // Reads the next part of the file while the last one is hashed.
    private async ValueTask<long> HashRangeAsync(FileToHash file, long start, long end, CancellationToken cancellationToken)
    {
        var (buffer, readAhead) = (_buffer.AsMemory(0, BufferLength), _readAhead.AsMemory(0, BufferLength));
        var position = start;
        var count = await ReadAsync(buffer, position);
        while (count > 0)
        {
            position += count;
            var next = ReadAsync(readAhead, position).AsTask();
            _hash.AppendData(buffer.Span[..count]);
            count = await next;
            (buffer, readAhead) = (readAhead, buffer);
        }

        if (position < end)
        {
            RequireLength(file, position);
        }

        return position;

        ValueTask<int> ReadAsync(Memory<byte> target, long offset) => offset >= end
            ? ValueTask.FromResult(0)
            : RandomAccess.ReadAsync(file.File, target[..(int)Math.Min(target.Length, end - offset)], offset, cancellationToken);
    }

    private static ScanException Unreadable(FileToHash file, IOException e) =>
        new($"cannot read {PathNode.ToDisplay(file.Path)}: {e.Clause()}", e);

    private static void RequireLength(FileToHash file, long length)
    {
        if (length != file.Length)
        {
            throw new ScanException(
                $"{PathNode.ToDisplay(file.Path)} changed while it was read: it had {file.Length} bytes, then "
                + $"{(length > file.Length ? "more" : length)}; make sure that no process changes the tree");
        }
    }
}
