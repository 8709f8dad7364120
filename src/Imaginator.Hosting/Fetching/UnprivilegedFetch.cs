using Imaginator.Building.Trees;
using Imaginator.Files;
using Imaginator.Hosting.Fetching.Protocol;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Imaginator.Logging;
using Imaginator.Manifests;
using Microsoft.Extensions.Logging;

namespace Imaginator.Hosting.Fetching;

/// <summary>
/// Fetches as <see cref="FetcherUser"/>. Next to the cache directory, that user has a directory with its own mirrors and the
/// targets of its fetches, whose contents then become those of root and move to the target directory of the request.
/// </summary>
internal sealed class UnprivilegedFetch
{
    private const string Suffix = "-unprivileged";
    private const string Mirrors = "mirrors";
    private const string TargetPrefix = "target-";

    private readonly FetcherPool _pool;
    private readonly FetcherKey _key;
    private readonly ILogger _logger;
    private int _hasWarned;
    private int _hasCleaned;

    private UnprivilegedFetch(FetcherPool pool, FetcherKey key, ILogger logger)
    {
        _pool = pool;
        _key = key with { Isolation = FetchIsolation.UnprivilegedProcess };
        _logger = logger;
    }

    /// <summary>Creates an instance; null if this process is not root, or the user cannot read the program or the plugin.</summary>
    public static UnprivilegedFetch? TryCreate(FetcherPool pool, FetcherKey key, ILogger logger)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return null;
        }

        string[] required = [typeof(object).Assembly.Location, typeof(UnprivilegedFetch).Assembly.Location, key.Setup.PluginFolder];
        if (required.FirstOrDefault(path => !FetcherUser.CanRead(path)) is { } closed)
        {
            FetchingLog.NotUnprivileged(logger, closed);
            return null;
        }

        return new UnprivilegedFetch(pool, key, logger);
    }

    /// <summary>The directory of the user for a request; null if the user cannot reach it, or files cannot move from it.</summary>
    public string? TryPrepare(ManifestRequest request)
    {
        if (request.CacheDirectory is not { } cache)
        {
            return null;
        }

        var path = Path.TrimEndingDirectorySeparator(cache) + Suffix;
        if (!FetcherUser.CanReach(path))
        {
            if (Interlocked.Exchange(ref _hasWarned, 1) == 0)
            {
                FetchingLog.NotUnprivileged(_logger, path);
            }

            return null;
        }

        Directory.CreateDirectory(path, (UnixFileMode)FileModes.Mode0700);
        using var directory = DirectoryHandle.OpenHost(path);
        using var target = DirectoryHandle.OpenHost(request.TargetDirectory);
        var status = directory.GetStatus();
        if (status.Uid != FetcherUser.Id)
        {
            directory.SetOwner(FetcherUser.Id, FetcherUser.Id);
        }

        if (Interlocked.Exchange(ref _hasCleaned, 1) == 0)
        {
            RemoveStale(directory);
        }

        return status.Device == target.GetStatus().Device ? path : null;
    }

    /// <summary>Fetches into the directory of the user, and moves the manifest to the target directory.</summary>
    public async Task<ManifestRevision> FetchAsync(
        string scheme, ManifestRequest request, string directory, IBuildLog log, CancellationToken cancellationToken)
    {
        using var parent = DirectoryHandle.OpenHost(directory);
        var name = $"{TargetPrefix}{Environment.ProcessId}-{Guid.NewGuid():N}";
        parent.MakeDirectory(name, FileModes.Mode0700);
        try
        {
            parent.SetOwner(name, FetcherUser.Id, FetcherUser.Id);
            using var target = DirectoryHandle.OpenHost(request.TargetDirectory);
            JoinProject(parent, name, target);
            var ofUser = FetcherRequest.Of(scheme, request) with
            {
                TargetDirectory = Path.Combine(directory, name),
                CacheDirectory = Path.Combine(directory, Mirrors),
            };
            var revision = await _pool.FetchAsync(_key, ofUser, log, cancellationToken);
            using var fetched = parent.OpenDirectory(name);
            new FetchedTree(request.DisplayUrl, cancellationToken).MoveTo(target, fetched);
            return revision;
        }
        finally
        {
            TreeRemover.Remove(parent, name, CancellationToken.None);
        }
    }

    // The quota of a build includes its manifest. The kernel also refuses to move files between projects (EXDEV).
    private static void JoinProject(DirectoryHandle parent, string name, DirectoryHandle target)
    {
        if (ProjectQuota.TryGetProject(target) is { } project and > 0)
        {
            using var directory = parent.OpenDirectory(name);
            ProjectQuota.Assign(directory, project);
        }
    }

    // Directories of processes that were killed during a fetch.
    private static void RemoveStale(DirectoryHandle directory)
    {
        foreach (var name in directory.ReadEntries().Where(name => name.StartsWith(TargetPrefix, StringComparison.Ordinal)))
        {
            if (!Path.Exists($"/proc/{name[TargetPrefix.Length..].Split('-')[0]}"))
            {
                TreeRemover.Remove(directory, name, CancellationToken.None);
            }
        }
    }
}
