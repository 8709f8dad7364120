using Imaginator.Host.Builds;
using Imaginator.Host.Web.Readers;

namespace Imaginator.Host.Web.Console.Streams.Lists;

/// <summary>The page <c>/failing</c>: the streams of the configuration whose last build failed.</summary>
internal sealed class FailingPage(FailingStreams failing)
{
    // The list of streams shows all of them, in pages.
    private const int MaximumShown = 300;

    public ConsolePage Make(PageReader reader)
    {
        var streams = failing.List().Where(stream => reader.Sees(stream.StreamName)).ToList();
        return new ConsolePage(
            "Failing now",
            new Web_Console_Streams_Lists_FailingView { Model = new FailingModel([.. streams.Take(MaximumShown)], streams.Count) })
        {
            Section = PageSection.Failing,
            Scripts = ["refresh.js"],
        };
    }
}
