using Imaginator.Building.Events;
using Imaginator.Building.Manifests;
using Imaginator.Building.Sessions;
using Imaginator.Building.Streams;
using Imaginator.Linux.Trees;
using Imaginator.Logging;
using Imaginator.Manifests;

namespace Imaginator.Building.Stages.Manifests;

/// <summary>Fetches the manifest of an image stream and reads it.</summary>
/// <param name="sourceOf">Finds the manifest source for an expanded URL; throws an <see cref="ImaginatorException"/> if there is none.</param>
/// <param name="cacheDirectory">The directory in which manifest sources keep mirrors; an absolute path.</param>
internal sealed class ManifestFetcher(Func<string, IManifestSource> sourceOf, string cacheDirectory)
{
    /// <summary>Fetches the manifest into the workspace.</summary>
    public async Task<ManifestRevision> FetchAsync(
        BuildSession session, ImageStream stream, CancellationToken cancellationToken)
    {
        var url = session.UrlVariables.Expand(stream.ManifestUrl);
        var request = new ManifestRequest
        {
            Url = url.Value,
            DisplayUrl = stream.ManifestUrl,
            Directory = session.UrlVariables.ExpandDirectory(stream.ManifestDirectory),
            GitBranch = session.Request.GitBranch,
            TargetDirectory = session.Workspace.ManifestPath,
            CacheDirectory = cacheDirectory,
        };
        var revision = await sourceOf(url.Value).FetchAsync(request, session.Log, cancellationToken);
        session.Observer.OnEvent(new ManifestFetched(stream.Name, revision.Branch, revision.CommitId));
        return revision;
    }

    /// <summary>Reads and checks all files of a manifest.</summary>
    public static LoadedManifest Load(BuildSession session, TreeRoot directory)
    {
        var manifest = ManifestLoader.Load(directory, session.Variables.Lookup);
        foreach (var warning in manifest.Warnings)
        {
            session.Log.WriteLine($"warning: {warning}");
        }

        return new LoadedManifest(manifest, directory);
    }
}
