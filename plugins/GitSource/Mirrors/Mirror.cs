using Imaginator.Files;
using Imaginator.Plugins.GitSource.Remotes;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Mirrors;

/// <summary>
/// A bare repository on this machine that keeps the commits fetched from one URL. Users must hold its
/// <see cref="MirrorLock"/>.
/// </summary>
/// <remarks>
/// During a change, a marker file exists next to the mirror. An existing marker means that a fetch was killed and that the
/// state of the mirror is unknown: the mirror is then recreated. All its contents can be fetched again.
/// </remarks>
internal sealed class Mirror : IDisposable
{
    // Each fetch can add a pack, and nothing merges packs: a mirror with too many of them is recreated because it is slow.
    private const int MaximumPacks = 50;

    private const string RemoteUrlKey = $"remote.{RemoteRepository.NameInMirrors}.url";

    private const UnixFileMode DirectoryMode = (UnixFileMode)FileModes.Mode0700;

    private readonly string _path;
    private readonly string _remoteUrl;

    private Mirror(string path, string remoteUrl, Repository? existing)
    {
        _path = path;
        _remoteUrl = remoteUrl;
        IsNew = existing is null;
        Repository = existing ?? Create();
    }

    public Repository Repository { get; private set; }

    /// <summary>True if this object created the mirror, so that a fault cannot come from an earlier fetch.</summary>
    public bool IsNew { get; private set; }

    /// <summary>True if the mirror has the whole history of its commits.</summary>
    public bool HasFullHistory => !IsNew && !Repository.Info.IsShallow;

    private string Marker => MarkerOf(_path);

    /// <summary>
    /// Opens a mirror, or creates an empty one if none is usable or <paramref name="recreate"/> is true. The parent directory
    /// must exist.
    /// </summary>
    public static Mirror Open(string path, string remoteUrl, bool recreate) =>
        new(path, remoteUrl, recreate || File.Exists(MarkerOf(path)) ? null : TryOpen(path, remoteUrl));

    /// <summary>Replaces the mirror by an empty one.</summary>
    public void Recreate()
    {
        Repository.Dispose();
        Repository = Create();
        IsNew = true;
    }

    /// <summary>Changes the mirror. If the change is killed or damages the mirror, the next fetch recreates it.</summary>
    public T Change<T>(Func<Repository, T> change)
    {
        Mark();
        try
        {
            var result = change(Repository);
            File.Delete(Marker);
            return result;
        }
        catch (Exception exception) when (exception is ImaginatorException or OperationCanceledException)
        {
            // A failure of the server or a cancellation, after which libgit2 leaves the repository consistent.
            File.Delete(Marker);
            throw;
        }
    }

    public void Dispose() => Repository.Dispose();

    private static string MarkerOf(string path) => path + ".unfinished";

    private Repository Create()
    {
        Mark();
        ForeignFile.RemoveAny(_path);
        Directory.CreateDirectory(_path, DirectoryMode);
        Repository.Init(_path, isBare: true);
        var repository = new Repository(_path);
        repository.Config.Set(RemoteUrlKey, _remoteUrl, ConfigurationLevel.Local);
        File.Delete(Marker);
        return repository;
    }

    private void Mark()
    {
        ForeignFile.RemoveUnlessFile(Marker);
        File.WriteAllBytes(Marker, []);
    }

    private static Repository? TryOpen(string path, string remoteUrl)
    {
        if (!Directory.Exists(path))
        {
            return null;
        }

        Repository? repository = null;
        try
        {
            repository = new Repository(path);
            var packs = Directory.EnumerateFiles(Path.Combine(path, "objects", "pack"), "*.pack").Count();
            if (packs <= MaximumPacks && repository.Config.Get<string>(RemoteUrlKey)?.Value == remoteUrl)
            {
                return repository;
            }
        }
        catch (Exception exception) when (exception is LibGit2SharpException or DirectoryNotFoundException)
        {
            // A repository that cannot be opened is replaced.
        }

        repository?.Dispose();
        return null;
    }
}
