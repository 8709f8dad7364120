using Imaginator.Plugins.GitSource.Remotes;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Mirrors;

/// <summary>
/// A bare repository of this machine that keeps what was fetched from one URL. Whoever uses it holds its
/// <see cref="MirrorLock"/>.
/// </summary>
/// <remarks>
/// While it is being changed, a marker file stands beside it. A marker that is found means that a fetch died midway:
/// nobody knows in which state the mirror is, so it is made anew. It holds nothing that cannot be fetched again.
/// </remarks>
internal sealed class Mirror : IDisposable
{
    // Each fetch that moves something adds a pack, and nothing ever merges them: start over before reading gets slow.
    private const int MaximumPacks = 50;

    private const string RemoteUrlKey = $"remote.{RemoteRepository.NameInMirrors}.url";

    private const UnixFileMode OnlyOurs = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _path;
    private readonly string _remoteUrl;

    private Mirror(string path, string remoteUrl, Repository? existing)
    {
        _path = path;
        _remoteUrl = remoteUrl;
        IsNew = existing is null;
        Repository = existing ?? Create();
    }

    /// <summary>The repository.</summary>
    public Repository Repository { get; private set; }

    /// <summary>Whether it was made just now, so that whatever is wrong is not its age.</summary>
    public bool IsNew { get; private set; }

    /// <summary>Whether no history was left out of what was fetched so far.</summary>
    public bool HasWholeHistory => !IsNew && !Repository.Info.IsShallow;

    private string Marker => MarkerOf(_path);

    /// <summary>Opens a mirror, or makes an empty one where there is none that can be used.</summary>
    /// <param name="path">Its directory; the parent exists.</param>
    /// <param name="remoteUrl">The URL by which libgit2 finds the server.</param>
    /// <param name="anew">Whether to throw away what is there.</param>
    /// <returns>The mirror.</returns>
    public static Mirror Open(string path, string remoteUrl, bool anew) =>
        new(path, remoteUrl, anew || File.Exists(MarkerOf(path)) ? null : TryOpen(path, remoteUrl));

    /// <summary>Throws away what is there.</summary>
    public void StartOver()
    {
        Repository.Dispose();
        Repository = Create();
        IsNew = true;
    }

    /// <summary>Changes the mirror. A change that dies midway, or fails for no fault of the server, makes it worthless.</summary>
    /// <typeparam name="T">The result of the change.</typeparam>
    /// <param name="change">What to do to the repository.</param>
    /// <returns>Its result.</returns>
    public T Change<T>(Func<Repository, T> change)
    {
        File.WriteAllBytes(Marker, []);
        try
        {
            var result = change(Repository);
            File.Delete(Marker);
            return result;
        }
        catch (Exception exception) when (exception is ImaginatorException or OperationCanceledException)
        {
            // The server's fault or a person's wish; libgit2 has cleaned up after itself.
            File.Delete(Marker);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Repository.Dispose();

    private static string MarkerOf(string path) => path + ".unfinished";

    private Repository Create()
    {
        File.WriteAllBytes(Marker, []);
        if (Directory.Exists(_path))
        {
            Directory.Delete(_path, recursive: true);
        }

        Directory.CreateDirectory(_path, OnlyOurs);
        Repository.Init(_path, isBare: true);
        var repository = new Repository(_path);
        repository.Config.Set(RemoteUrlKey, _remoteUrl, ConfigurationLevel.Local);
        File.Delete(Marker);
        return repository;
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
            // It is damaged beyond opening, and will be replaced.
        }

        repository?.Dispose();
        return null;
    }
}
