using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;

namespace Imaginator.Host.Configuration;

/// <summary>
/// Finds out whether a file has been replaced, by looking at it time and again: that works for every way of replacing it
/// (renaming over it, writing into it, switching a symbolic link anywhere on the way to it) and on every file system.
/// Not thread-safe.
/// </summary>
/// <remarks>
/// A file that changes is read when it has stayed the same from one look to the next, so that nobody reads half of what an
/// editor writes; one that never rests, after 120 looks (30 s); one that is missing, after 40 (10 s), because whoever deploys
/// directories removes and makes them. Twelve looks (3 s) after each reading the file is read once more, since file systems
/// count time in steps, and a change within one step cannot be told from none.
/// </remarks>
/// <param name="path">The file.</param>
internal sealed class FileWatch(string path)
{
    private const int LooksAtChanging = 120;
    private const int LooksAtMissing = 40;
    private const int LooksToConfirm = 12;

    private FileStatus? _read;
    private FileStatus? _seen;
    private int _restedLooks;
    private int _changingLooks;
    private int _looksSinceReading = LooksToConfirm;

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>Looks at the file. To be called about four times a second.</summary>
    /// <returns>Whether the file is to be read now; soon after the first look, too.</returns>
    public bool Look()
    {
        var now = TryGetStatus();
        _restedLooks = now == _seen ? _restedLooks + 1 : 0;
        _seen = now;
        _looksSinceReading++;
        if (now == _read)
        {
            _changingLooks = 0;
            return _looksSinceReading == LooksToConfirm;
        }

        _changingLooks++;
        if (_restedLooks < (now is null ? LooksAtMissing : 1) && _changingLooks < LooksAtChanging)
        {
            return false;
        }

        _read = now;
        _changingLooks = 0;
        _looksSinceReading = 0;
        return true;
    }

    // Where it cannot even be looked at, reading it says why.
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
