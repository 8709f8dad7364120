using System.Collections.Immutable;

namespace Imaginator.Building.Builds;

/// <summary>Makes the request for a source image that a build requires.</summary>
public static class SourceImageRequest
{
    // The expiration of a source image that is built for a build without an expiration.
    private static readonly TimeSpan DefaultExpiration = TimeSpan.FromHours(1);

    /// <summary>Makes the request.</summary>
    /// <param name="request">The request of the dependent build: its limits and variables apply to the source image too.</param>
    /// <param name="streamName">The stream of the source image.</param>
    /// <param name="variables">The variables that the manifest sets; they override those of the request.</param>
    /// <param name="gitCommitId">The commit that the manifest requires; empty for any.</param>
    public static BuildRequest For(
        BuildRequest request,
        string streamName,
        ImmutableSortedDictionary<string, string> variables,
        string gitCommitId)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request with
        {
            StreamName = streamName,
            ExpiresIn = request.ExpiresIn > TimeSpan.Zero ? request.ExpiresIn : DefaultExpiration,
            GitBranch = gitCommitId,
            Variables = request.Variables.SetItems(variables),
            DisableRecursiveBuild = false,
            ReturnImage = false,
            SkipIfUnchangedFor = TimeSpan.Zero,
            TestTimeout = null,
        };
    }
}
