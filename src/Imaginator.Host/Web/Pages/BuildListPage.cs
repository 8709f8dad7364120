using Imaginator.Host.History.Records;
using Imaginator.Host.Web.Html;

namespace Imaginator.Host.Web.Pages;

/// <summary>The pages <c>/show…Builds</c>: builds of everybody, of a stream, of a user; all, good, failed ones.</summary>
internal sealed class BuildListPage(BuildHistory history, BuildTables tables, TimeProvider time)
{
    private const int BuildsOnAPage = 100;

    /// <summary>The builds of everybody.</summary>
    public HtmlPage OfAll(BuildListKind kind, PageQuery query) => Make(
        $"{Adjective(kind)} builds", kind, query, new HistoryQuery(), BuildListAddress.Of);

    /// <summary>The builds of one stream.</summary>
    public HtmlPage OfStream(BuildListKind kind, PageQuery query) => Make(
        $"{Adjective(kind)} builds of {query.Name}",
        kind, query, new HistoryQuery { StreamName = query.Name }, BuildListAddress.OfStream);

    /// <summary>The builds that one user has asked for.</summary>
    public HtmlPage OfRequestor(BuildListKind kind, PageQuery query) => Make(
        $"{Adjective(kind)} builds requested by {query.Name}",
        kind, query, new HistoryQuery { Requestor = query.Name }, BuildListAddress.OfRequestor);

    private HtmlPage Make(
        string title, BuildListKind kind, PageQuery query, HistoryQuery wanted, Func<BuildListKind, string> addressOf)
    {
        var clock = PageClock.Of(time);
        var page = history.Query(wanted with { IsGood = IsGood(kind), Before = query.Before, Count = BuildsOnAPage });
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
        BuildListKind.Good => "Good",
        _ => "Failed",
    };
}
