namespace Imaginator.Host.Web.Logs.Lines;

/// <summary>A line that contains a text; <paramref name="Text"/> is its beginning, without control characters.</summary>
internal sealed record LogMatch(int Line, string Text);
