using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Auditing;

/// <summary>
/// Writes the entries of the audit log into files of the state directory, a line of JSON for each: unlike the log, they always have the
/// same form, and other messages do not displace them. A failure stops no action. Thread-safe.
/// </summary>
/// <param name="directory">The directory of the files.</param>
/// <param name="mask">Masks secrets in a text.</param>
internal sealed class AuditFiles(
    AuditDirectory directory, Func<string, string> mask, TimeProvider timeProvider, ILogger<AuditFiles> logger) : IDisposable
{
    private const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Lock _lock = new();
    private FileStream? _file;
    private bool _hasFailed;

    /// <summary>Appends an entry.</summary>
    public void Add(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var masked = entry with
        {
            Caller = mask(entry.Caller), Target = mask(entry.Target), Detail = mask(entry.Detail),
        };
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(masked, AuditJson.Default.AuditEntry), (byte)'\n'];
        lock (_lock)
        {
            try
            {
                PrepareFor(line.Length);
                _file!.Write(line);
                _hasFailed = false;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Close();
                if (!_hasFailed)
                {
                    _hasFailed = true;
                    AuditMessages.FilesNotWritten(logger, directory.Path, e.Clause());
                }
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            Close();
        }
    }

    private void PrepareFor(int bytes)
    {
        if (_file is not null && _file.Length > 0 && _file.Length + bytes > directory.MaximumFileBytes)
        {
            Close();
        }

        if (_file is not null)
        {
            return;
        }

        Directory.CreateDirectory(directory.Path, DirectoryMode);
        var files = directory.List();
        var newest = files.Count > 0 ? new FileInfo(files[^1]) : null;
        if (newest is not null && newest.Length + bytes <= directory.MaximumFileBytes)
        {
            _file = Open(newest.FullName);
            EndTornLine(_file);
            return;
        }

        foreach (var file in files.Take(files.Count - directory.MaximumFiles + 1))
        {
            File.Delete(file);
        }

        _file = Open(directory.NewFile(timeProvider.GetUtcNow()));
    }

    private static FileStream Open(string path) => new(path, new FileStreamOptions
    {
        Mode = System.IO.FileMode.OpenOrCreate,
        Access = FileAccess.ReadWrite,
        Share = FileShare.ReadWrite | FileShare.Delete,
        UnixCreateMode = FileMode,

        // Entries survive a killed daemon.
        BufferSize = 0,
    });

    // A full disk or a power cut can leave a part of a line, which readers ignore.
    private static void EndTornLine(FileStream file)
    {
        if (file.Length == 0)
        {
            return;
        }

        file.Seek(-1, SeekOrigin.End);
        if (file.ReadByte() != '\n')
        {
            file.WriteByte((byte)'\n');
        }
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }
}
