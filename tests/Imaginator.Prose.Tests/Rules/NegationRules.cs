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
        new("verb-no", @"\b(knows?|names?|holds?|says?|starts? with|loses?|finds|gets|sees|reads|sends|costs) no (?!(more|longer|less|doubt|matter|match|matches)\b)\w", "write does not know, does not contain")
        {
            Kinds = TextKind.Published,
            Not = ["\"x\" names no store", "the git protocol knows no users", "a name holds no slash"],
            But = ["\"x\" is not the path of a store", "a name cannot contain a slash"],
        },
        new("all-but", @"\b(all|any|every|everything|everybody|nothing|none|no)\b[^.,;:]{0,40} but (?!(also|not|only|still|it|they|is|are|was|can|cannot|has|have|does|do|no|never|in|on|to|for|with|by|at|must|may|if|when|one|would|could|will)\b)\w|\bnothing but\b", "write except, or only")
        {
            Not = ["all processes but the calling one", "Nothing but the file is read."],
            But = ["all processes except the calling one", "Only the file is read.", "No file is read, but the directory is."],
        },
        new("not-such", @"\b(is|are|was|were) not such\b|\bnothing of (it|them|what|this|that|its|the|these|those)\b", "write is not a X; none of it")
        {
            Not = ["It is not such a URL.", "Nothing of it is left."],
            But = ["The text is not a URL.", "No file is left."],
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
