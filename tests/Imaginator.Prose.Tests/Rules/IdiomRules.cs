using System.Collections.Immutable;
using Imaginator.Prose.Tests.Texts;
using static Imaginator.Prose.Tests.Rules.Patterns;

namespace Imaginator.Prose.Tests.Rules;

/// <summary>Phrases that are translated word by word from another language.</summary>
internal static class IdiomRules
{
    public static ImmutableArray<Rule> All { get; } =
    [
        new("of-its-own", @"\bof (its|their|his|the|your|one's) own\b|\bthe own\b", "write its own X, or a separate X")
        {
            Not = ["a mount namespace of its own", "a session of their own"],
            But = ["its own mount namespace", "a separate session"],
        },
        new("is-of", @"\b(is|are|was|were|must be) of (an?|another|the same|unknown|which|no|this|that|what) (?!(more |further )?(use|help)\b)", "write has, belongs to or was made by")
        {
            Not = ["a type definition is of an unknown kind", "the file is of another user"],
            But = ["a type definition has an unknown kind", "the file belongs to another user"],
        },
        new("since-duration", @"\bsince (\d+|\{\}|a few|some|several) ?(ms|s|min|h|seconds?|minutes?|hours?|days?)\b", "write for 5 minutes")
        {
            Not = ["The build runs since 5 minutes."],
            But = ["The build has run for 5 minutes."],
        },
        new("look-whether", @"\b(look|looks|looked|looking|say|says|said|tell|tells) whether\b", "write checks whether, or specifies whether")
        {
            Not = ["looking whether the image is there"],
            But = ["checking whether the image exists"],
        },
        new("gives-up", @"^Gives up\b", "write cancels the operation")
        {
            Not = ["Gives up."],
            But = ["Cancels the operation.", "The client gives up after 3 attempts."],
        },
        new("gone", @"\b(is|are|has|have) gone\b|\bgoes away\b", "write was removed, has ended or closed the connection")
        {
            Kinds = TextKind.Strings,
            Not = ["the client is gone", "the build has gone"],
            But = ["the client closed the connection"],
        },
        new("came", @"\b(came|has come|have come|comes)" + ClauseEnd + @"|\b(bytes|image|answer|line|message) came\b", "write was received, or arrived")
        {
            Kinds = TextKind.Strings,
            Not = ["{} of {} bytes came", "The image came without its tree."],
            But = ["received {} of {} bytes"],
        },
        new("say-it", @"(^|[;:,.] )say (?!""?\{\}\b)", "write give, set or use")
        {
            Kinds = TextKind.Strings,
            Not = ["the duration is missing; say 5m or 1h30m"],
            But = ["the duration is missing; give a duration such as 5m or 1h30m"],
        },
        new("in-turn", @"\b(in its turn|in their turn|one after the other|by and by|time and again|again and again|bit by bit|piece by piece)\b", "write in turn, in sequence or repeatedly")
        {
            Not = ["The files are read one after the other."],
            But = ["The files are read in sequence."],
        },
        new("makes-it", @"\b(makes|made|do|does) (it|them) (so|good|anyway|all the same)\b|\ball the same\b|\bas it were\b|\bso to speak\b|\bto wit\b|\bthat is to say\b|\bor so\b",
            "leave it out, or say it directly")
        {
            Not = ["It starts all the same.", "The file is, so to speak, a lock."],
            But = ["It starts in any case."],
        },
        new("it-comes-that", @"\b(comes|goes) (with it|of it|from it) that\b|\bit (comes|goes|happens) that\b", "put the subject first")
        {
            Not = ["It happens that the file is missing."],
            But = ["The file can be missing."],
        },
        new("is-there", @"\b(is|are|was|were|be|been) there\b(?! (a|an|any|no|to|for|is|are|something|anything|nothing)\b)(?!\?)|\b(?<=\w )there (is|are|was|were)" + ClauseEnd, "write exists, is present or is available")
        {
            Not = ["File that is there while the daemon is ready.", "checks whether the image is there", "all workers that there are"],
            But = ["File that exists while the daemon is ready."],
        },
        new("so-last", @"\b(begin|begins|start|starts|print (it|them)|prints (it|them)|named|called|written|is|are|stays?|remains?|look|looks|work|works) so" + ClauseEnd, "write this way, or name the state")
        {
            Not = ["names that begin so", "It waits until something is so."],
            But = ["names that begin with the prefix"],
        },
        new("all-else", @"\ball (else|the rest)\b", "write everything else, or the rest")
        {
            Not = ["all else is denied"],
            But = ["everything else is denied"],
        },
        new("on-the-way", @"\bon the way\b(?! (to|there|from)\b)|\bin (the|its|their|each other's) way" + ClauseEnd, "write during the transfer; for in the way: blocks")
        {
            Kinds = TextKind.Published,
            Not = ["the object was damaged on the way", "a file is in the way"],
            But = ["the object was damaged during the transfer"],
        },
        new("mistake-of", @"\bmistakes? (of|in)\b", "write bug in, or internal error")
        {
            Kinds = TextKind.Published,
            Not = ["This is a mistake of imaginator."],
            But = ["This is a bug in imaginator."],
        },
        new("so-that-many", @"\bjust so\b|\bin such a way\b|\bin such a manner\b", "write all, the same number, or so that")
        {
            Not = ["It writes in such a way that no byte is lost."],
            But = ["It writes so that no byte is lost."],
        },
        new("false-friend", @"\b(informations|feedbacks|softwares|in the case of that|respectively" + ClauseEnd + @"|eventually existing|actual version|resp\.|f\.e\.|a\.o\.)", "use the English word: information, respective, current")
        {
            Not = ["It reads the informations.", "the user resp. the group"],
            But = ["It reads the information."],
        },
        new("at-once", @"\bat once\b", "write immediately, or at the same time, or concurrent")
        {
            Kinds = TextKind.Published,
            Not = ["Builds at once per user."],
            But = ["Concurrent builds per user."],
        },
        new("now-and-then", @"\b(now and then|from time to time|every now and again|sooner or later|as yet|ever so)\b|\b(in the end|after all|by now|for now)" + ClauseEnd, "say when, or leave it out")
        {
            Kinds = TextKind.Published,
            Not = ["It looks now and then."],
            But = ["It checks every minute."],
        },
    ];
}
