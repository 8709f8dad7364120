using Imaginator.Host.History.Records;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Html;

namespace Imaginator.Host.Web.Pages;

/// <summary>The pages <c>/show…Builds</c>: all, good or failed builds; of all streams, of a stream, or of a requestor.</summary>
internal sealed class BuildListPage(BuildHistory history, BuildTables tables, TimeProvider timeProvider)
{
    private const int PageLength = 100;

    public HtmlPage OfAll(BuildListKind kind, PageQuery query) => Make(
        $"{Adjective(kind)} builds", kind, query, new HistoryQuery(), BuildListAddress.Of);

    public HtmlPage OfStream(BuildListKind kind, PageQuery query) => Make(
        $"{Adjective(kind)} builds of {query.Name}",
        kind, query, new HistoryQuery { StreamName = query.Name }, BuildListAddress.OfStream);

    public HtmlPage OfRequestor(BuildListKind kind, PageQuery query) => Make(
        $"{Adjective(kind)} builds requested by {query.Name}",
        kind, query, new HistoryQuery { Requestor = query.Name }, BuildListAddress.OfRequestor);

    private HtmlPage Make(
        string title, BuildListKind kind, PageQuery query, HistoryQuery selection, Func<BuildListKind, string> addressOf)
    {
        var clock = PageClock.Of(timeProvider);
        var page = history.Query(selection with { IsGood = IsGood(kind), Before = query.Before, Count = PageLength });
        return new HtmlPage(title, html =>
        {
            html.Write($"<div class=\"links\">\n");
            foreach (var other in Enum.GetValues<BuildListKind>())
            {
                var address = PageQuery.AddressOf(addressOf(other), query.Name, null);
                if (other == kind)
                {
                    html.Write($"<strong>{Adjective(other)} builds</strong>\n");
                }
                else
                {
                    html.Write($"{PageParts.Link(address, $"{Adjective(other)} builds")}\n");
                }
            }

            html.Write($"</div>\n{tables.Mixed(page.Builds, clock)}<div class=\"pages\">\n");
            if (query.Before is not null)
            {
                html.Write($"{PageParts.Link(PageQuery.AddressOf(addressOf(kind), query.Name, null), "newest")}\n");
            }

            if (page.HasMore)
            {
                html.Write($"{PageParts.Link(PageQuery.AddressOf(addressOf(kind), query.Name, page.Builds[^1].Id), "older")}\n");
            }

            html.Write($"</div>\n");
        });
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
