using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Building.Inputs;
using Imaginator.Building.Manifests;
using Imaginator.Building.Sessions;
using Imaginator.Building.Streams;
using Imaginator.ImageStores;
using Imaginator.Logging;
using Imaginator.Quantities;

namespace Imaginator.Building.Stages.Manifests;

/// <summary>Finds the source image that a manifest requires, or has it built.</summary>
internal sealed class SourceImageFinder(IImageStore store, TimeProvider timeProvider)
{
    /// <summary>Finds the source image and protects it from removal until the pin is disposed of.</summary>
    public async Task<(string Name, IAsyncDisposable Pin)> FindAsync(
        BuildSession session, Manifest manifest, SourceBuild buildSource, CancellationToken cancellationToken)
    {
        var name = await FindOrBuildAsync(session, manifest, buildSource, cancellationToken);
        var pin = await store.PinImageAsync(name, cancellationToken);
        session.Observer.OnEvent(new SourceImageChosen(session.Stream.Name, name));
        return (name, pin);
    }

    private async Task<string> FindOrBuildAsync(
        BuildSession session, Manifest manifest, SourceBuild buildSource, CancellationToken cancellationToken)
    {
        if (PrivateStream.IsPrivate(manifest.SourceImage))
        {
            throw new ImaginatorException(
                $"source image {manifest.SourceImage} is private to another stream; name a stream in SourceImage of the manifest");
        }

        var found = await FindLatestAsync(manifest, manifest.SourceImage, cancellationToken);
        var ageFault = found is null ? null : await FindAgeFaultAsync(session, found, cancellationToken);
        if (found is not null && ageFault is null)
        {
            return found;
        }

        var request = SourceImageRequest.For(
            session.Request, manifest.SourceImage, manifest.SourceImageBuildVariables, manifest.SourceImageGitCommitId);
        var ownOutput = SourceBuildPolicy.OutputOf(session.Request, request);
        if (await FindLatestAsync(manifest, ownOutput.Name, cancellationToken) is { } own
            && await FindAgeFaultAsync(session, own, cancellationToken) is null)
        {
            return own;
        }

        if (session.Request.DisableRecursiveBuild)
        {
            throw new SourceImageNeededException(
                session.Stream.Name,
                manifest.SourceImage,
                manifest.SourceImageBuildVariables,
                manifest.SourceImageGitCommitId,
                found,
                ageFault);
        }

        session.Log.WriteLine($"No suitable image of {manifest.SourceImage}: building one first");
        var result = await buildSource(request, cancellationToken);
        var isPrivate = PrivateStream.IsPrivate(result.ImageName);
        if (isPrivate)
        {
            session.Log.WriteLine(
                $"The source image is private to this stream, because its stream does not declare the variables or the commit: {result.ImageName}");
        }

        return await FindLatestAsync(manifest, isPrivate ? ownOutput.Name : manifest.SourceImage, cancellationToken)
            ?? throw new ImaginatorException(
                $"the new image {result.ImageName} does not match the manifest, which requires {Describe(manifest)}; "
                + "correct SourceImageTagsToMatch or SourceImageGitCommitId, or the source image's tags.json");
    }

    private Task<string?> FindLatestAsync(Manifest manifest, string directory, CancellationToken cancellationToken)
    {
        var query = new ImageQuery
        {
            StreamName = directory,
            BuildCommitId = manifest.SourceImageGitCommitId,
            TagsToMatch = manifest.SourceImageTagsToMatch.ToImmutableDictionary(StringComparer.Ordinal),
        };
        return store.FindLatestImageAsync(query, cancellationToken);
    }

    private static string Describe(Manifest manifest) => string.Join(
        ", ",
        manifest.SourceImageTagsToMatch.Select(tag => $"tag {tag.Key}: {string.Join(" or ", tag.Value)}")
            .Concat(manifest.SourceImageGitCommitId.Length > 0 ? [$"commit {manifest.SourceImageGitCommitId}"] : []));

    private async Task<string?> FindAgeFaultAsync(BuildSession session, string name, CancellationToken cancellationToken)
    {
        var maximumAge = session.Request.MaxSourceAge;
        if (maximumAge <= TimeSpan.Zero)
        {
            return null;
        }

        var image = await store.GetImageAsync(name, withFileSystem: false, cancellationToken);
        var age = timeProvider.GetUtcNow() - (image?.CreatedOn ?? DateTimeOffset.MinValue);
        if (age < -InputTracker.MaximumClockDifference)
        {
            session.Log.WriteLine($"{name} has a creation time in the future, so its age is unknown");
            return "has a creation time in the future";
        }

        if (image is not null && age <= maximumAge)
        {
            return null;
        }

        session.Log.WriteLine($"{name} is older than {GoDuration.Format(maximumAge)}");
        return "is too old";
    }
}
