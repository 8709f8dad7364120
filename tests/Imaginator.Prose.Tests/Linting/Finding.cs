using Imaginator.Prose.Tests.Rules;
using Imaginator.Prose.Tests.Texts;

namespace Imaginator.Prose.Tests.Linting;

/// <summary>A place of a text that a rule forbids.</summary>
internal sealed record Finding(Rule Rule, Text Text, int Position, string Found)
{
    private const int Context = 60;

    public int Line => Text.LineAt(Position);

    public override string ToString() => $"{Text.Path}:{Line}: {Rule.Name}: \"{Found.Trim()}\" in \"{Excerpt}\"; {Rule.Cure}";

    private string Excerpt
    {
        get
        {
            var start = Math.Max(0, Position - Context);
            var end = Math.Min(Text.Value.Length, Position + Found.Length + Context);
            return (start > 0 ? "…" : "") + Text.Value[start..end].Replace('\n', ' ') + (end < Text.Value.Length ? "…" : "");
        }
    }
}
