using System.Buffers;
using System.Security.Cryptography;
using Imaginator.Images;
using Imaginator.Plugins.S3.Reporting;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Plugins.S3.Reading;

/// <summary>
/// Objects that were read, as files of this machine: <c>ab/HASH</c>. Several programs can share the directory: a file gets its name when it is
/// complete, and each reader compares its contents with its name.
/// </summary>
/// <remarks>Thread-safe. Failures of the disk are logged and make the cache smaller, never a read fail.</remarks>
internal sealed class ReadCache
{
    private const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int BufferLength = 256 * 1024;
    private const string IncomingName = "incoming";

    // Older ones than the newest by this belong to programs that have ended.
    private static readonly TimeSpan IncomingLifetime = TimeSpan.FromDays(1);

    // Removed until this part of the limit is left, so that the directory is not listed for each object.
    private const double KeptPart = 0.9;

    private readonly string _directory;
    private readonly long _limit;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly Lock _trimming = new();
    private long _bytes = -1;

    public ReadCache(string directory, long limit, TimeProvider timeProvider, ILogger logger) =>
        (_directory, _limit, _timeProvider, _logger) = (directory, limit, timeProvider, logger);

    /// <summary>A path for a file that becomes an object of the cache.</summary>
    public string NewPath()
    {
        var directory = Path.Combine(_directory, IncomingName);
        Directory.CreateDirectory(directory, DirectoryMode);
        return Path.Combine(directory, Guid.NewGuid().ToString("N"));
    }

    /// <summary>Opens an object whose contents match its hash.</summary>
    /// <returns>The file, which the caller disposes of; null if the cache does not contain the object.</returns>
    public SafeFileHandle? TryOpen(ObjectHash hash, long length, CancellationToken cancellationToken)
    {
        var path = PathOf(hash);
        SafeFileHandle? file = null;
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            file = File.OpenHandle(path);
            if (RandomAccess.GetLength(file) == length && HashOf(file, cancellationToken) == hash)
            {
                // The time of the last use decides which objects are removed first.
                File.SetLastWriteTimeUtc(path, _timeProvider.GetUtcNow().UtcDateTime);
                return file;
            }

            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            S3StoreLog.CacheFailed(_logger, _directory, e.Message);
        }
        catch
        {
            file?.Dispose();
            throw;
        }

        file?.Dispose();
        return null;
    }

    /// <summary>Keeps an object, whose contents the caller has compared with its hash.</summary>
    public void Add(ObjectHash hash, ReadOnlySpan<byte> contents)
    {
        string? path = null;
        try
        {
            path = NewPath();
            using (var file = new FileStream(path, NewFile()))
            {
                file.Write(contents);
            }

            Adopt(hash, path, contents.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            S3StoreLog.CacheFailed(_logger, _directory, e.Message);
            TryDelete(path);
        }
    }

    /// <summary>Makes a file of <see cref="NewPath"/> an object. The file is moved or removed.</summary>
    public void Adopt(ObjectHash hash, string path, long length)
    {
        try
        {
            var target = PathOf(hash);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!, DirectoryMode);
            File.Move(path, target, overwrite: true);
            Trim(length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            S3StoreLog.CacheFailed(_logger, _directory, e.Message);
            TryDelete(path);
        }
    }

    /// <summary>The options of new files, which other users cannot read.</summary>
    public static FileStreamOptions NewFile() => new()
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.ReadWrite,
        BufferSize = 0,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    };

    private static ObjectHash HashOf(SafeFileHandle file, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
            var offset = 0L;
            for (int count; (count = RandomAccess.Read(file, buffer, offset)) > 0; offset += count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(buffer.AsSpan(0, count));
            }

            return new ObjectHash(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void TryDelete(string? path)
    {
        try
        {
            if (path is not null)
            {
                File.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next start removes the file.
        }
    }

    private static bool IsIncoming(FileInfo file) => file.Directory?.Name == IncomingName;

    private string PathOf(ObjectHash hash)
    {
        var name = hash.ToString();
        return Path.Combine(_directory, name[..2], name);
    }

    // Also removes files that earlier programs have not completed.
    private void Trim(long added)
    {
        lock (_trimming)
        {
            if (_bytes >= 0 && (_bytes += added) <= _limit)
            {
                return;
            }

            var files = new DirectoryInfo(_directory).EnumerateFiles("*", SearchOption.AllDirectories)
                .OrderBy(file => file.LastWriteTimeUtc).ToList();
            var total = files.Sum(file => file.Length);
            var newest = files.LastOrDefault(IsIncoming)?.LastWriteTimeUtc;
            var kept = total <= _limit ? _limit : (long)(_limit * KeptPart);
            foreach (var file in files)
            {
                if (IsIncoming(file) ? newest - file.LastWriteTimeUtc > IncomingLifetime : total > kept)
                {
                    total -= file.Length;
                    TryDelete(file.FullName);
                }
            }

            _bytes = total;
        }
    }
}
