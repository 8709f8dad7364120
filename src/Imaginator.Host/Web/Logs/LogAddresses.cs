using Imaginator.Host.History.Logs;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue;
using Imaginator.Host.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Logs;

/// <summary>The addresses of logs that name a stream or an image instead of a build, as plain text.</summary>
internal sealed class LogAddresses(
    IBuildQueue queue, BuildHistory history, BuildLogs logs, LogResults results, ImageLogs images)
{
    // How many of the last builds of a stream are looked at for one with a log: others were cancelled before they began.
    private const int BuildsToLookAt = 50;

    /// <summary><c>/showCurrentBuildLog?STREAM</c>: the log of the build that runs now, as it grows.</summary>
    public IResult Current(string streamName) =>
        queue.Current.Running.FirstOrDefault(build => build.StreamName == streamName) is { } build
            ? results.Text(build.Id)
            : HtmlPage.Failure(StatusCodes.Status404NotFound, "No current build", $"No build of \"{streamName}\" is running.");

    /// <summary><c>/showLastBuildLog?STREAM</c>: the log of the last build that is over.</summary>
    public IResult Last(string streamName)
    {
        var builds = history.Query(new HistoryQuery { StreamName = streamName, Count = BuildsToLookAt }).Builds;
        return builds.FirstOrDefault(build => build.Result.IsGood() is not null && logs.Has(build.Id)) is { } last
            ? results.Text(last.Id)
            : Failures.LogIsGone();
    }

    /// <summary><c>/showBuildLog?IMAGE</c>: the log of the build that made an image.</summary>
    public IResult OfImage(string imageName) =>
        history.FindImage(imageName) is { } build && logs.Has(build.Id)
            ? results.Text(build.Id)
            : images.Of(imageName);
}
