namespace Imaginator.Host.Web.Logs.Lines;

/// <summary>The lines of a stage. Immutable.</summary>
/// <param name="Stage">The display name of the stage; empty for lines before the first one.</param>
/// <param name="Anchor">The id of the section on pages, unique in the log.</param>
/// <param name="FirstLine">The number of the first line.</param>
/// <param name="Count">The number of lines.</param>
/// <param name="StartedAt">The time of the first line; null if it is not known.</param>
internal sealed record LogSection(string Stage, string Anchor, int FirstLine, int Count, DateTimeOffset? StartedAt);
