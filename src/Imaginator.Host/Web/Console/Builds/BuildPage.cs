using Imaginator.Host.History;
using Imaginator.Host.History.Logs;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Html;
using Imaginator.Host.Web.Logs.Lines;
using Imaginator.Host.Web.Readers;

namespace Imaginator.Host.Web.Console.Builds;

/// <summary>The page of one build: its cause, stages, inputs and result.</summary>
internal sealed class BuildPage(
    BuildLookup records, BuildLogs logs, LogReading reading, IBuildQueue queue, TimeProvider timeProvider)
{
    private const int ShownLines = 20;

    /// <summary>Makes the page; null if the build does not exist, or if the reader does not see its stream.</summary>
    public async Task<ConsolePage?> MakeAsync(PageReader reader, BuildId id, CancellationToken cancellationToken)
    {
        if (records.Find(id) is not { } build || !reader.Sees(build.StreamName))
        {
            return null;
        }

        var hasLog = logs.Has(id);
        var hasEnded = build.Result.IsGood() is not null;
        var model = new BuildModel
        {
            Build = build,
            Queued = hasEnded ? null : queue.Find(id),
            Stages = StageBar.Of(build, hasLog, PageClock.Of(timeProvider)),
            HasLog = hasLog,
            LogEnd = hasLog && build.Result.IsGood() != true ? await ReadEndAsync(id, cancellationToken) : null,
            MayCancel = !hasEnded && reader.MayCancel(build),
            RetryKey = hasEnded && reader.MayBuild(build.StreamName) ? Guid.NewGuid().ToString("N") : null,
        };
        return new ConsolePage($"Build of {build.StreamName}", new Web_Console_Builds_BuildView { Model = model })
        {
            Section = PageSection.Builds,
            Scripts = hasEnded ? [] : ["refresh.js"],
        };
    }

    private async Task<LogWindow> ReadEndAsync(BuildId id, CancellationToken cancellationToken)
    {
        var index = await reading.ReadIndexAsync(id, cancellationToken);
        return await reading.ReadLinesAsync(id, index, Math.Max(1, index.Lines - ShownLines + 1), ShownLines, cancellationToken);
    }
}
