namespace Imaginator.Host.Web.Console.Parts;

/// <summary>A chart that a script draws from data; a table with the same data must be near it.</summary>
/// <param name="Id">The id of the element, unique on its page.</param>
/// <param name="Title">The title for people.</param>
/// <param name="Source">The address of the data.</param>
/// <param name="Name">The name of the chart in the data.</param>
internal sealed record Chart(string Id, string Title, string Source, string Name);
