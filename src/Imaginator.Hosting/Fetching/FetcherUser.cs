namespace Imaginator.Hosting.Fetching;

/// <summary>
/// The user and group of unprivileged fetchers: one that no distribution gives to others, because the mirrors of repositories
/// that require a password belong to it.
/// </summary>
internal static class FetcherUser
{
    /// <summary>The number, from the range that neither distributions nor systemd assign.</summary>
    public const uint Id = 60983;

    /// <summary>Whether the user can open a file: every directory of the path and the file itself are open to all users.</summary>
    public static bool CanRead(string path)
    {
        if (!Path.Exists(path) || (File.GetUnixFileMode(path) & UnixFileMode.OtherRead) == 0)
        {
            return false;
        }

        return CanReach(path);
    }

    /// <summary>Whether every directory that contains the file is open to all users.</summary>
    public static bool CanReach(string path)
    {
        for (var parent = Path.GetDirectoryName(path); parent is not null; parent = Path.GetDirectoryName(parent))
        {
            if (!Directory.Exists(parent) || (File.GetUnixFileMode(parent) & UnixFileMode.OtherExecute) == 0)
            {
                return false;
            }
        }

        return true;
    }
}
