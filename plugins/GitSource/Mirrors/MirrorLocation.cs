using Imaginator.Files;
using Imaginator.Plugins.GitSource.Addresses;

namespace Imaginator.Plugins.GitSource.Mirrors;

/// <summary>The location of the mirror of a URL. Disposal removes a mirror in a temporary directory.</summary>
internal sealed class MirrorLocation : IDisposable
{
    private const UnixFileMode DirectoryMode = (UnixFileMode)FileModes.Mode0700;

    private readonly string? _temporaryDirectory;

    private MirrorLocation(string parent, string name, string? temporaryDirectory)
    {
        MirrorDirectory = Path.Combine(parent, name);
        _temporaryDirectory = temporaryDirectory;
    }

    /// <summary>The directory of the mirror, which does not necessarily exist.</summary>
    public string MirrorDirectory { get; }

    /// <summary>The file of the <see cref="MirrorLock"/>.</summary>
    public string LockFile => MirrorDirectory + ".lock";

    /// <summary>
    /// Determines the location and makes its parent directory: <paramref name="cacheDirectory"/>, or a temporary directory if it
    /// is null.
    /// </summary>
    public static MirrorLocation For(GitAddress address, string? cacheDirectory)
    {
        if (cacheDirectory is null)
        {
            var temporary = Directory.CreateTempSubdirectory("imaginator-git-").FullName;
            return new MirrorLocation(temporary, address.MirrorName, temporary);
        }

        // Other users of this machine must not read repositories that require a password.
        Directory.CreateDirectory(cacheDirectory, DirectoryMode);
        return new MirrorLocation(cacheDirectory, address.MirrorName, temporaryDirectory: null);
    }

    public void Dispose()
    {
        if (_temporaryDirectory is not null)
        {
            Directory.Delete(_temporaryDirectory, recursive: true);
        }
    }
}
