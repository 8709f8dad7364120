using System.Collections.Immutable;
using Imaginator.Prose.Tests.Texts;
using static Imaginator.Prose.Tests.Rules.Patterns;

namespace Imaginator.Prose.Tests.Rules;

/// <summary>A noun stands where a noun belongs, not a clause that begins with what, how, where or who.</summary>
internal static class ClauseRules
{
    private const TextKind Kinds = TextKind.Published & ~TextKind.Heading;

    public static ImmutableArray<Rule> All { get; } =
    [
        new("what-clause-first", SentenceStart + @"What (?!is new\b)[^.?]*(?:[.;]|$)", "begin with a noun: The files that …")
        {
            Kinds = Kinds,
            Not = ["What cannot be read is left out.", "What a symbolic link points to."],
            But = ["Unreadable files are left out.", "The target of a symbolic link.", "What is a stream?"],
        },
        new("what-is", @"(?<!^)\bwhat (is|are|was|were|has|had|cannot|can|must|may|will|it|they)\b" + NoQuestion, "use a noun: the active configuration, the error")
        {
            Kinds = Kinds,
            Not = ["In a fault, what was in use before stays in use", "Says what is where.", "It prints what it found."],
            But = ["the previous configuration stays active"],
        },
        new("how-clause-first", SentenceStart + @"How (long|many|much|often|far|big|large|old|the|a|it|they)\b[^.?]*(?:[.;]|$)", "use a noun: Duration of, Number of, Maximum age of")
        {
            Kinds = Kinds,
            Not = ["How long the image lives; 0 for no limit.", "How many bytes there have been."],
            But = ["Lifetime of the image; 0 for no limit.", "Number of bytes."],
        },
        new("where-clause-first", SentenceStart + @"(Where|Who|Whom|Whose|Which|From where|Where to|Where from|For whom)\b[^,?]*(?:[.;]|$)", "use a noun: The directory that …, The user who …")
        {
            Kinds = Kinds & ~TextKind.Document,
            Not = ["Where it goes.", "Who asked.", "Which source image must be built first."],
            But = ["The target directory.", "The requestor.", "Where the kernel lacks overlays, the files are copied."],
        },
        new("whom-clause", @"\b(says?|tells?|knows?|finds?|shows?|decides?) (whom|who|what) (?!to\b)(?=\w)" + NoQuestion, "use a noun: the users, the content")
        {
            Kinds = Kinds & ~TextKind.Document,
            Not = ["Flags that say whom the daemon trusts."],
            But = ["Flags for the users that the daemon trusts."],
        },
        new("preposition-what", @"\b(of|to|from|with|by|for|in|on|at|but|than|as|into|about|over|without|until|after|before|not|only|all) what\b(?! (for|to)\b)" + NoQuestion, "use a noun: the files that, the inputs of")
        {
            Kinds = Kinds,
            Not = ["a package of what the script made", "is a symbolic link to what cannot be a path"],
            But = ["a package of the published files"],
        },
        new("when-clause-first", @"^When ", "use a noun: Start time, Expiration time")
        {
            Kinds = TextKind.Help,
            Not = ["When the daemon was started, in seconds since 1970."],
            But = ["Start time of the daemon, in seconds since 1970."],
        },
        new("whom", @"\b(to|for|from|by|with|of)? ?whom(soever)?\b", "name the user or the caller")
        {
            Not = ["for whom the image is"],
            But = ["the users of the image"],
        },
        new("bare-relative", @"\b\w+s that (wait|run|ran|wait|are (open|configured|running|waiting|over|kept|broken)|were (sent|removed|refused|built))" + ClauseEnd, "put the participle before the noun: waiting builds, open connections")
        {
            Kinds = TextKind.Help | TextKind.Log | TextKind.Error,
            Not = ["Builds that wait.", "Connections that are open."],
            But = ["Waiting builds.", "Open connections."],
        },
        new("nested-questions", @"\b(what|who|which) is (what|who|which|where)\b|\bwho \w+ what\b", "name the two things")
        {
            Kinds = TextKind.All & ~TextKind.LineComment,
            Not = ["It says what is what.", "the table of what is where"],
            But = ["The table lists the locations."],
        },
        new("all-that", @"\ball (that|what) (is|are|was|were|has|have|had|it|they|he|builds?|belongs?|lies?|can|cannot|may|must|the|a|there|we|you|one|uses?|needs?)\b|\b(everything|nothing|that) what\b",
            "write everything that, or name the things: all streams that")
        {
            Not = ["remove a stream with all that builds on it", "All that is forbidden from now on."],
            But = ["remove a stream and everything built on it"],
        },
        new("else-at-end", @"[;,] ?(or )?else\b", "write otherwise")
        {
            Not = ["The source image, if it must be built; else null."],
            But = ["The source image if it must be built; otherwise null."],
        },
        new("also-of", @", also (of|in|for|later|when|if|where|such|those|as|by|with|to|from|on|at|after|before)\b", "write including, even or and")
        {
            Not = ["Cancels the call, also later."],
            But = ["Cancels the call, even later."],
        },
        new("who-subject", @"(?<=[:;.] )who (\w+s|has|is|may|can) (?!\w+\?)" + NoQuestion + @"|\b(until|by|since|from) when\b", "name the actor: the caller that waits; for until when: the time until which")
        {
            Not = ["On another thread: who waits for it must not run.", "Until when builds are refused."],
            But = ["On another thread: the waiting caller must not run."],
        },
        new("comma-splice",
            @"^(?!(if|when|where|while|because|after|as|since|unless|until|although|once|before|in|with|for|on)\b)(?:(?!\b(if|when|where|while|because|that|which|who)\b)[^,;:.])*\b(is|are|was|were|cannot|can|has|have|had|failed|must|will|could)\b(?:(?!\b(if|when|where|while|because|that|which|who)\b)[^,;:.])*, (it|they|these|(the|its|their|a|an) \w+( \w+)?|\w+s) (is|are|was|were|stays?|will|can|cannot|has|have|tries|does|do|must)\b",
            "join the clauses with a semicolon, or with and, so or because")
        {
            Kinds = TextKind.Strings,
            Not = ["The history cannot be written, it is tried again", "the new list cannot be used, the old one stays active"],
            But = ["The history cannot be written; retrying", "the file is empty, but the daemon has its content"],
        },
        new("where-if", @"\bwhere (missing|needed|necessary|possible|given|configured|set|absent|present|neither|none|nothing|there (is|are) (no|a|an|none|not|only|room|more|any))\b", "write if")
        {
            Not = ["Directory of all state; created where missing.", "in memory where there is no disk"],
            But = ["Directory of all state; created if missing.", "the directory where the files are stored"],
        },
        new("where-that", @"\b(where|if|when) (that|it|this) is (so|the case|the outcome|needed|possible)\b", "name the condition")
        {
            Kinds = Kinds,
            Not = ["It waits if that is so.", "The files are shared where that is possible."],
            But = ["It waits if the queue is full."],
        },
    ];
}
