using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Logging;
using Imaginator.Manifests;
using Imaginator.Quantities;

namespace Imaginator.Plugins.DirSource;

/// <summary>Copies manifests from directories on this machine, which have no revisions.</summary>
internal sealed class DirectoryManifestSource(CopyLimits limits) : IManifestSource
{
    // Users of Dominator's imaginator name this branch for manifests without branches.
    private const string DefaultBranch = "master";

    public IReadOnlyCollection<string> Schemes { get; } = ["dir"];

    // Copies within limits and interprets nothing.
    public FetchIsolation IsolationOf(string scheme) => FetchIsolation.None;

    public Task<ManifestRevision> FetchAsync(
        ManifestRequest request, IBuildLog log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(log);
        return Task.Run(() => Fetch(request, log, cancellationToken), cancellationToken);
    }

    private ManifestRevision Fetch(ManifestRequest request, IBuildLog log, CancellationToken cancellationToken)
    {
        var path = DirUrl.GetPath(request);
        if (request.GitBranch is not (null or "" or DefaultBranch))
        {
            throw new ManifestFetchException(
                ManifestFetchError.UnknownRevision,
                $"unknown branch \"{FileName.ToDisplay(request.GitBranch)}\": the manifest {request.DisplayUrl} is a directory without "
                + "branches; omit the branch, or use a git URL");
        }

        using var root = OpenRoot(request, path);
        if (!request.OnlyFiles.IsEmpty)
        {
            new FileSelection(request, limits, cancellationToken).Run(root);
            return new ManifestRevision();
        }

        using var source = OpenManifestDirectory(request, root);
        using var target = DirectoryHandle.OpenHost(request.TargetDirectory);
        var copy = new ManifestCopy(request.DisplayUrl, limits, cancellationToken);
        copy.Run(source, target);
        log.WriteLine($"Copied manifest {request.DisplayUrl}: {copy.Entries} {(copy.Entries == 1 ? "entry" : "entries")}, {ByteSize.Describe(copy.Bytes)}");
        return new ManifestRevision();
    }

    private static TreeRoot OpenRoot(ManifestRequest request, string path)
    {
        try
        {
            return TreeRoot.OpenManifest(path);
        }
        catch (LinuxException e)
        {
            throw new ManifestFetchException(
                e.Error is Errno.EACCES or Errno.EPERM ? ManifestFetchError.AccessDenied : ManifestFetchError.Unreachable,
                $"cannot open the directory of manifest URL {request.DisplayUrl}: {e.Error.Describe()}; create it, or correct the "
                + "ManifestUrl of the stream",
                e);
        }
    }

    private static DirectoryHandle OpenManifestDirectory(ManifestRequest request, TreeRoot root)
    {
        try
        {
            return root.OpenDirectory(request.Directory);
        }
        catch (LinuxException e)
        {
            var cause = e.Error == Errno.EXDEV ? "the path leads out of the directory of the URL" : e.Error.Describe();
            throw new ManifestFetchException(
                ManifestFetchError.UnknownDirectory,
                $"cannot open manifest directory \"{FileName.ToDisplay(request.Directory)}\" of {request.DisplayUrl}: {cause}; "
                + "create it, or correct the ManifestDirectory of the stream",
                e);
        }
    }
}
