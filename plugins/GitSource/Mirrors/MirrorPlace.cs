using Imaginator.Plugins.GitSource.Addresses;

namespace Imaginator.Plugins.GitSource.Mirrors;

/// <summary>Where the mirror of a URL is. One for this fetch only goes with the disposal.</summary>
internal sealed class MirrorPlace : IDisposable
{
    private const UnixFileMode OnlyOurs = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string? _temporaryDirectory;

    private MirrorPlace(string parent, string name, string? temporaryDirectory)
    {
        MirrorDirectory = Path.Combine(parent, name);
        _temporaryDirectory = temporaryDirectory;
    }

    /// <summary>The directory of the mirror; it may not exist yet.</summary>
    public string MirrorDirectory { get; }

    /// <summary>The file of its <see cref="MirrorLock"/>.</summary>
    public string LockFile => MirrorDirectory + ".lock";

    /// <summary>Finds the place, and makes the directory around it.</summary>
    /// <param name="address">The URL.</param>
    /// <param name="cacheDirectory">Where mirrors are kept; null where none can be.</param>
    /// <returns>The place.</returns>
    public static MirrorPlace For(GitAddress address, string? cacheDirectory)
    {
        if (cacheDirectory is null)
        {
            var temporary = Directory.CreateTempSubdirectory("imaginator-git-").FullName;
            return new MirrorPlace(temporary, address.MirrorName, temporary);
        }

        // Repositories that take a password to read are not for everybody on this machine.
        Directory.CreateDirectory(cacheDirectory, OnlyOurs);
        return new MirrorPlace(cacheDirectory, address.MirrorName, temporaryDirectory: null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_temporaryDirectory is not null)
        {
            Directory.Delete(_temporaryDirectory, recursive: true);
        }
    }
}
