using System.Text.RegularExpressions;
using Imaginator.Prose.Tests.Texts;

namespace Imaginator.Prose.Tests.Rules;

/// <summary>Something that plain English does not do.</summary>
/// <param name="Name">The name, for the allow list.</param>
/// <param name="Pattern">The pattern of what is forbidden. Upper and lower case are the same.</param>
/// <param name="Cure">What to write instead.</param>
internal sealed record Rule(string Name, string Pattern, string Cure)
{
    private readonly Regex _regex = new(Pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Compiled);

    /// <summary>The kinds of text that it applies to.</summary>
    public TextKind Kinds { get; init; } = TextKind.All;

    /// <summary>Whether it is about the form of a message, so that parts of messages are exempt.</summary>
    public bool OnlyWhole { get; init; }

    /// <summary>The pattern of files that it does not apply to.</summary>
    public string? ExceptPaths { get; init; }

    /// <summary>Texts that it finds something in: the tests' seeds.</summary>
    public required string[] Not { get; init; }

    /// <summary>Texts that are right: the rule finds nothing in them, and no other rule would in a document.</summary>
    public required string[] But { get; init; }

    public bool AppliesTo(Text text) =>
        (Kinds & text.Kind) != 0
        && (!OnlyWhole || text.IsWhole)
        && (ExceptPaths is null || !Regex.IsMatch(text.Path, ExceptPaths));

    public IEnumerable<Match> Matches(string line) => _regex.Matches(line);
}
