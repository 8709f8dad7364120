using Imaginator.Host.History.Logs;
using Imaginator.Host.History.Records;
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

    public ConsolePage Make(PageReader reader, PageQuery query)
    {
        var all = logs.Archive.Logs;
        var ids = all.Keys.Reverse().Where(id => query.Before is not { } before || id.CompareTo(before) < 0).Take(PageLength + 1).ToList();
        var builds = history.ReadMany([.. ids.Take(PageLength)]);
        var model = new BuildListModel(
            [],
            new BuildsTable(builds.RemoveAll(build => !reader.Sees(build.StreamName)), logs),
            new Pager(
                query.Before is null ? null : PageAddress.LogArchive,
                ids.Count > PageLength ? PageQuery.AddressOf(PageAddress.LogArchive, "", ids[PageLength - 1]) : null)
            {
                PreviousText = "newest",
                NextText = "older",
            })
        {
            Note = $"{DisplayFormat.Count(all.Count, "log")}, {ByteSize.Describe(logs.Archive.DiskUsage)} of "
                + $"{ByteSize.Describe(logs.Archive.Quota)}. The oldest logs are removed when new logs need space.",
        };
        return new ConsolePage("Build log archive", new Web_Console_Builds_BuildListView { Model = model }) { Section = PageSection.Logs };
    }
}
