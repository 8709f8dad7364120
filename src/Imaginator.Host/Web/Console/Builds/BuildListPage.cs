using Imaginator.Host.History.Logs;
using Imaginator.Host.History.Records;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Console.Parts;
using Imaginator.Host.Web.Readers;

namespace Imaginator.Host.Web.Console.Builds;

/// <summary>The pages <c>/show…Builds</c>: all, good or failed builds; of all streams, of a stream, or of a requestor.</summary>
internal sealed class BuildListPage(BuildHistory history, BuildLogs logs)
{
    private const int PageLength = 100;

    public ConsolePage OfAll(PageReader reader, BuildListKind kind, PageQuery query) => Make(
        reader, $"{Adjective(kind)} builds", kind, query, new HistoryQuery(), BuildListAddress.Of);

    public ConsolePage OfStream(PageReader reader, BuildListKind kind, PageQuery query) => Make(
        reader,
        $"{Adjective(kind)} builds of {query.Name}",
        kind, query, new HistoryQuery { StreamName = query.Name }, BuildListAddress.OfStream);

    public ConsolePage OfRequestor(PageReader reader, BuildListKind kind, PageQuery query) => Make(
        reader,
        $"{Adjective(kind)} builds requested by {query.Name}",
        kind, query, new HistoryQuery { Requestor = query.Name }, BuildListAddress.OfRequestor);

    private ConsolePage Make(
        PageReader reader,
        string title,
        BuildListKind kind,
        PageQuery query,
        HistoryQuery selection,
        Func<BuildListKind, string> addressOf)
    {
        var selected = selection with { IsGood = IsGood(kind), Before = query.Before, Count = PageLength };
        var (builds, next) = VisibleBuilds.Query(history, selected, reader.SeesAll, reader.Sees);
        var model = new BuildListModel(
            [
                .. Enum.GetValues<BuildListKind>().Select(other => new ListTab(
                    PageQuery.AddressOf(addressOf(other), query.Name, null), $"{Adjective(other)} builds", other == kind)),
            ],
            new BuildsTable(builds, logs),
            new Pager(
                query.Before is null ? null : PageQuery.AddressOf(addressOf(kind), query.Name, null),
                next is null ? null : PageQuery.AddressOf(addressOf(kind), query.Name, next))
            {
                PreviousText = "newest",
                NextText = "older",
            });
        return new ConsolePage(title, new Web_Console_Builds_BuildListView { Model = model }) { Section = PageSection.Builds };
    }

    private static bool? IsGood(BuildListKind kind) => kind switch
    {
        BuildListKind.All => null,
        BuildListKind.Good => true,
        _ => false,
    };

    private static string Adjective(BuildListKind kind) => kind switch
    {
        BuildListKind.All => "All",
        BuildListKind.Good => "Successful",
        _ => "Failed",
    };
}
