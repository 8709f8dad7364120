using System.Collections.Immutable;

namespace Imaginator.Building.Builds;

/// <summary>Makes the request for a source image that a build needs.</summary>
public static class SourceImageRequest
{
    /// <summary>How long a source image lives that is built for a build without an expiration of its own.</summary>
    private static readonly TimeSpan DefaultExpiration = TimeSpan.FromHours(1);

    /// <summary>Makes the request.</summary>
    /// <param name="request">The request of the build that needs it: its bounds and variables hold for the source too.</param>
    /// <param name="streamName">The stream of the source image.</param>
    /// <param name="variables">The variables that the manifest demands; they override the request's.</param>
    /// <param name="gitCommitId">The commit that the manifest demands; empty for any.</param>
    /// <returns>The request.</returns>
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
