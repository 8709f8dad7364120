using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;

namespace Imaginator.Host.Configuration.Watching;

/// <summary>
/// Detects the replacement of a file by repeated checks, which works for every way of replacing it (renaming over it, writing
/// into it, switching a symbolic link anywhere on its path) and on every file system. Not thread-safe.
/// </summary>
/// <remarks>
/// A changing file is read when two checks in sequence find the same state, so that a half-written file is not read; a file that
/// never rests, after 120 checks (30 s); a missing file, after 40 checks (10 s), because deployments remove and recreate
/// directories. The file is read again 12 checks (3 s) after each reading: file systems count time in steps, and two changes
/// within one step look the same.
/// </remarks>
internal sealed class FileWatch(string path)
{
    private const int MaximumChangingChecks = 120;
    private const int MaximumMissingChecks = 40;
    private const int ChecksToConfirm = 12;

    private FileStatus? _read;
    private FileStatus? _seen;
    private int _restedChecks;
    private int _changingChecks;
    private int _checksSinceReading = ChecksToConfirm;

    public string Path => path;

    /// <summary>Checks the file; true if it must be read now. Called four times a second. The first checks also return true once.</summary>
    public bool Check()
    {
        var now = TryGetStatus();
        _restedChecks = now == _seen ? _restedChecks + 1 : 0;
        _seen = now;
        _checksSinceReading++;
        if (now == _read)
        {
            _changingChecks = 0;
            return _checksSinceReading == ChecksToConfirm;
        }

        _changingChecks++;
        if (_restedChecks < (now is null ? MaximumMissingChecks : 1) && _changingChecks < MaximumChangingChecks)
        {
            return false;
        }

        _read = now;
        _changingChecks = 0;
        _checksSinceReading = 0;
        return true;
    }

    // Reading the file reports the error.
    private FileStatus? TryGetStatus()
    {
        try
        {
            return HostFiles.TryGetStatus(path);
        }
        catch (LinuxException)
        {
            return null;
        }
    }
}
