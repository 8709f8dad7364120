namespace Imaginator.Host.Configuration;

/// <summary>The first line of the file of kept image streams.</summary>
/// <param name="Source">Where the text is from, without secrets.</param>
/// <param name="FetchedAt">When it was fetched.</param>
internal sealed record KeptDescription(string Source, DateTimeOffset FetchedAt);
