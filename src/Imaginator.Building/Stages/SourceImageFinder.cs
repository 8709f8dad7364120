using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Building.Manifests;
using Imaginator.ImageStores;
using Imaginator.Logging;

namespace Imaginator.Building.Stages;

/// <summary>Finds the source image that a manifest asks for, or has it built.</summary>
internal static class SourceImageFinder
{
    public static async Task<string> FindAsync(
        BuildSession session, Manifest wanted, SourceBuild buildSource, CancellationToken cancellationToken)
    {
        var server = session.Environment.ImageStore;
        var query = new ImageQuery
        {
            StreamName = wanted.SourceImage,
            BuildCommitId = wanted.SourceImageGitCommitId,
            TagsToMatch = wanted.SourceImageTagsToMatch.ToImmutableDictionary(StringComparer.Ordinal),
        };
        var found = await server.FindLatestImageAsync(query, cancellationToken);
        if (found is not null && await IsFreshAsync(session, found, cancellationToken))
        {
            return found;
        }

        if (session.Request.DisableRecursiveBuild)
        {
            throw new SourceImageNeededException(
                session.Stream.Name,
                wanted.SourceImage,
                wanted.SourceImageBuildVariables,
                wanted.SourceImageGitCommitId,
                tooOld: found);
        }

        RefuseCycle(session, wanted.SourceImage);
        session.Log.WriteLine($"No suitable image of {wanted.SourceImage}: building one first");
        var request = SourceImageRequest.For(
            session.Request, wanted.SourceImage, wanted.SourceImageBuildVariables, wanted.SourceImageGitCommitId);
        var result = await buildSource(request, cancellationToken);
        return await server.FindLatestImageAsync(query, cancellationToken)
            ?? throw new ImaginatorException(
                $"{result.ImageName} has been built, but it is not what the manifest asks for: {Describe(wanted)}. "
                + "Correct SourceImageTagsToMatch or SourceImageGitCommitId, or the source image's tags.json.");
    }

    private static string Describe(Manifest wanted) => string.Join(
        ", ",
        wanted.SourceImageTagsToMatch.Select(tag => $"tag {tag.Key}: {string.Join(" or ", tag.Value)}")
            .Concat(wanted.SourceImageGitCommitId.Length > 0 ? [$"commit {wanted.SourceImageGitCommitId}"] : []));

    private static async Task<bool> IsFreshAsync(BuildSession session, string name, CancellationToken cancellationToken)
    {
        var oldest = session.Request.MaxSourceAge;
        if (oldest <= TimeSpan.Zero)
        {
            return true;
        }

        var image = await session.Environment.ImageStore
            .GetImageAsync(name, withFileSystem: false, cancellationToken);
        var age = session.Environment.Time.GetUtcNow() - (image?.CreatedOn ?? DateTimeOffset.MinValue);
        if (image is not null && age <= oldest)
        {
            return true;
        }

        session.Log.WriteLine($"{name} is older than {oldest}");
        return false;
    }

    private static void RefuseCycle(BuildSession session, string source)
    {
        if (source == session.Stream.Name || session.Ancestors.Contains(source))
        {
            var chain = session.Ancestors.SkipWhile(name => name != source).Append(session.Stream.Name).Append(source);
            throw new ImaginatorException(
                $"the source images form a cycle: {string.Join(" -> ", chain)}. Change SourceImage in one of the manifests.");
        }
    }
}
