namespace Imaginator.Host.Web.Console.Logs;

/// <summary>Successive lines of a log on its page.</summary>
/// <param name="FirstLine">The number of the first line.</param>
/// <param name="Count">The number of lines.</param>
/// <param name="Markup">The lines; null if the page has only a link to them.</param>
internal sealed record LogPart(int FirstLine, int Count, ReadOnlyMemory<byte>? Markup);
