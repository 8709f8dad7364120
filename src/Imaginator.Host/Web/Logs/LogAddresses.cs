using Imaginator.Host.History.Logs;
using Imaginator.Host.History.Records;
using Imaginator.Host.Images;
using Imaginator.Host.Queue;
using Imaginator.Host.Web.Failures;
using Imaginator.Host.Web.Readers;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Logs;

/// <summary>Plain-text logs at addresses that name a stream or an image instead of a build.</summary>
internal sealed class LogAddresses(
    IBuildQueue queue, BuildHistory history, BuildLogs logs, LogResults results, ImageLogs images)
{
    // Builds that were cancelled before their start have no log.
    private const int MaximumBuildsSearched = 50;

    /// <summary><c>/showCurrentBuildLog?STREAM</c>: the log of the running build, as it grows.</summary>
    public IResult Current(PageReader reader, string streamName) =>
        reader.Sees(streamName) && queue.Current.Running.FirstOrDefault(build => build.StreamName == streamName) is { } build
            ? results.Text(build.Id)
            : new WebFailure(StatusCodes.Status404NotFound, "No current build", $"no build of stream \"{streamName}\" is running");

    /// <summary><c>/showLastBuildLog?STREAM</c>: the log of the last finished build.</summary>
    public IResult Last(PageReader reader, string streamName)
    {
        if (!reader.Sees(streamName))
        {
            return WebFailures.LogNotFound();
        }

        var builds = history.Query(new HistoryQuery { StreamName = streamName, Count = MaximumBuildsSearched }).Builds;
        return builds.FirstOrDefault(build => build.Result.IsGood() is not null && logs.Has(build.Id)) is { } last
            ? results.Text(last.Id)
            : WebFailures.LogNotFound();
    }

    /// <summary><c>/showBuildLog?IMAGE</c>: the log of the build that made an image.</summary>
    public IResult OfImage(PageReader reader, string imageName) =>
        !ImageName.IsValid(imageName) || !reader.Sees(ImageName.StreamOf(imageName)) ? WebFailures.LogNotFound()
        : history.FindImage(imageName) is { } build && logs.Has(build.Id) ? results.Text(build.Id)
        : images.Of(imageName);
}
