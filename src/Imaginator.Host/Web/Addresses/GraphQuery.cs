using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Imaginator.Host.Web.Addresses;

/// <summary>
/// Selects a part of the dependency graph by streams or directories of streams: excludes remove a stream and everything built
/// on it; includes keep only the named streams and everything connected to them.
/// </summary>
internal sealed record GraphQuery(ImmutableArray<string> Excludes, ImmutableArray<string> Includes)
{
    public const string Exclude = "exclude";
    public const string Include = "include";

    private const string PageParameter = "page";
    private const int MaximumPage = 1_000_000;

    /// <summary>The number of the page of the table, from 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Reads a request's query, <c>?exclude=A&amp;include=B</c>: parameters can be repeated or hold several names separated by spaces.</summary>
    public static GraphQuery Of(HttpRequest request) => new(Names(request, Exclude), Names(request, Include))
    {
        Page = int.TryParse(request.Query[PageParameter].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var page)
            ? Math.Clamp(page, 1, MaximumPage)
            : 1,
    };

    /// <summary>Makes an address that <see cref="Of"/> reads.</summary>
    public string AddressOf(string path)
    {
        var query = new QueryBuilder();
        foreach (var name in Excludes)
        {
            query.Add(Exclude, name);
        }

        foreach (var name in Includes)
        {
            query.Add(Include, name);
        }

        if (Page > 1)
        {
            query.Add(PageParameter, Page.ToString(CultureInfo.InvariantCulture));
        }

        return path + query.ToQueryString();
    }

    private static ImmutableArray<string> Names(HttpRequest request, string parameter) =>
        [.. request.Query[parameter].SelectMany(value => (value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))];
}
