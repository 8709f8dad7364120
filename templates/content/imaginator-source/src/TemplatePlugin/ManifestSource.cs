using Imaginator.Logging;
using Imaginator.Manifests;

namespace TemplateNamespace;

/// <summary>Copies manifests from directories of this machine: template-scheme:///absolute/path.</summary>
internal sealed class ManifestSource : IManifestSource
{
    private const string Prefix = "template-scheme://";

    public IReadOnlyCollection<string> Schemes { get; } = ["template-scheme"];

    // TODO: replace the directory with your server. Messages contain DisplayUrl, never Url: it can contain secrets.
    public Task<ManifestRevision> FetchAsync(ManifestRequest request, IBuildLog log, CancellationToken cancellationToken) =>
        Task.Run(() => Fetch(request, cancellationToken), cancellationToken);

    private static ManifestRevision Fetch(ManifestRequest request, CancellationToken cancellationToken)
    {
        var path = request.Url.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? request.Url[Prefix.Length..] : "";
        if (!Path.IsPathRooted(path) || path.Split('/').Contains(".."))
        {
            throw new ManifestFetchException(
                ManifestFetchError.BadUrl, $"invalid manifest URL \"{request.DisplayUrl}\": must have the form {Prefix}/absolute/path");
        }

        if (!Directory.Exists(path))
        {
            throw new ManifestFetchException(
                ManifestFetchError.Unreachable, $"cannot fetch the manifest {request.DisplayUrl}: the directory does not exist");
        }

        if (!string.IsNullOrEmpty(request.GitBranch))
        {
            throw new ManifestFetchException(
                ManifestFetchError.UnknownRevision, $"cannot fetch the manifest {request.DisplayUrl}: a directory has no branches");
        }

        var copy = new TreeCopy(request.DisplayUrl, cancellationToken);
        var source = copy.FindDirectory(path, request.Directory)
            ?? throw new ManifestFetchException(
                ManifestFetchError.UnknownDirectory,
                $"cannot fetch the manifest {request.DisplayUrl}: the directory \"{request.Directory}\" does not exist");
        if (request.OnlyFiles.IsEmpty)
        {
            copy.CopyDirectory(source, request.TargetDirectory);
        }
        else
        {
            foreach (var file in request.OnlyFiles)
            {
                copy.CopyFileIfExists(source, file, request.TargetDirectory);
            }
        }

        // TODO: return the revision of the manifest, if there is one: images have the commit ID.
        return new ManifestRevision();
    }
}
