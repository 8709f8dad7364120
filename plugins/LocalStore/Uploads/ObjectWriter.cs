using System.Buffers;
using System.Security.Cryptography;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Imaginator.Plugins.LocalStore.Objects;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>Writes objects to the directory of an upload, in the cheapest way for their kind of contents.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ObjectWriter(DirectoryHandle directory)
{
    /// <summary>The minimum length in bytes for which starting the writeback early is useful.</summary>
    private const long EarlyFlushLength = 1024 * 1024;

    private const int BufferLength = 256 * 1024;

    private volatile bool _cannotClone;

    /// <summary>
    /// Writes an object to a new file with its hash as the name, or links it. Leaves no file behind after a failure. Returns
    /// <see cref="ObjectState.Written"/> or <see cref="ObjectState.Linked"/>.
    /// </summary>
    public async ValueTask<ObjectState> WriteAsync(
        ObjectHash hash, ObjectContents contents, CancellationToken cancellationToken)
    {
        var name = hash.ToString();
        if (contents is { IsExpendable: true, File: { } expendable } && TryLink(hash, expendable, contents.Length, name))
        {
            StartWriteback(expendable, contents.Length);
            return ObjectState.Linked;
        }

        using var target = directory.CreateFile(name, ObjectDirectory.Permissions);
        try
        {
            if (contents.Bytes is { } bytes)
            {
                FileContents.WriteWhole(target, bytes.Span);
            }
            else if (contents.File is { } source)
            {
                CopyFile(hash, source, target, contents.Length, cancellationToken);
            }
            else
            {
                await CopyStreamAsync(hash, contents, target, cancellationToken);
            }

            StartWriteback(target, contents.Length);
            return ObjectState.Written;
        }
        catch
        {
            directory.Unlink(name);
            throw;
        }
    }

    private bool TryLink(ObjectHash hash, SafeFileHandle file, long length, string name) =>
        RandomAccess.GetLength(file) is var actual && actual == length
            ? FileCopying.TryLink(file, directory, name)
            : throw WrongLength(hash, length, $"{actual}");

    private static void StartWriteback(SafeFileHandle file, long length)
    {
        if (length >= EarlyFlushLength)
        {
            Flushing.StartWriteback(file);
        }
    }

    private static ImageStoreException WrongLength(ObjectHash hash, long expected, string actual) =>
        new(ImageStoreError.BadRequest, $"cannot add object {hash}: it has {actual} bytes instead of {expected}; make sure that the file does not change during the upload");

    private void CopyFile(
        ObjectHash hash, SafeFileHandle source, SafeFileHandle target, long length, CancellationToken cancellationToken)
    {
        if (RandomAccess.GetLength(source) is var actual && actual != length)
        {
            throw WrongLength(hash, length, $"{actual}");
        }

        if (!_cannotClone)
        {
            if (FileCopying.TryClone(source, target))
            {
                var cloned = RandomAccess.GetLength(target);
                if (cloned != length)
                {
                    throw WrongLength(hash, length, $"{cloned}");
                }

                return;
            }

            _cannotClone = true;
        }

        if (FileCopying.Copy(source, target, length, cancellationToken) is var copied && copied != length)
        {
            throw WrongLength(hash, length, $"{copied}");
        }
    }

    private static async Task CopyStreamAsync(
        ObjectHash hash, ObjectContents contents, SafeFileHandle target, CancellationToken cancellationToken)
    {
        using var actual = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);

        // These contents are neither in memory nor in a file: the caller owns the stream.
        var source = contents.OpenRead();
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(BufferLength, contents.Length + 1));
        try
        {
            long position = 0;
            for (int count; (count = await source.ReadAsync(buffer, cancellationToken)) > 0; position += count)
            {
                if (position + count > contents.Length)
                {
                    throw WrongLength(hash, contents.Length, "more");
                }

                actual.AppendData(buffer, 0, count);
                FileContents.WriteWithHoles(target, buffer.AsSpan(0, count), position);
            }

            if (position != contents.Length)
            {
                throw WrongLength(hash, contents.Length, $"{position}");
            }

            // A hole at the end has not extended the file.
            RandomAccess.SetLength(target, contents.Length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (!actual.GetHashAndReset().AsSpan().SequenceEqual(hash.AsSpan()))
        {
            throw new ImageStoreException(
                ImageStoreError.BadRequest, $"cannot add object {hash}: the received contents do not match the hash; try again");
        }
    }
}
