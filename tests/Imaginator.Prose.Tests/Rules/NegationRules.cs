using System.Collections.Immutable;
using Imaginator.Prose.Tests.Texts;
using static Imaginator.Prose.Tests.Rules.Patterns;

namespace Imaginator.Prose.Tests.Rules;

/// <summary>The verb is negated: is not a, does not have, no longer.</summary>
internal static class NegationRules
{
    public static ImmutableArray<Rule> All { get; } =
    [
        new("is-no",
            @"(?<!\bthere )(?<!\bthere, )\b(is|are|was|were|be) no (?!(longer|more|less|fewer|different|newer|older|larger|smaller|later|better|worse|way|need|problem|match)\b)\w+",
            "write is not a; in an error: invalid user name \"x\": must be a valid file name")
        {
            Not = ["\"x\" is no user name that a file can be named after", "a variable that is no secret", "\"5\" is no duration"],
            But = ["invalid user name \"x\": must be a valid file name", "a variable that is not secret", "There is no limit."],
        },
        new("is-none", @"\b(?<!there )(is|are|was|were) none\b", "write does not exist, or must be one of")
        {
            Not = ["standard input is none", "\"x\" is none of a, b"],
            But = ["standard input is not a terminal", "\"x\" must be a or b", "If there is none, the command fails."],
        },
        new("is-not-how", @"\bis not (how|what|where|who|when|which|why)\b", "name the expected value: give a duration such as 5m or 1h30m")
        {
            Not = ["\"\" is not how long something lasts", "this is not what the server sends"],
            But = ["parameter \"for\" is missing; give a duration such as 5m or 1h30m"],
        },
        new("no-such", @"\bno such\b(?! file or directory| device| process)", "write: build not found, or unknown build \"x\"")
        {
            Kinds = TextKind.Strings | TextKind.Documents,
            Not = ["There is no such build.", "no such stream"],
            But = ["build not found", "no such file or directory"],
        },
        new("any-more", @"\bnot any ?more\b|\bany ?more" + ClauseEnd + @"|\bany ?more (and|but|when|then|because|after|since|in|on|by|for|with)\b|\bis no more" + ClauseEnd,
            "write no longer; for a missing thing: it may have been removed")
        {
            Not = ["the build does not exist, or not any more", "No image uses it any more.", "when no command uses it anymore"],
            But = ["No image uses it now.", "the build no longer exists", "There cannot be any more bytes."],
        },
        new("verb-not",
            @"\bthat (its|the|a|an|their|this) \w+ (has|have|had) not" + ClauseEnd + @"|\b(knows|finds|makes|sees|exists|matters|works|belongs|follows|depends|ends|holds|fits|reads|writes|needs|uses|changes) not\b",
            "write does not have, does not exist")
        {
            Not = ["a field that its type has not", "the file exists not"],
            But = ["a field that its type does not have"],
        },
        new("not-but", @"\bis neither\b[^.;]*\bbut\b", "write must be A or B, not x")
        {
            Kinds = TextKind.Strings,
            Not = ["a value is neither absent nor present, but 3"],
            But = ["the presence byte must be 0 or 1, not 3"],
        },
        new("cannot-be-had", @"\bbe had\b", "write is not available")
        {
            Not = ["the lock cannot be had"],
            But = ["the lock is not available"],
        },
        new("impossible", @"\bcan(not)? be" + ClauseEnd, "name the verb: must be empty, is not possible")
        {
            Kinds = TextKind.Strings,
            Not = ["an object of {} bytes cannot be"],
            But = ["an object cannot have {} bytes"],
        },
    ];
}
