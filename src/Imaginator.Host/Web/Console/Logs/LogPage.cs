using System.Globalization;
using Imaginator.Host.History;
using Imaginator.Host.History.Logs;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Failures;
using Imaginator.Host.Web.Logs.Lines;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Console.Logs;

/// <summary>
/// The page <c>/builds/ID/log</c>: the log of a build. Long logs are shown in parts, which a script loads when they are needed; it also
/// follows a running build.
/// </summary>
internal sealed class LogPage(LogReading reading, BuildLookup records, BuildLogs logs, IBuildQueue queue)
{
    private const int WindowLength = 500;
    private const int LinesBeforeSelected = 20;
    private const int MaximumMatches = 200;
    private const int MaximumFindLength = 200;

    /// <summary>The page.</summary>
    public async Task<IResult> MakeAsync(BuildId id, HttpRequest request, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } build)
        {
            return WebFailures.LogNotFound();
        }

        var isLive = build.Result.IsGood() is null;
        var index = await reading.ReadIndexAsync(id, cancellationToken);
        var window = await reading.ReadLinesAsync(id, index, FirstLineOf(request, build, index), WindowLength, cancellationToken);
        if (!isLive && !logs.Has(id))
        {
            // Reading has detected that it was deleted.
            return WebFailures.LogNotFound();
        }

        var text = TextOf(request);
        var model = new LogModel
        {
            Build = build,
            Index = index,
            Window = window,
            IsLive = isLive,
            FindText = text,
            Matches = text.Length > 0 ? await MatchesAsync(id, text, cancellationToken) : null,
        };
        return new ConsolePage($"Log of {build.StreamName}", new Web_Console_Logs_LogView { Model = model })
        {
            Section = PageSection.Logs,
            Scripts = ["log.js"],
        };
    }

    /// <summary>Lines as a part of the page, for its script.</summary>
    public async Task<IResult> MakeLinesAsync(BuildId id, HttpRequest request, CancellationToken cancellationToken)
    {
        if (!logs.Has(id))
        {
            return WebFailures.LogNotFound();
        }

        var index = await reading.ReadIndexAsync(id, cancellationToken);
        var first = NumberOf(request, LogAddress.From) ?? 1;
        var count = Math.Min(NumberOf(request, LogAddress.Count) ?? WindowLength, 2 * WindowLength);
        var window = await reading.ReadLinesAsync(id, index, first, count, cancellationToken);
        return new SliceFragment(new Web_Console_Logs_LogLinesView { Model = new LogPart(first, window.Count, window.Markup) });
    }

    /// <summary>The lines that contain a text as a part of the page, for its script.</summary>
    public async Task<IResult> MakeMatchesAsync(BuildId id, HttpRequest request, CancellationToken cancellationToken) =>
        logs.Has(id) && TextOf(request) is { Length: > 0 } text
            ? new SliceFragment(new Web_Console_Logs_LogMatchesView { Model = await MatchesAsync(id, text, cancellationToken) })
            : WebFailures.LogNotFound();

    private async Task<BuildRecord?> FindAsync(BuildId id, CancellationToken cancellationToken)
    {
        // A build that has just started has a log, but perhaps not yet.
        if (!logs.Has(id))
        {
            await queue.WaitForStartNotificationAsync(id, cancellationToken);
        }

        return records.Find(id) is { } build && (logs.Has(id) || build.Result == RecordedResult.Queued) ? build : null;
    }

    private async Task<LogMatches> MatchesAsync(BuildId id, string text, CancellationToken cancellationToken)
    {
        var matches = await reading.FindAsync(id, text, MaximumMatches, cancellationToken);
        return new LogMatches(id, [.. matches.Take(MaximumMatches)], matches.Count > MaximumMatches);
    }

    // The end of a log says why a build failed, and what a running build does.
    private static int FirstLineOf(HttpRequest request, BuildRecord build, LogIndex index)
    {
        var last = Math.Max(1, index.Lines - WindowLength + 1);
        return NumberOf(request, LogAddress.From) is { } selected ? Math.Clamp(selected - LinesBeforeSelected, 1, Math.Max(1, index.Lines))
            : build.Result.IsGood() == true ? 1
            : last;
    }

    private static int? NumberOf(HttpRequest request, string parameter) =>
        int.TryParse(request.Query[parameter].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : null;

    private static string TextOf(HttpRequest request)
    {
        var text = request.Query[LogAddress.Find].ToString();
        return text.Length <= MaximumFindLength ? text : text[..MaximumFindLength];
    }
}
