namespace Imaginator.Host.Web.Console.Builds;

/// <summary>A link to another selection of builds.</summary>
internal sealed record ListTab(string Address, string Text, bool IsCurrent);
