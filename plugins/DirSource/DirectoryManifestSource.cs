using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Logging;
using Imaginator.Manifests;

namespace Imaginator.Plugins.DirSource;

/// <summary>Copies manifests from directories of this machine. They have no versions.</summary>
/// <param name="limits">How much a manifest may hold.</param>
internal sealed class DirectoryManifestSource(CopyLimits limits) : IManifestSource
{
    // What the original's users write where there is no branch to name.
    private const string DefaultBranch = "master";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Schemes { get; } = ["dir"];

    /// <inheritdoc/>
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
                $"The manifest {request.DisplayUrl} is a directory, which has no branch \"{request.GitBranch}\"; "
                + "ask for none, or use a git URL.");
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
        log.WriteLine($"Copied manifest {request.DisplayUrl}: {copy.Entries} entries, {copy.Bytes} bytes");
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
                $"The directory of the manifest URL {request.DisplayUrl} cannot be opened: {e.Error.Describe()}. "
                + "Create it, or correct the stream's ManifestUrl.",
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
            var cause = e.Error == Errno.EXDEV ? "it leads out of the tree" : e.Error.Describe();
            throw new ManifestFetchException(
                ManifestFetchError.UnknownDirectory,
                $"The manifest directory \"{FileName.ToDisplay(request.Directory)}\" below {request.DisplayUrl} cannot be "
                + $"opened: {cause}. Create it, or correct the stream's ManifestDirectory.",
                e);
        }
    }
}
