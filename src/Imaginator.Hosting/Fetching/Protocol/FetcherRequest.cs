using System.Collections.Immutable;
using Imaginator.Manifests;

namespace Imaginator.Hosting.Fetching.Protocol;

/// <summary>A <see cref="ManifestRequest"/>, and the scheme that selects the manifest source in the plugin.</summary>
internal sealed record FetcherRequest(
    string Scheme,
    string Url,
    string DisplayUrl,
    string Directory,
    ImmutableArray<string> OnlyFiles,
    string? GitBranch,
    string TargetDirectory,
    string? CacheDirectory)
{
    public static FetcherRequest Of(string scheme, ManifestRequest request) => new(
        scheme,
        request.Url,
        request.DisplayUrl,
        request.Directory,
        request.OnlyFiles,
        request.GitBranch,
        request.TargetDirectory,
        request.CacheDirectory);

    public ManifestRequest ToManifestRequest() => new()
    {
        Url = Url,
        DisplayUrl = DisplayUrl,
        Directory = Directory,
        OnlyFiles = OnlyFiles,
        GitBranch = GitBranch,
        TargetDirectory = TargetDirectory,
        CacheDirectory = CacheDirectory,
    };
}
