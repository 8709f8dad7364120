using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Imaginator.Host.Web.Addresses;

/// <summary>Selects and sorts the streams of a list. Invalid values of an address are those of the first page of all streams.</summary>
internal sealed record StreamListQuery
{
    private const string SearchParameter = "search";
    private const string DirectoryParameter = "directory";
    private const string StateParameter = "state";
    private const string SortParameter = "sort";
    private const string PageParameter = "page";
    private const int MaximumPage = 1_000_000;

    /// <summary>A part of the name, in letters of any case; empty for all.</summary>
    public string Search { get; init; } = "";

    /// <summary>The directory of the streams, without a slash at its end; empty for all.</summary>
    public string Directory { get; init; } = "";

    public StreamState State { get; init; }

    public StreamSort Sort { get; init; }

    /// <summary>The number of the page, from 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Reads the query of a request.</summary>
    public static StreamListQuery Of(HttpRequest request)
    {
        var query = request.Query;
        return new StreamListQuery
        {
            Search = query[SearchParameter].ToString().Trim(),
            Directory = query[DirectoryParameter].ToString().Trim().TrimEnd('/'),
            State = Parse<StreamState>(query[StateParameter].ToString()),
            Sort = Parse<StreamSort>(query[SortParameter].ToString()),
            Page = int.TryParse(query[PageParameter].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var page)
                ? Math.Clamp(page, 1, MaximumPage)
                : 1,
        };
    }

    /// <summary>The address that <see cref="Of"/> reads.</summary>
    public string Address
    {
        get
        {
            var query = new QueryBuilder();
            Add(SearchParameter, Search);
            Add(DirectoryParameter, Directory);
            Add(StateParameter, State == default ? "" : Text(State));
            Add(SortParameter, Sort == default ? "" : Text(Sort));
            Add(PageParameter, Page == 1 ? "" : Page.ToString(CultureInfo.InvariantCulture));
            return PageAddress.Streams + query.ToQueryString();

            void Add(string parameter, string value)
            {
                if (value.Length > 0)
                {
                    query.Add(parameter, value);
                }
            }
        }
    }

    /// <summary>Whether a stream has a name that the query selects.</summary>
    public bool IncludesName(string name) =>
        (Search.Length == 0 || name.Contains(Search, StringComparison.OrdinalIgnoreCase))
        && (Directory.Length == 0
            || (name.Length > Directory.Length && name[Directory.Length] == '/' && name.StartsWith(Directory, StringComparison.Ordinal)));

    private static T Parse<T>(string text)
        where T : struct, Enum => Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : default;

    /// <summary>The value of a parameter.</summary>
    public static string Text<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
