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

    private const int MaximumAttempts = 3;

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
        for (var attempt = 1; ; attempt++)
        {
            if (TryCopy(request, source, target, log, cancellationToken))
            {
                return new ManifestRevision();
            }

            if (attempt == MaximumAttempts)
            {
                throw new ManifestFetchException(
                    ManifestFetchError.Unreachable,
                    $"cannot copy manifest {request.DisplayUrl}: it changed during each of {MaximumAttempts} copies; stop the program that "
                    + "changes it, and try again");
            }

            log.WriteLine($"Manifest {request.DisplayUrl} changed during the copy; copying it again");
            Empty(target);
        }
    }

    /// <summary>Copies the manifest.</summary>
    /// <returns>False if it changed during the copy.</returns>
    private bool TryCopy(
        ManifestRequest request, DirectoryHandle source, DirectoryHandle target, IBuildLog log, CancellationToken cancellationToken)
    {
        try
        {
            var before = TreeState.Measure(source, limits, cancellationToken);
            var copy = new ManifestCopy(request.DisplayUrl, limits, cancellationToken);
            try
            {
                copy.Run(source, target);
            }
            catch (ImaginatorException) when (TreeState.Measure(source, limits, cancellationToken) != before)
            {
                // A file that vanishes or grows during the copy.
                return false;
            }

            log.WriteLine(
                $"Copied manifest {request.DisplayUrl}: {copy.Entries} {(copy.Entries == 1 ? "entry" : "entries")}, "
                + ByteSize.Describe(copy.Bytes));
            return TreeState.Measure(source, limits, cancellationToken) == before;
        }
        catch (LinuxException e)
        {
            throw new ManifestFetchException(
                ManifestFetchError.Unreachable, $"cannot copy manifest {request.DisplayUrl}: {e.Error.Describe()}", e);
        }
    }

    private static void Empty(DirectoryHandle directory)
    {
        foreach (var name in directory.ReadEntries())
        {
            if (directory.TryGetStatus(name)?.Type != FileType.Directory)
            {
                directory.Unlink(name);
                continue;
            }

            using (var below = directory.OpenDirectoryOnSameMount(name))
            {
                Empty(below);
            }

            directory.RemoveDirectory(name);
        }
    }

    private static TreeRoot OpenRoot(ManifestRequest request, string path)
    {
        try
        {
            return TreeRoot.OpenManifest(path);
        }
        catch (LinuxException e)
        {
            // Without the inner exception: its message contains the path, in which the values of secret variables can be.
            throw new ManifestFetchException(
                e.Error is Errno.EACCES or Errno.EPERM ? ManifestFetchError.AccessDenied : ManifestFetchError.Unreachable,
                $"cannot open the directory of manifest URL {request.DisplayUrl}: {e.Error.Describe()}; create it, or correct the "
                + "ManifestUrl of the stream");
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
