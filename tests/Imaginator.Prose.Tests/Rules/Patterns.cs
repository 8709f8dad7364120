namespace Imaginator.Prose.Tests.Rules;

/// <summary>Parts of patterns.</summary>
internal static class Patterns
{
    /// <summary>The beginning of a text, or of a sentence in it.</summary>
    public const string SentenceStart = @"(?:^|(?<=[.;:!?] )|(?<=[.!?][)""] ))";

    /// <summary>The beginning of a text, a sentence or a clause.</summary>
    public const string ClauseStart = @"(?:^|(?<=[.,;:!?(] ))";

    /// <summary>The end of a clause.</summary>
    public const string ClauseEnd = @"(?=\s*(?:[.,;:!?)""]|$))";

    /// <summary>The sentence is no question.</summary>
    public const string NoQuestion = @"(?=[^.?]*(?:[.;]|$))";
}
