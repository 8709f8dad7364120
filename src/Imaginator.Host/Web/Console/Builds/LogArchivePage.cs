using System.Collections.Immutable;
using Imaginator.Host.History.Logs;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Console.Parts;
using Imaginator.Host.Web.Html;
using Imaginator.Host.Web.Readers;
using Imaginator.Quantities;

namespace Imaginator.Host.Web.Console.Builds;

/// <summary>The page <c>/showBuildLogArchive</c>: the builds whose logs exist, the newest first.</summary>
internal sealed class LogArchivePage(BuildHistory history, BuildLogs logs)
{
    private const int PageLength = 100;

    // A reader of few streams must not make the daemon read the records of all logs for each request.
    private const int ReadLength = 1000;
    private const int MaximumReads = 20;

    public ConsolePage Make(PageReader reader, PageQuery query)
    {
        var all = logs.Archive.Logs;
        var (builds, next) = Read(reader, all.Keys.Reverse().Where(id => query.Before is not { } before || id.CompareTo(before) < 0));
        var model = new BuildListModel(
            [],
            new BuildsTable(builds, logs),
            new Pager(
                query.Before is null ? null : PageAddress.LogArchive,
                next is null ? null : PageQuery.AddressOf(PageAddress.LogArchive, "", next))
            {
                PreviousText = "newest",
                NextText = "older",
            })
        {
            Note = !reader.SeesAll ? "" : $"{DisplayFormat.Count(all.Count, "log")}, {ByteSize.Describe(logs.Archive.DiskUsage)} of "
                + $"{ByteSize.Describe(logs.Archive.Quota)}. The oldest logs are removed when new logs need space.",
        };
        return new ConsolePage("Build log archive", new Web_Console_Builds_BuildListView { Model = model }) { Section = PageSection.Logs };
    }

    // Builds that the reader does not see do not end a page either: its end would show that they exist.
    private (ImmutableArray<BuildRecord> Builds, BuildId? Next) Read(PageReader reader, IEnumerable<BuildId> ids)
    {
        var found = new List<BuildRecord>();
        BuildId? last = null;
        var reads = 0;
        foreach (var part in ids.Chunk(reader.SeesAll ? PageLength + 1 : ReadLength))
        {
            if (reads++ == MaximumReads)
            {
                return ([.. found], last);
            }

            found.AddRange(history.ReadMany(part).Where(build => reader.Sees(build.StreamName)));
            if (found.Count > PageLength)
            {
                return ([.. found.Take(PageLength)], found[PageLength - 1].Id);
            }

            last = part[^1];
        }

        return ([.. found], null);
    }
}
