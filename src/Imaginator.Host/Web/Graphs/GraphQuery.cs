using System.Collections.Immutable;
using Imaginator.Host.Web.Html;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Imaginator.Host.Web.Graphs;

/// <summary>Which part of the graph is wanted: streams, or directories of streams.</summary>
/// <param name="Excludes">What is left out, with all that builds on it.</param>
/// <param name="Includes">What is drawn alone, with all around it; none for everything.</param>
internal sealed record GraphQuery(ImmutableArray<string> Excludes, ImmutableArray<string> Includes)
{
    private const string Exclude = "exclude";
    private const string Include = "include";

    /// <summary>Reads it from a request: <c>?exclude=A&amp;include=B</c>, each as often as needed, or names with spaces between.</summary>
    public static GraphQuery Of(HttpRequest request) => new(Names(request, Exclude), Names(request, Include));

    /// <summary>The address that <see cref="Of"/> reads.</summary>
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

        return path + query.ToQueryString();
    }

    /// <summary>A form to ask for another part.</summary>
    public HtmlPart Form() => html => html.Write($"""
        <form class="links" method="get">
        <label>only <input class="long" name="{Include}" value="{string.Join(' ', Includes)}" placeholder="streams or directories"></label>
        <label>without <input class="long" name="{Exclude}" value="{string.Join(' ', Excludes)}" placeholder="streams or directories"></label>
        <button>show</button></form>

        """);

    private static ImmutableArray<string> Names(HttpRequest request, string parameter) =>
        [.. request.Query[parameter].SelectMany(value => (value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))];
}
