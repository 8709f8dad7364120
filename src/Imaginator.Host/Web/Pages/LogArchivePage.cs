using Imaginator.Host.History.Logs;
using Imaginator.Host.History.Records;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Html;
using Imaginator.Quantities;

namespace Imaginator.Host.Web.Pages;

/// <summary>The page <c>/showBuildLogArchive</c>: the builds whose logs exist, the newest first.</summary>
internal sealed class LogArchivePage(BuildHistory history, BuildLogs logs, BuildTables tables, TimeProvider timeProvider)
{
    private const int PageLength = 100;

    public HtmlPage Make(PageQuery query)
    {
        var clock = PageClock.Of(timeProvider);
        var all = logs.Archive.Logs;
        var ids = all.Keys.Reverse().Where(id => query.Before is not { } before || id.CompareTo(before) < 0).Take(PageLength + 1).ToList();
        var builds = history.ReadMany([.. ids.Take(PageLength)]);
        return new HtmlPage("Build log archive", html =>
        {
            html.Write($"<p>{DisplayFormat.Count(all.Count, "log")}, {ByteSize.Describe(logs.Archive.DiskUsage)} ");
            html.Write($"of {ByteSize.Describe(logs.Archive.Quota)}. The oldest logs are removed when new logs need space.</p>\n");
            html.Write($"{tables.Mixed(builds, clock)}<div class=\"pages\">\n");
            if (query.Before is not null)
            {
                html.Write($"{PageParts.Link(PageAddress.LogArchive, "newest")}\n");
            }

            if (ids.Count > PageLength)
            {
                html.Write($"{PageParts.Link(PageQuery.AddressOf(PageAddress.LogArchive, "", ids[PageLength - 1]), "older")}\n");
            }

            html.Write($"</div>\n");
        });
    }
}
