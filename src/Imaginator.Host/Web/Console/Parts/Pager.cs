namespace Imaginator.Host.Web.Console.Parts;

/// <summary>Links to other pages of a list; null for pages that do not exist.</summary>
internal sealed record Pager(string? Previous, string? Next)
{
    public string PreviousText { get; init; } = "previous";

    public string NextText { get; init; } = "next";

    /// <summary>The position in the list, for example <c>101 to 200 of 5,000</c>; empty if it is not known.</summary>
    public string Position { get; init; } = "";
}
